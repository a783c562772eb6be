"""Sentences, tokens, names and syntax, by spaCy."""
