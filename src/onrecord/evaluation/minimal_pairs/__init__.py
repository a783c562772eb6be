"""Minimal pairs: short texts, with what their records must and must not contain (docs/evaluation.md)."""
