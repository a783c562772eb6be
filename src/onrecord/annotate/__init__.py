"""From an article to annotations: the annotators."""
