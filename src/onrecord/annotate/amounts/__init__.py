"""Amounts: numbers with what they count."""
