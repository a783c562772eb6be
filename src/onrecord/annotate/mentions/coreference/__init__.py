"""Coreference: the phrases of an article, how well one fits another as antecedent, and the chains they form."""
