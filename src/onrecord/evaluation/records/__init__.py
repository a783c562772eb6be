"""Comparison of two records of one article, by layer and cell (docs/evaluation.md)."""
