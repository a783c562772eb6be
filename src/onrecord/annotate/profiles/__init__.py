"""What each actor is: kind, country, sector, and its entry in the list of known actors."""
