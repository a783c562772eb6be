"""Expected facts about one article, checked against its record."""
