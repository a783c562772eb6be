"""Who is let in: sessions and their cookie, password attempts, checks of requests, limits on connections."""
