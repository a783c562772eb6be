"""Passages: headline, body and page furniture."""
