"""From an article to annotations: the readers."""
