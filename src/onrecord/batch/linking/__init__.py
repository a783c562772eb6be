"""Linking of a batch on Spark: the judgements of `onrecord link`, as joins (docs/batch-linking.md)."""
