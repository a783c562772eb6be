"""The text before any meaning: passages, paragraphs, sentences, quotations."""
