"""Circumstances of attributions: who speaks, when, to whom and how."""
