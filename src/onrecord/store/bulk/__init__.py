"""Many at once: what a dossier takes that was read and compared elsewhere."""
