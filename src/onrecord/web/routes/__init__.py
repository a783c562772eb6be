"""The routes: which path returns which page, and what a posted form does."""
