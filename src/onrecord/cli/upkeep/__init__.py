"""Commands that keep a dossier sound, one module each."""
