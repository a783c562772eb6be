"""Scores against gold data, and the floors they must not fall below."""
