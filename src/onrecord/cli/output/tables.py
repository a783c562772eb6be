"""Rows as tables on a terminal: headings, cells and column widths of each kind of row."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.markup import escape
from rich.table import Table

from onrecord.cli.output.terminal import open_console, printable
from onrecord.exports.tables import cell_text
from onrecord.views.rows.actors import ActorRow
from onrecord.views.rows.articles import ArticleRow
from onrecord.views.rows.events import EventRow
from onrecord.views.rows.origins import OriginRow
from onrecord.views.rows.review import ReviewRow
from onrecord.views.rows.statements import StatementRow

R = TypeVar("R")
# Columns that are never wrapped: short words, and ids, which users copy.
NO_WRAP = (
    "act", "type", "published", "statements", "articles", "actors", "origins", "pages", "score", "id", "ids",
)  # fmt: skip
# Maximum width of other columns, which leaves the rest for the words of the article.
MAX_WIDTHS = {
    "said": 13, "date": 12, "who": 18, "where, numbers": 14, "on whose word": 20, "outlet, origins": 15,
    "told by": 15, "roles": 18, "also called": 18,
}  # fmt: skip
_ID_SUFFIX = re.compile(r" \(a:[^()]*\)$")  # the id after a name


@dataclass(frozen=True, slots=True)
class Columns(Generic[R]):
    """The headings of a table, and the function that returns the cells of a row."""

    headings: tuple[str, ...]
    cells: Callable[[R], tuple[str, ...]]


def print_table(rows: Iterable[R], columns: Columns[R]) -> int:
    """Print rows as a table, or nothing if there are none; return their number."""
    table = Table(show_edge=False, pad_edge=False, row_styles=("", "dim"))
    for heading in columns.headings:
        table.add_column(
            heading, overflow="fold", no_wrap=heading in NO_WRAP, max_width=MAX_WIDTHS.get(heading)
        )
    shown = 0
    for row in rows:
        table.add_row(*(escape(printable(cell)) for cell in columns.cells(row)))
        shown += 1
    if shown:
        open_console().print(table)
    return shown


def _statement_cells(row: StatementRow) -> tuple[str, ...]:
    day = row.said or ""
    when = day if row.dated_by == "text" else f"({day})" if day else "?"
    outlet = f"{row.outlet or row.title or ''}\n{row.origins} of {row.pages}".strip()
    who = ", ".join(row.actors) or row.who
    act = "\n".join((row.act, row.kind) if row.reality == "actual" else (row.act, row.kind, row.reality))
    return when, who, act, _with_marks(f"{row.content}\n{row.id}", row.marks), row.chain, outlet


def _event_cells(row: EventRow) -> tuple[str, ...]:
    who = cell_text(row.actors) + (f" → {cell_text(row.recipients)}" if row.recipients else "")
    kind = "\n".join(part for part in (row.type, row.mode, row.reality) if part)
    where = "; ".join(part for part in (row.place, cell_text(row.quantities)) if part)
    source = f"{_ID_SUFFIX.sub('', row.told_by)}\n{row.outlet or row.title or ''}".strip()
    words = _with_marks(f"{row.words}\n{row.id}", row.marks)
    return row.date or "?", kind, who, where, words, source


def _with_marks(words: str, marks: tuple[str, ...]) -> str:
    return "\n".join((words, *marks))


def _actor_cells(row: ActorRow) -> tuple[str, ...]:
    called = ", ".join(name for name in row.called if name != row.name)
    kind = f"{row.kind}\n{cell_text(row.countries)}".strip()
    return f"{row.name}\n{row.id}", kind, cell_text(row.roles), called, str(row.statements), str(row.articles)


def _origin_cells(row: OriginRow) -> tuple[str, ...]:
    return (
        row.published or "?",
        str(row.pages),
        cell_text(row.outlets),
        row.title or "",
        "\n".join(row.articles),
    )


def _article_cells(row: ArticleRow) -> tuple[str, ...]:
    return (
        row.published or "?",
        row.outlet or "",
        _with_marks(row.title or "", row.marks),
        str(row.statements),
        str(row.actors),
        row.id,
    )


def _review_cells(row: ReviewRow) -> tuple[str, ...]:
    return (
        row.kind,
        f"{row.score:.2f}",
        f"{row.left_words}\n{row.left}",
        f"{row.right_words}\n{row.right}",
        row.reason,
    )


STATEMENTS = Columns(("said", "who", "act", "words", "on whose word", "outlet, origins"), _statement_cells)
EVENTS = Columns(("date", "type", "who", "where, numbers", "words", "told by"), _event_cells)
ACTORS = Columns(("name", "kind", "roles", "also called", "statements", "articles"), _actor_cells)
ARTICLES = Columns(("published", "outlet", "title", "statements", "actors", "id"), _article_cells)
ORIGINS = Columns(("published", "pages", "outlets", "title", "ids"), _origin_cells)
REVIEW = Columns(("kind", "score", "this", "and this", "why"), _review_cells)
