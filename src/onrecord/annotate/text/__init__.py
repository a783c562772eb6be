"""Text structure: passages, paragraphs, quotations, and sentences with their syntax."""
