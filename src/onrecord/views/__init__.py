"""The data that pages and tables show: one dataclass for each page and for each kind of row."""
