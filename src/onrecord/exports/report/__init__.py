"""The report for people: one content, rendered as HTML, Word document and Markdown."""
