"""Compressed files, ZIP and tar folders: each file in them is read as if it lay beside them."""
