"""The changes of a dossier's tables, as SQL files by dialect, and what applies them."""
