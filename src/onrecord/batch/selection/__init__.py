"""Articles that were read before: chosen in tables of a batch or in record lines, taken into a dossier."""
