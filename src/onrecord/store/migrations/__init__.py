"""Migrations of a dossier's tables: SQL files by dialect, and the code that runs them."""
