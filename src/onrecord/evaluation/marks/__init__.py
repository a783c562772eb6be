"""Mark files, the compact form of gold, made into records (docs/annotation.md)."""
