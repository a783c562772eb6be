"""Annotations of an article become the parts of its record: pure functions."""
