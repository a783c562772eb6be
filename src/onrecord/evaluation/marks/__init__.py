"""Mark files, the compact format in which gold is written, compiled into records (docs/annotation.md)."""
