"""Responses: which earlier statement or link an attribution answers."""
