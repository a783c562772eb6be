"""Which column of a table, or field of an object, holds which field of an article.

By the names in `ingest/lexicons/columns.txt`, or as the user says (`--column text=body`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.ingest.lexicons import load_pairs
from onrecord.model.errors import IngestError

FIELDS = ("text", "html", "title", "published", "outlet", "url", "language", "authors", "credit")
"""The fields of an article that a column can hold. `html` is a page, used where there is no `text`."""
_ALIASES = {"date": "published", "publisher": "outlet", "author": "authors", "lang": "language"}
_SEPARATORS = re.compile(r"[\W_]+")
_SHOWN = 30  # names of columns that a message lists
_LONGEST_NAME = 40  # characters of a name that a message shows
LIST_NAMES = (
    "articles",
    "results",
    "items",
    "documents",
    "docs",
    "stories",
    "hits",
    "news",
    "entries",
    "data",
)
"""The names under which interfaces of news archives answer with a list of articles."""
Columns = Mapping[str, str]
"""The name of the column by field; "" for a field that no column may give."""


@cache
def usual_names() -> Mapping[str, tuple[str, ...]]:
    """Return the usual names of the columns by field, the most certain first; `other` are those not read."""
    return {name: tuple(rest.split()) for name, rest in load_pairs("columns.txt").items()}


def plain_name(name: str) -> str:
    """Return the name of a column in small letters, without white space, separators and a byte-order mark."""
    return _SEPARATORS.sub("", name.casefold())


def parse_columns(given: Iterable[str]) -> dict[str, str]:
    """Return the columns that a user names: "text=body" says that the column "body" holds the text.

    "published=" says that no column holds the day. Raises IngestError ("field") for anything else.
    """
    columns: dict[str, str] = {}
    for one in given:
        wanted, equals, name = one.partition("=")
        wanted = wanted.strip().lower()
        wanted = _ALIASES.get(wanted, wanted)
        if not equals or wanted not in FIELDS:
            raise IngestError(
                "field", f"{one[:60]!r} names no column; write FIELD=COLUMN with one of {', '.join(FIELDS)}"
            )
        columns[wanted] = name.strip()
    return columns


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The position of the column of each field, in the table with these columns."""

    names: tuple[str, ...]
    positions: Mapping[str, int]

    def cells(self, row: Sequence[object]) -> dict[str, object]:
        """Return the cells of a row by field; a row may be shorter than the header."""
        return {name: row[at] for name, at in self.positions.items() if at < len(row)}

    def words(self) -> str:
        """Return the mapping for people: "text ← body · title ← headline · not used: id"."""
        used = set(self.positions.values())
        parts = [f"{name} ← {self.names[at]}" for name, at in self.positions.items()]
        rest = [name for at, name in enumerate(self.names) if at not in used and name.strip()]
        return " · ".join([*parts, f"not used: {list_names(rest)}"] if rest else parts)


def map_columns(names: Sequence[str], rows: Sequence[Sequence[object]], given: Columns) -> ColumnMapping:
    """Return which columns hold the fields: as `given`, else by their names; `rows` are the first ones.

    A column without a value in `rows` holds nothing where another has one. Raises IngestError ("field") when
    no column holds the text, when two may hold it, and when a given one does not exist.
    """
    positions: dict[str, int] = {}
    for name in FIELDS:
        if name in given:
            if given[name]:
                positions[name] = _position(given[name], names)
            continue
        found = _candidates(name, names, rows, set(positions.values()))
        if name == "text" and len(found) > 1:
            raise _two_texts([names[at] for at in found])
        if found and (name != "html" or "text" not in positions):
            positions[name] = found[0]
    if not positions.keys() & {"text", "html"}:
        raise IngestError("field", _no_text(names))
    return ColumnMapping(tuple(names), positions)


def count_known(names: Iterable[object]) -> int:
    """Return how many of the cells of a line are usual names of columns."""
    known = {name for names in usual_names().values() for name in names}
    return sum(isinstance(name, str) and plain_name(name) in known for name in names)


def holds_text(names: Iterable[object]) -> bool:
    """Return whether one of the cells of a line is a usual name of a column with the text."""
    known = {*usual_names()["text"], *usual_names()["html"]}
    return any(isinstance(name, str) and plain_name(name) in known for name in names)


def list_names(names: Sequence[str]) -> str:
    """Return names of columns for a message, no more of them than people read."""
    shown = [name.strip()[:_LONGEST_NAME] or "(no name)" for name in names[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")


def _candidates(
    field: str, names: Sequence[str], rows: Sequence[Sequence[object]], taken: set[int]
) -> list[int]:
    """Return the positions of the columns that may hold a field, the most certain name first."""
    plain = [plain_name(name) for name in names]
    found = [
        at
        for usual in usual_names()[field]
        for at, name in enumerate(plain)
        if name == usual and at not in taken
    ]
    filled = [at for at in found if any(at < len(row) and not is_blank(row[at]) for row in rows)]
    return filled or found[:1]


def is_blank(value: object) -> bool:
    """Return whether a cell holds nothing: none, not a number, white space, or a word for "no value"."""
    if value is None or value != value:  # NaN and NaT differ from themselves
        return True
    return isinstance(value, str) and value.strip().casefold() in _NO_VALUE


_NO_VALUE = {"", "nan", "nat", "none", "null", "n/a", "#n/a", "<na>", "\\n"}


def _position(name: str, names: Sequence[str]) -> int:
    if name in names:
        return names.index(name)
    alike = [at for at, other in enumerate(names) if plain_name(other) == plain_name(name)]
    if len(alike) == 1 and plain_name(name):
        return alike[0]
    raise IngestError("field", f"it has no column {name[:60]!r}; its columns are {list_names(names)}")


def _two_texts(found: Sequence[str]) -> IngestError:
    first = found[0].strip()[:_LONGEST_NAME]
    return IngestError(
        "field",
        f"{len(found)} of its columns may be the text: {list_names(found)}; say which: --column text={first}",
    )


def _no_text(names: Sequence[str]) -> str:
    return (
        f"it is a table without a column of text; its columns are {list_names(names)}; if one of them is the "
        "text of the articles, say which: --column text=NAME"
    )
