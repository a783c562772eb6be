"""Commitments: who bound themselves to what, on which terms, and what became of it."""
