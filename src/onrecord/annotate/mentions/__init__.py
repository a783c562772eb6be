"""Mentions of actors: names, nouns and pronouns, and which of them mean the same actor."""
