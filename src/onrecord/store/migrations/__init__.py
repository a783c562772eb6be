"""Migrations of a dossier's tables:

SQL files by dialect, `<dialect>/<number>-<name>.sql`, and the code that runs them.
"""
