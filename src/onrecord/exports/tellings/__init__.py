"""What articles tell: rows with names and words, those of one utterance or event gathered over articles."""
