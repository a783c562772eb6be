"""Matters: groups of articles with marks of what is the same, who answers whom, what became of promises."""
