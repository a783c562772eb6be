"""The tables of an export: which there are, the type of their rows, and the rows of a selection.

A row is one of `onrecord show`, with the identities that join it to other rows and tables. Every cell is a
plain value or a list of them. What the columns mean is in columns.txt.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeVar

from onrecord.exports.selection import Identified, Selection
from onrecord.exports.tables import cells
from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import SettingError
from onrecord.store.protocol import RowKind
from onrecord.views.ledger.marks import load_marks
from onrecord.views.queries import batches
from onrecord.views.rows.actors import ActorRow, build_actors
from onrecord.views.rows.articles import ArticleRow, row_of_article
from onrecord.views.rows.commitments import CommitmentRow, StepRow, build_commitments, step_rows
from onrecord.views.rows.events import EventRow, build_events
from onrecord.views.rows.statements import StatementRow, build_statements
from onrecord.views.rows.threads import TurnRow, build_threads, turn_rows

if TYPE_CHECKING:  # exists for the type checker only
    from onrecord.exports.tables import Row

R = TypeVar("R", StatementRow, EventRow)
TableName = Literal["statements", "events", "commitments", "threads", "ledger", "actors", "articles"]
BATCH = 200  # rows whose identities are looked up together


@dataclass(frozen=True, slots=True)
class ArticleLine(ArticleRow):
    """An article: a row of `show articles`, its copies and its day."""

    copy: str
    day: date | None


@dataclass(frozen=True, slots=True)
class StatementLine(StatementRow):
    """A statement: a row of `show statements`, what else it is, and the ids of its actors."""

    article: str
    same_statement: str
    actor_ids: tuple[str, ...]
    on_behalf_of_ids: tuple[str, ...]
    to_ids: tuple[str, ...]
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class EventLine(EventRow):
    """An event: a row of `show events`, what else it is, and the ids of its actors."""

    article: str
    same_event: str
    actor_ids: tuple[str, ...]
    recipient_ids: tuple[str, ...]
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A commitment over all articles, without its steps."""

    id: str
    parties: tuple[str, ...]
    what: str
    terms: tuple[str, ...]
    agreed: str | None
    place: str | None
    status: str
    why: str
    first: str | None
    last: str | None
    pages: int
    steps: int
    is_checkable: bool


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table: `belongs_to` is the kind of rows that the filter selects for it, `key` its column of ids.

    `references` are the columns that name a row of another table: column -> table and column.
    """

    name: TableName
    row_type: "type[Row]"
    rows: "Callable[[Selection], Iterator[Row]]"
    belongs_to: RowKind | None
    key: str
    about: str
    references: Mapping[str, tuple[TableName, str]]

    def is_selected(self, selection: Selection) -> bool:
        """Whether the selection can have rows of this table."""
        return self.belongs_to is None or selection.has(self.belongs_to)


def statement_lines(selection: Selection) -> Iterator[StatementLine]:
    """Yield the selected statements, latest first."""
    page = build_statements(selection.dossier, selection.row_filter("statements"))
    for row, same, parties in _identified(selection, "statements", "statement", page.rows):
        speakers, principals = parties.get("speaker", ()), parties.get("spoken-for", ())
        ids = (_article(row.id), same, speakers, principals, parties.get("addressee", ()))
        yield StatementLine(*cells(row), *ids, *_days(row.said))  # type: ignore[call-arg, arg-type]


def event_lines(selection: Selection) -> Iterator[EventLine]:
    """Yield the selected events, latest first."""
    page = build_events(selection.dossier, selection.row_filter("events"))
    for row, same, parties in _identified(selection, "events", "event", page.rows):
        ids = (_article(row.id), same, parties.get("actor", ()), parties.get("recipient", ()))
        yield EventLine(*cells(row), *ids, *_days(row.date))  # type: ignore[call-arg, arg-type]


def article_lines(selection: Selection) -> Iterator[ArticleLine]:
    """Yield the articles that match or have a row that matches, latest first."""
    for batch in batches(selection.articles(), BATCH):
        marks = load_marks(selection.dossier, selection.row_filter("articles"), (one.id for one in batch))
        copies = selection.identify("reprint", [article.id for article in batch])
        for article in batch:
            row = row_of_article(article, marks.of(article.id))
            more = (copies[article.id], _days(row.published)[0])
            yield ArticleLine(*cells(row), *more)  # type: ignore[call-arg, arg-type]


def actor_lines(selection: Selection) -> Iterator[ActorRow]:
    """Yield the actors of the matching articles, most statements first."""
    return build_actors(selection.dossier, selection.row_filter("articles")).rows


def ledger_lines(selection: Selection) -> Iterator[LedgerLine]:
    """Yield the selected commitments over all articles, latest report first."""
    for row in _commitments(selection):
        values = cells(row)[: len(LedgerLine.__dataclass_fields__) - 2]
        yield LedgerLine(*values, len(row.steps), row.is_checkable)  # type: ignore[call-arg, arg-type]


def step_lines(selection: Selection) -> Iterator[StepRow]:
    """Yield each report of the selected commitments."""
    return step_rows(_commitments(selection))


def turn_lines(selection: Selection) -> Iterator[TurnRow]:
    """Yield each turn of the threads that have a selected statement."""
    return turn_rows(build_threads(selection.dossier, selection.row_filter("statements")).rows)


def _commitments(selection: Selection) -> Iterator[CommitmentRow]:
    return build_commitments(selection.dossier, selection.row_filter("commitments")).rows


def _identified(
    selection: Selection, kind: RowKind, identified: Identified, rows: Iterable[R]
) -> Iterator[tuple[R, str, dict[str, tuple[str, ...]]]]:
    """Yield rows with their identity and the ids of their actors by part."""
    for batch in batches(rows, BATCH):
        references = [row.id for row in batch]
        same = selection.identify(identified, references)
        parties = selection.dossier.list_parties(kind, references)
        for row in batch:
            yield row, same[row.id], parties.get(row.id, {})


def _article(reference: str) -> str:
    return reference.partition("/")[0]


def _days(value: str | None) -> tuple[date | None, date | None]:
    """Return the first and last day that an EDTF value can mean; None where it is open or unknown."""
    first, last = (edtf_bounds(value) if value else None) or (date.min, date.max)
    return (None if first == date.min else first, None if last == date.max else last)


_OF_ARTICLE: Mapping[str, tuple[TableName, str]] = {"article": ("articles", "id")}
TABLES: tuple[ExportTable, ...] = (
    ExportTable("articles", ArticleLine, article_lines, None, "id", "One row an article.", {}),
    ExportTable(
        "statements", StatementLine, statement_lines, "statements", "id",
        "One row a report of what somebody said, wrote, thought or wanted.", _OF_ARTICLE,
    ),
    ExportTable(
        "events", EventLine, event_lines, "events", "id", "One row a report of an event.", _OF_ARTICLE
    ),
    ExportTable(
        "commitments", StepRow, step_lines, "commitments", "step",
        "One row a step of a commitment: a report of what parties bound themselves to.",
        {"commitment": ("ledger", "id")},
    ),
    ExportTable(
        "ledger", LedgerLine, ledger_lines, "commitments", "id",
        "One row a commitment over all articles, with its status.", {},
    ),
    ExportTable(
        "threads", TurnRow, turn_lines, "statements", "id",
        "One row a turn of a thread: a statement, and what it answers.", {},
    ),
    ExportTable("actors", ActorRow, actor_lines, None, "id", "One row an actor across articles.", {}),
)  # fmt: skip
TABLE_NAMES = tuple(table.name for table in TABLES)


def find_table(name: str) -> ExportTable:
    """Return the table of this name. Raises SettingError with the choices when there is none."""
    for table in TABLES:
        if table.name == name:
            return table
    raise SettingError(f"there is no table {name!r}; choose one of {', '.join(TABLE_NAMES)}")


# A cache is safe: the file is part of the package and never changes while the program runs.
@cache
def column_texts() -> Mapping[tuple[str, str], str]:
    """Return what each column means, by table and column."""
    path = files("onrecord.exports.tabular").joinpath("columns.txt")
    rows = (line.split("|", 2) for line in path.read_text("utf-8").splitlines() if line[:1] not in ("", "#"))
    return {(table.strip(), column.strip()): text.strip() for table, column, text in rows}
