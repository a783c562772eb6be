"""Routes: which address gives which page, and what a form sent there does."""
