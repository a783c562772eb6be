"""Reader of CSV lists of actors: a heading line, then an actor, or an office of a person, in each line."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from onrecord.annotate.actor_files.rows import (
    KINDS,
    SCOPES,
    SECTORS,
    ListedActor,
    Reading,
    find_country,
    is_date,
    lines_of,
    plain_name,
    state_names,
    wikidata_id,
)
from onrecord.annotate.lexicon_files import alternatives, lexicon_rows
from onrecord.model.errors import SettingError

_SHOWN = 5  # problems told in one message
_QUOTING = "unexpected end of data"  # of the csv module, for quotes that are not closed
_DELIMITERS = ",;\t|"
_ALIASES = re.compile(r"[;|]")
Cells = dict[str, str]


def read_csv(text: str, file: str) -> Reading:
    """Return the actors of a CSV list. Raises SettingError, which names lines and what is wrong with them."""
    delimiter = _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    reading, problems = Reading(), list[str]()
    columns: list[str | None] = []
    end = 0
    try:
        for cells in lines:
            first, end = end + 1, lines.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _columns(cells, first, file, reading)
                continue
            if len(cells) > len(columns):
                problems.append(f"line {first} has {len(cells)} fields, the heading has {len(columns)}")
                continue
            row = {
                name: cell.strip()
                for name, cell in zip(columns, cells, strict=False)
                if name and cell.strip()
            }
            wrong = list(_problems(row))
            problems += [f"line {first}: {problem}" for problem in wrong]
            if not wrong:
                reading.rows.append(_listed(row).row())
    except csv.Error as error:
        raise SettingError(f"{file}: line {lines.line_num} is not CSV: {_told(error)}") from error
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise SettingError(f"{file}: {'; '.join(problems[:_SHOWN])}{more}")
    if not reading.rows:
        raise SettingError(f"{file}: it has no actors: there is no line after the heading")
    return reading


def _told(error: csv.Error) -> str:
    """Return what is wrong with a line, with advice where it is the quotes or the length of a field."""
    words = str(error)
    if "limit" in words:
        return f"{words}; shorten it, or close the quotes of the field before"
    return (
        f"{words}; quote fields as RFC 4180 says" if words.startswith(_QUOTING) or "'\"'" in words else words
    )


def has_heading(line: str) -> bool:
    """Tell whether a line is a heading with a column for names."""
    return any("name" in _fields_of(line.split(delimiter)) for delimiter in _DELIMITERS)


def _delimiter(text: str) -> str:
    line = next(filter(None, lines_of(text)), "")
    return max(_DELIMITERS, key=lambda sign: len([row for row in _fields_of(line.split(sign)) if row]))


def _columns(cells: list[str], line: int, file: str, reading: Reading) -> list[str | None]:
    """Return the field of each column, None for those that are not used."""
    columns = _fields_of(cells)
    if "name" not in columns:
        known = ", ".join(row[0] for row in lexicon_rows("actor_files/columns"))
        raise SettingError(
            f"{file}: line {line} is no heading with a column `name`; the columns are {known} "
            "(docs/layers/known-actors.md)"
        )
    for number, (name, cell) in enumerate(zip(columns, cells, strict=True)):
        if name is not None and name in columns[:number]:
            raise SettingError(f"{file}: line {line}: two columns are the {name}; leave one out")
        if name is None:
            reading.leave_out(f"the column {cell.strip()!r}", line)
    return columns


def _fields_of(cells: list[str]) -> list[str | None]:
    known = _headings()
    return [known.get(re.sub(r"[\s-]+", "_", cell.strip().strip('"').lower())) for cell in cells]


@cache
def _headings(language: str = "en") -> Mapping[str, str]:
    rows = lexicon_rows("actor_files/columns", language)
    return MappingProxyType({heading: row[0] for row in rows for heading in alternatives(row[1])})


@cache
def _kind_words(language: str = "en") -> Mapping[str, str]:
    rows = lexicon_rows("actor_files/kinds", language)
    return MappingProxyType({word: row[0] for row in rows for word in alternatives(row[1])})


def _problems(row: Cells) -> Iterator[str]:
    """Yield what is wrong with a line."""
    if not plain_name(row.get("name", "")):
        yield "it has no name"
    if "kind" in row and row["kind"].lower() not in _kind_words():
        yield f"the kind {row['kind']!r} is unknown; choose from {', '.join(KINDS)}"
    if "kind" not in row and "title" not in row:
        yield f"it has no kind; choose from {', '.join(KINDS)} (not needed where there is a title)"
    if "country" in row and find_country(row["country"]) is None:
        yield f"the country {row['country']!r} is unknown; write an ISO 3166-1 code or the English name"
    if "sector" in row and row["sector"].upper() not in SECTORS | SCOPES:
        yield f"the sector {row['sector']!r} is none of PLOVER's: {', '.join(sorted(SECTORS | SCOPES))}"
    for name in ("from", "to"):
        if name in row and not is_date(row[name]):
            yield f"{name} is {row[name]!r}; write a year, month or day (2024, 2024-05, 2024-05-31)"
    since, until = row.get("from", ""), row.get("to", "")
    if is_date(since) and is_date(until) and until < since[: len(until)]:
        yield f"it ends ({until}) before it begins ({since})"
    if "wikidata" in row and wikidata_id(row["wikidata"]) is None:
        yield f"the Wikidata id {row['wikidata']!r} is none; write it as Q and digits"


def _listed(row: Cells) -> ListedActor:
    country = find_country(row.get("country", "")) or ""
    title = row.get("title", "")
    return ListedActor(
        row["name"],
        _kind_words()[row["kind"].lower()] if "kind" in row else "person",
        tuple(name.strip() for name in _ALIASES.split(row.get("aliases", "")) if name.strip()),
        country,
        row.get("sector", "").upper(),
        title,
        row.get("of") or (state_names().get(country, "") if title else ""),
        row.get("from", ""),
        row.get("to", ""),
        wikidata_id(row.get("wikidata", "")) or "",
    )
