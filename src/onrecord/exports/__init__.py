"""Records as files in other formats."""
