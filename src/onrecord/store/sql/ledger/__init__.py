"""Queries for the ledger: commitments and what became of them."""
