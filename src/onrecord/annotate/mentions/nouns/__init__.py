"""Noun phrases for actors: their names, lists of them, and what they refer back to."""
