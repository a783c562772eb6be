"""Dated steps as views show them: of commitments, and as marks of articles and rows."""
