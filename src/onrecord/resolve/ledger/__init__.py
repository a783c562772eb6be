"""The ledger: what later articles tell of earlier commitments, claims and articles, as dated steps."""
