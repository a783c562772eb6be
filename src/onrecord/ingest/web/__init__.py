"""Pages and feeds on the web: fetching them and finding the article in them."""
