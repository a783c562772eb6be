"""Rows and records in other formats: CSV, JSON Lines, PLOVER."""
