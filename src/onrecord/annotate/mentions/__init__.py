"""Mentions of actors: names, nouns and pronouns, and which of them refer to the same actor."""
