"""Places in the text and which they are: the gazetteer, where places are named, and which of several is meant."""
