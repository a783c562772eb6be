"""An accessor of pandas: `import onrecord.integrations.pandas_accessor`, then `df.onrecord.statements()`.

A row of the frame is an article. A frame that is returned has the index of that row, so that
`statements.join(df[["section"]])` adds a column of the articles.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TypeVar

import pandas as pd

import onrecord
from onrecord.model.article import Article
from onrecord.model.errors import IngestError, SettingError
from onrecord.model.record import Outcome, Record, Undone
from onrecord.views.rows.events import EventRow, event_rows
from onrecord.views.rows.statements import StatementRow, statement_rows

# The arguments of onrecord.make_article.
ARTICLE_COLUMNS = ("title", "outlet", "url", "published", "language")
Row = TypeVar("Row", StatementRow, EventRow)
Columns = tuple[tuple[str, str], ...]


class UnreadTextWarning(UserWarning):
    """Some rows of a frame gave no record. `df.onrecord.read(…).summary()` says which, and why."""


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of one article, and how many rows its record has."""

    outcome: str
    reason: str | None
    detail: str | None
    statements: int
    events: int
    commitments: int


@dataclass(frozen=True, slots=True, eq=False)
class ReadArticles:
    """The articles of a frame as they were read: `outcomes` has one outcome for each label of `index`."""

    index: pd.Index
    outcomes: tuple[Outcome, ...]

    def statements(self) -> pd.DataFrame:
        """Return the statements of all articles, one a row.

        The columns are those of `onrecord show DOSSIER statements --format csv`, without pages and origins,
        which only a dossier knows. Warns when an article gave no record.
        """
        return self._rows(StatementRow, statement_rows)

    def events(self) -> pd.DataFrame:
        """Return the events of all articles, one a row. Warns when an article gave no record."""
        return self._rows(EventRow, event_rows)

    def summary(self) -> pd.DataFrame:
        """Return what became of each article: one row for each, in order."""
        names = [field.name for field in fields(OutcomeRow)]
        return pd.DataFrame(list(map(_outcome_row, self.outcomes)), index=self.index, columns=names)

    def _rows(self, row_type: type[Row], rows_of: Callable[[Record], Iterator[Row]]) -> pd.DataFrame:
        self._warn()
        found = [
            (place, row)
            for place, outcome in enumerate(self.outcomes)
            if isinstance(outcome, Record)
            for row in rows_of(outcome)
        ]
        names = [field.name for field in fields(row_type) if field.name not in ("pages", "origins")]
        cells = [[getattr(row, name) for name in names] for _, row in found]
        return pd.DataFrame(cells, columns=names, index=self.index.take([place for place, _ in found]))

    def _warn(self) -> None:
        undone = Counter(outcome.reason for outcome in self.outcomes if isinstance(outcome, Undone))
        if undone:
            why = ", ".join(f"{count} {reason}" for reason, count in sorted(undone.items()))
            message = f"{undone.total()} of {len(self.outcomes)} rows gave no record: {why}"
            warnings.warn(f"{message}; see df.onrecord.read(…).summary()", UnreadTextWarning, stacklevel=4)


@pd.api.extensions.register_dataframe_accessor("onrecord")
class OnRecordAccessor:
    """Reads the articles of a frame.

    Each method takes the column with the text, and by keyword the columns with what else is known of an
    article (`published="day"`); a column named title, outlet, url, published or language is taken unasked.
    `workers` are the processes that read.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def read(self, text: str = "text", *, workers: int = 1, **columns: str) -> ReadArticles:
        """Read the articles once, for all that is asked of them. Raises SettingError for a missing column."""
        articles = tuple(_articles(self._frame, text, _chosen(self._frame, text, columns)))
        read = onrecord.read_many((one for one in articles if isinstance(one, Article)), workers=workers)
        outcomes = tuple(one if isinstance(one, Undone) else next(read) for one in articles)
        return ReadArticles(self._frame.index, outcomes)

    def statements(self, text: str = "text", *, workers: int = 1, **columns: str) -> pd.DataFrame:
        """Read the articles and return their statements (`read(…).statements()`)."""
        return self.read(text, workers=workers, **columns).statements()

    def events(self, text: str = "text", *, workers: int = 1, **columns: str) -> pd.DataFrame:
        """Read the articles and return their events (`read(…).events()`)."""
        return self.read(text, workers=workers, **columns).events()


def _chosen(frame: pd.DataFrame, text: str, columns: dict[str, str]) -> Columns:
    """Return (field of an article, column). Raises SettingError for a field or column that there is not."""
    unknown = sorted(set(columns) - set(ARTICLE_COLUMNS))
    if unknown:
        raise SettingError(f"an article has no {', '.join(unknown)}; give {', '.join(ARTICLE_COLUMNS)}")
    missing = [name for name in (text, *columns.values()) if name not in frame.columns]
    if missing:
        there = ", ".join(map(str, frame.columns))
        raise SettingError(f"the frame has no column {', '.join(missing)}; it has {there}")
    own = {name: name for name in ARTICLE_COLUMNS if name in frame.columns and name != text}
    return tuple(sorted((own | columns).items()))


def _articles(frame: pd.DataFrame, text: str, columns: Columns) -> Iterator[Article | Undone]:
    """Yield the article of each row, or why there is none. A missing text is an empty one."""
    values = [frame[column].tolist() for _, column in columns]
    for label, words, *cells in zip(frame.index, frame[text].tolist(), *values, strict=True):
        given = {name: _cell(cell) for (name, _), cell in zip(columns, cells, strict=True)}
        try:
            yield onrecord.make_article(_cell(words) or "", **given)
        except IngestError as error:
            yield Undone("failed", f"row {label}", "gathering", error.reason, error.detail)


def _cell(value: object) -> str | None:
    """Return a cell as text: a day or time in ISO 8601, None where the frame has no value."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, datetime):
        is_day = not (value.hour or value.minute or value.second or value.tzinfo)
        return value.date().isoformat() if is_day else value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _outcome_row(outcome: Outcome) -> OutcomeRow:
    if isinstance(outcome, Undone):
        return OutcomeRow(outcome.outcome, outcome.reason, outcome.detail, 0, 0, 0)
    counts = map(len, (outcome.statements, outcome.events, outcome.commitments))
    return OutcomeRow(outcome.outcome, None, None, *counts)
