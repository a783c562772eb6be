"""Two records of one article against each other, in every layer and cell (docs/evaluation.md)."""
