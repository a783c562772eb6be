"""Pages: what each shows, as one dataclass."""
