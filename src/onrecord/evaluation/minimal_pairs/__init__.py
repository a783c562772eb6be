"""Minimal pairs: short texts with what their records must and must not say (docs/evaluation.md)."""
