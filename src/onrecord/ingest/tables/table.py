"""From the rows of any table to articles: finds the header and the columns, builds an article of each row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.files import too_large_error
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import DEFAULT_LIMITS, Limits, out_of_time
from onrecord.ingest.tables.cells import (
    cell_authors,
    cell_date,
    cell_language,
    cell_text,
    find_day_order,
    is_cut,
)
from onrecord.ingest.tables.columns import (
    ColumnMapping,
    count_known,
    holds_text,
    is_blank,
    list_names,
    map_columns,
)
from onrecord.model.article import Article
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError

SAMPLED_ROWS = 100  # rows by which columns and the order of day and month are found
HEADER_ROWS = 10  # rows among which the header is looked for: exports begin with a title or a note
_SAMPLED_BYTES = 8_000_000  # characters of the rows kept for that

Cells = Sequence[object]
Row = tuple[int, Cells | IngestError]
"""The number of a row as its program shows it, and its cells or what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RowReader:
    """Builds articles of the rows of one table.

    `day_first` is the order of day and month in its days of digits, None where they do not tell.
    `joined` is the character that separates cells, where a table has one column and its texts may hold it.
    """

    mapping: ColumnMapping
    overrides: Overrides
    limits: Limits = DEFAULT_LIMITS
    day_first: bool | None = None
    joined: str | None = None

    @classmethod
    def of(
        cls, mapping: ColumnMapping, rows: Iterable[Cells], overrides: Overrides, limits: Limits
    ) -> "RowReader":
        """Return the reader of a table with these first rows."""
        at = mapping.positions.get("published")
        days = () if at is None else [row[at] for row in rows if at < len(row)]
        return cls(mapping, overrides, limits, find_day_order(days))

    def build(self, cells: Cells, source: str) -> Article | IngestError:
        """Return the article of a row, or why there is none."""
        extra = [cell for cell in cells[len(self.mapping.names) :] if not is_blank(cell)]
        if extra and self.joined is None:
            return IngestError(
                "field",
                f"the row has {len(cells):,} cells and the header {len(self.mapping.names):,}: a text with a "
                "separator in it needs quotation marks around it",
            )
        try:
            with time_limit(self.limits.article_seconds):
                return build_article(self._extract(self._values(cells)), self.overrides, source)
        except IngestError as error:
            return error
        except TimeUpError:
            return out_of_time(self.limits.article_seconds)

    def _values(self, cells: Cells) -> Mapping[str, object]:
        if self.joined is not None:
            cells = [self.joined.join(str(cell) for cell in cells)]
        return self.mapping.cells(cells)

    def _extract(self, values: Mapping[str, object]) -> ExtractedArticle:
        page = self._body(values)
        url = cell_text(values.get("url"))
        language = None if self.overrides.language else cell_language(values.get("language"))
        return ExtractedArticle(
            text=page.text,
            title=cell_text(values.get("title")) or page.title,
            outlet=cell_text(values.get("outlet")) or page.outlet,
            url=url or page.url,
            language=language or page.language,
            page_language=page.page_language,
            authors=cell_authors(values.get("authors")) or page.authors,
            date=self._day(values.get("published")) or page.date,
            credit=cell_text(values.get("credit")) or page.credit,
            extent=page.extent,
        )

    def _body(self, values: Mapping[str, object]) -> ExtractedArticle:
        text = cell_text(values.get("text"))
        html = None if text else cell_text(values.get("html"))
        if max(len(text or ""), len(html or "")) > self.limits.max_bytes:
            raise too_large_error(len(text or html or ""), self.limits, "the text of the row")
        if html:
            from onrecord.ingest.web.html import extract_article

            url = self.overrides.url or cell_text(values.get("url"))
            return extract_article(html, url, titled=cell_text(values.get("title")) is not None)
        if not text:
            raise IngestError("empty", "the row has no text")
        return ExtractedArticle(text, extent="summary" if is_cut(values.get("text")) else "full")

    def _day(self, value: object) -> str | None:
        if self.overrides.date:
            return None
        try:
            return cell_date(value, self.day_first)
        except IngestError as error:
            column = self.mapping.names[self.mapping.positions["published"]]
            raise IngestError(
                error.reason,
                f'"{column}": {error.detail}; --column published= leaves the column out',
            ) from error


@dataclass(slots=True)
class Table:
    """The rows of a table, header included, where it is: `name` is the place in messages, `talks.csv`."""

    name: str
    rows: Iterator[Row]
    what: str = "it"
    separator: str | None = None
    header: tuple[str, ...] | None = None
    first: list[Row] = field(default_factory=list)

    def articles(self, source: Source) -> Iterator[ParsedArticle]:
        """Yield the article of each row that is not blank, or why there is none.

        Raises IngestError: "empty" without rows, "field" without a column of text.
        """
        self.find_header(source.columns)
        names = self.header or ()
        sample = [cells for _, cells in self.first if not isinstance(cells, IngestError)]
        mapping = map_columns(names, sample, source.columns)
        source.tell("columns", f"{self.name}: {mapping.words()}")
        reader = RowReader.of(mapping, sample, source.overrides, source.limits)
        if self.separator and len(names) == 1:
            reader = RowReader(mapping, source.overrides, source.limits, None, self.separator)
        for number, cells in chain(self.first, self.rows):
            place = f"{self.name}:{number}"
            if isinstance(cells, IngestError):
                yield place, cells
            elif not all(map(is_blank, cells)):
                yield place, reader.build(cells, place)

    def find_header(self, given: Mapping[str, str]) -> None:
        """Take the header and the first rows from the rows. Raises IngestError ("empty") without a header."""
        if self.header is not None:
            self.first = _take(self.rows, SAMPLED_ROWS)
            return
        rows = _take(self.rows, HEADER_ROWS)
        at = _find_header(rows, given)
        if at is None:
            raise IngestError("empty", f"{self.what} contains no rows")
        cells = rows[at][1]
        names = (
            [] if isinstance(cells, IngestError) else ["" if is_blank(cell) else str(cell) for cell in cells]
        )
        while names and not names[-1].strip():
            names.pop()
        self.header = tuple(names)
        self.first = [*rows[at + 1 :], *_take(self.rows, SAMPLED_ROWS - HEADER_ROWS)]


def _take(rows: Iterator[Row], most: int) -> list[Row]:
    """Return the first rows, fewer where they are long."""
    taken: list[Row] = []
    size = 0
    for row in islice(rows, most):
        taken.append(row)
        size += (
            sum(len(cell) for cell in row[1] if isinstance(cell, str))
            if not isinstance(row[1], IngestError)
            else 0
        )
        if size > _SAMPLED_BYTES:
            break
    return taken


def _find_header(rows: Sequence[Row], given: Mapping[str, str]) -> int | None:
    """Return the index of the header: the first row with the most names that are known or given."""
    best, most = None, -1
    wanted = {name for name in given.values() if name}
    for at, (_, cells) in enumerate(rows):
        if isinstance(cells, IngestError) or all(map(is_blank, cells)):
            continue
        known = count_known(cells) + 2 * holds_text(cells) + 4 * sum(cell in wanted for cell in cells)
        if known > most:
            best, most = at, known
    return best


def no_table_with_text(sheets: Sequence[tuple[str, Sequence[str]]]) -> IngestError:
    """Return the error for a workbook in which no sheet has a column of text."""
    told = "; ".join(f"{name}: {list_names(names)}" for name, names in sheets[:5])
    return IngestError(
        "field",
        f"none of its {len(sheets):,} sheets has a column of text ({told}); if one of the columns is the "
        "text of the articles, say which: --column text=NAME",
    )
