"""Candidates for resolution: rows of other articles that can be the same as rows of one, found by index.

What a look-up costs does not grow with the dossier: it walks an index by the key of what is wanted, and takes
the rows nearest in time.
"""
