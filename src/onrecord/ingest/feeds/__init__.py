"""Feeds and lists of addresses: RSS, Atom, JSON Feed, sitemaps, OPML. Parsed here, fetched elsewhere."""
