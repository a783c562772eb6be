"""Rows and records in other formats; `formats.py` lists them."""
