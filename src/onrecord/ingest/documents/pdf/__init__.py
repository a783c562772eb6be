"""Reads the text layer of PDF: lines, columns, running heads, paragraphs."""
