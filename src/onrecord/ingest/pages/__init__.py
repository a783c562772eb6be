"""Pages: their blocks, which of them are the article, posts and live blogs in them, authors."""
