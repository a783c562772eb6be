"""Attributions: who said what, in whose words, to whom, when and how."""
