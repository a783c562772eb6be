"""Commands on a dossier, one module each."""
