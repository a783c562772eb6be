"""A user's own lists of actors: CSV, FollowTheMoney entities, PETRARCH dictionaries."""
