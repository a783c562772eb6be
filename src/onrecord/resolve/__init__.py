"""Linking: what is learnt across articles, kept as judgements beside the records, which it never changes."""
