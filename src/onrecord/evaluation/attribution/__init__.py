"""Scores of attributions against marked ones."""
