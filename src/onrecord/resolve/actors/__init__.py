"""Comparing actors with the list of known actors."""
