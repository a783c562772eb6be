"""Entity resolution across articles.

Findings are stored as judgements beside the records, which never change.
"""
