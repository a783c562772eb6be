"""Commands that work on a dossier."""
