"""Records and rows as text for a terminal."""
