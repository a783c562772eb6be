"""Amounts: numbers with what they count or measure."""
