"""Reads documents (PDF, Word, OpenDocument, RTF, EPUB, mail) to paragraphs, and these to articles."""
