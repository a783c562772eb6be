"""What pages and tables show: one dataclass a page."""
