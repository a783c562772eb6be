"""Expected facts about one article, held against its record."""
