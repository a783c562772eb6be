"""Archives of social media: a post is an article whose outlet is the account or channel that published it."""
