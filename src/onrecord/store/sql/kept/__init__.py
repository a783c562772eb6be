"""Tables that answer questions about the whole dossier, kept up to date with every change of it."""
