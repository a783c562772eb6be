"""Places in the text: names used as places, looked up in a gazetteer and disambiguated."""
