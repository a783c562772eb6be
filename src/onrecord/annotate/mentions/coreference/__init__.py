"""Coreference: the phrases of an article, the ranking of antecedents, chains, and pronouns."""
