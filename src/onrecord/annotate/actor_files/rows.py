"""One line of a user's list of actors, in the fields of the built-in list, and checks of these fields."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import get_args

from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_rows
from onrecord.model.annotation import ActorKind

Row = tuple[str, ...]
KINDS: tuple[ActorKind, ...] = get_args(ActorKind)
# PLOVER's sectors, and the scopes that stand in place of a state.
SECTORS = frozenset(
    (
        *("AGR", "BUS", "COP", "CRM", "CVL", "EDU", "ELI", "GOV", "JRN", "JUD", "LAB", "LEG", "MED", "MIL"),
        *("OPP", "PRE", "PRM", "PTY", "REB", "REF", "REL", "SOC", "SPY", "UAF"),
    )
)
SCOPES = frozenset(["EUR", "IGO", "IMG", "ISM", "MNC", "NGO", "UNO"])
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_WIKIDATA = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d*)")
_LEAST_DAY = "-01-01"  # completes a year or month, to check it


@dataclass(frozen=True, slots=True)
class ListedActor:
    """An actor, or one office of a person, as a file lists it. Fields are those of the built-in list."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    country: str = ""
    sector: str = ""
    title: str = ""
    of: str = ""
    since: str = ""
    until: str = ""
    wikidata: str = ""

    def row(self) -> Row:
        """Return the ten fields of a line of the built-in list. Names lose `|` and `;`, which separate."""
        aliases = ";".join(plain_name(name) for name in self.aliases)
        terms = (plain_name(self.title), plain_name(self.of), self.since, self.until)
        return (plain_name(self.name), aliases, self.kind, self.country, self.sector, *terms, self.wikidata)


@dataclass(slots=True)
class Reading:
    """What a reader of one format found: rows, and how often it left out or did not understand what."""

    rows: list[Row] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    first_line: dict[str, int] = field(default_factory=dict)

    def leave_out(self, what: str, line: int) -> None:
        """Count something that is not used, and remember where it was first."""
        self.left_out[what] += 1
        self.first_line.setdefault(what, line)

    def notes(self) -> tuple[str, ...]:
        """Return what was left out, in words, the most frequent first."""
        return tuple(
            f"not used: {count:,} × {what}, first in line {self.first_line[what]}"
            for what, count in self.left_out.most_common()
        )


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a file, without the spaces around them.

    Only CR and LF end a line: names may hold U+2028 and others at which `str.splitlines` breaks.
    """
    return (line.strip() for line in io.StringIO(text, newline=None))


def plain_name(name: str) -> str:
    """Return a name on one line without the signs that separate fields and names."""
    return " ".join(name.replace("|", " ").replace(";", " ").split())


def find_country(words: str) -> str | None:
    """Return the ISO 3166-1 alpha-3 code for a code or English name of a state, None for others."""
    return _countries().get(words.strip().upper())


@cache
def _countries(language: str = "en") -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code, names, *_ in lexicon_rows("mentions/countries", language):
        found.update({name.upper(): code for name in alternatives(names)})
    for row in lexicon_rows("actor_files/country_codes", language):
        code, others = fields(row, 2)
        found.update(dict.fromkeys((code, *alternatives(others)), code))
    return MappingProxyType(found)


@cache
def state_names(language: str = "en") -> Mapping[str, str]:
    """Return the name of each state in the built-in list, by its code: not of breakaway or earlier states."""
    found: dict[str, str] = {}
    usual = {row[0]: set(alternatives(row[1])) for row in lexicon_rows("mentions/countries", language)}
    for name, _, kind, country, *_ in lexicon_rows("known_actors/states", language):
        if kind == "state" and (country not in found or name in usual.get(country, ())):
            found[country] = name
    return MappingProxyType(found)


def is_date(value: str) -> bool:
    """Tell whether a value is a year, a month or a day of the calendar (ISO 8601)."""
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value + _LEAST_DAY[len(value) - 4 :])
    except ValueError:
        return False
    return True


def wikidata_id(value: str) -> str | None:
    """Return the id ("Q…") in an id or address of Wikidata, None for others."""
    found = _WIKIDATA.fullmatch(value.strip())
    return found[1] if found else None
