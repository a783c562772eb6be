"""Watches feeds: asks for them again and again, and follows their entries to the pages."""
