"""Sentences, tokens, names and the syntax tree, by spaCy."""
