"""Rows as pages and tables show them: one module a kind of row."""
