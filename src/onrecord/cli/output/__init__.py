"""How rows and records look on a terminal."""
