"""From article and reading to the parts of a record: pure functions."""
