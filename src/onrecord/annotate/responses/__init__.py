"""Responses: which statement a statement rejects, answers or confirms."""
