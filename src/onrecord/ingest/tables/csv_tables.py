"""CSV, TSV and tables with other separators, in any charset."""

import io
from collections.abc import Iterator

from onrecord.ingest.charsets import BOMS
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.tables.csv_form import DECLARED, find_form, head_text, wide_charset
from onrecord.ingest.tables.csv_rows import read_rows
from onrecord.ingest.tables.table import Table


def read_csv(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a table in text. Raises IngestError when it has no column of text."""
    text = head_text(source.head)
    form = find_form(text)
    wide = wide_charset(source.head)
    stream = io.TextIOWrapper(source.stream, wide or "latin-1", errors="replace", newline="")
    try:
        if mark := next((mark for mark, _ in BOMS if source.head.start.startswith(mark)), b""):
            stream.read(1 if wide else len(mark))
        if DECLARED.match(text):
            stream.readline()
        rows = read_rows(stream, form, source.limits, narrow=wide is None)
        table = Table(source.name, rows, separator=form.separator)
        yield from table.articles(source)
    finally:
        stream.detach()
