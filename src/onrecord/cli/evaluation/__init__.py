"""Commands that measure: the corpus and the scores."""
