"""From files, pages and addresses to articles."""
