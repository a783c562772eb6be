"""One kind of row per module: its dataclass, and how to read its rows from a dossier or a record."""
