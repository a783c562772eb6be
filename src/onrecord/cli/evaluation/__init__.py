"""Commands for evaluation: `corpus` and `evaluate`."""
