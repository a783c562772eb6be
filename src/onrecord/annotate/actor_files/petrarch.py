"""Reader of PETRARCH and TABARI dictionaries of actors, with CAMEO codes, as they are distributed.

A block is a name, its synonyms in lines that begin with `+`, and codes in brackets, each with the days on
which it holds: `[AFGGOV >011222]`. Names without codes belong to the block that follows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import MappingProxyType

from onrecord.annotate.actor_files.rows import ListedActor, Reading, find_country, lines_of, plain_name
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.model.errors import SettingError

_COMMENT = re.compile(r"[#;].*")
_CODE = re.compile(r"\[([^\][]*)\]?")
# Within a line, and without two repetitions side by side that take the same characters: time is linear.
_ACTOR = re.compile(r"^(?:[^\s\[#;<,{][^\[#;<,{\n]*_)?[ \t]*\[[A-Z~-]{3}[^\]\n]*\]", re.MULTILINE)
_AGENT = re.compile(r"^[^\[#\n]*\[~[A-Z]{3}", re.MULTILINE)
_PERIOD = re.compile(r"([<>])\s*(\d{6,8})|(\d{6,8})\s*-\s*(\d{6,8})")
_ACRONYM = re.compile(r"(.+?)\((\w+)\)")
_CENTURY = 30  # of dates with two digits for the year, those up to this one are of the years 2000 to 2030
_BODIES = ("government", "organisation", "armed-group", "outlet")
_GOVERNING = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})
_ARMED = frozenset({"REB", "UAF", "PRM"})
_SCOPES = ("UNO", "EUR", "IGO", "NGO", "MNC", "IMG")


@dataclass(frozen=True, slots=True)
class Code:
    """A CAMEO code in PLOVER's terms, and the days on which it holds ("" where open)."""

    country: str
    sector: str
    scope: str
    since: str = ""
    until: str = ""

    @property
    def is_dated(self) -> bool:
        """Tell whether the code holds on some days only."""
        return bool(self.since or self.until)


@dataclass(slots=True)
class _Block:
    line: int
    names: list[str] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    is_coded: bool = False


def looks_like_dictionary(text: str) -> bool:
    """Tell whether a text has lines like those of a dictionary of actors or agents."""
    return bool(_ACTOR.search(text) or _AGENT.search(text))


def read_dictionary(text: str, file: str) -> Reading:
    """Return the actors of a dictionary. Raises SettingError for dictionaries of agents."""
    if _AGENT.search(text):
        raise SettingError(
            f"{file} is a dictionary of agents: common nouns, no actors; give dictionaries of actors"
        )
    reading = Reading()
    for block in _blocks(text, reading):
        if not block.codes:
            reading.leave_out("name without a code that is known", block.line)
            continue
        reading.rows.extend(listed.row() for listed in _listed(block))
    if not reading.rows:
        raise SettingError(f"{file}: it has no actor with a known code; names come before codes in brackets")
    return reading


def _blocks(text: str, reading: Reading) -> Iterator[_Block]:
    """Yield the blocks that have names. A name opens a new one when the one before has codes."""
    block = _Block(0)
    for number, raw in enumerate(lines_of(text), 1):
        line = _COMMENT.sub("", raw).strip()
        if not line:
            continue
        name, codes = (
            line.split("[", 1)[0].strip(),
            _CODE.findall(line[line.find("[") :] if "[" in line else ""),
        )
        block.line = block.line or number
        if name:
            if block.is_coded and not name.startswith("+"):
                yield from _named(block, reading)
                block = _Block(number)
            block.names.extend(_names(name, number, reading))
        for words in codes:
            block.is_coded = True
            code = _code(words, number, reading)
            if code is not None:
                block.codes.append(code)
    yield from _named(block, reading)


def _named(block: _Block, reading: Reading) -> Iterator[_Block]:
    """Yield a block if it has a name, note its codes otherwise."""
    if block.names:
        yield block
    elif block.is_coded:
        reading.leave_out("codes without a name", block.line)


def _names(words: str, line: int, reading: Reading) -> Iterator[str]:
    """Yield the name in a line, and the acronym behind it in brackets; underscores are spaces."""
    name = words.lstrip("+").strip("_ \t")
    found = _ACRONYM.fullmatch(name)
    for part in found.groups() if found else (name,):
        plain = plain_name(part.replace("_", " "))
        if len(plain) > 1:
            yield plain
        else:
            reading.leave_out("name of one letter", line)


def _code(words: str, line: int, reading: Reading) -> Code | None:
    """Return a code, None (and a note) for one that is unknown or whose dates cannot be read."""
    name, _, rest = words.strip().partition(" ")
    if not name.strip("-"):
        return None
    found = parse_cameo(name)
    if found is None:
        reading.leave_out(f"code of no state or scope of today ({name[:3]})", line)
        return None
    if not rest.strip():
        return found
    period = _PERIOD.fullmatch(rest.strip())
    days = _days(period) if period else None
    if days is None:
        reading.leave_out("code whose dates are no dates", line)
        return None
    return Code(found.country, found.sector, found.scope, *days)


def parse_cameo(name: str) -> Code | None:
    """Return state, sector and scope of a CAMEO code ("AFGGOV"); None when nothing in it is known."""
    parts = [name[first : first + 3] for first in range(0, len(name), 3)]
    country = find_country(parts[0]) or ""
    roles = [role for part in (parts[1:] if country else parts) if (role := _roles().get(part))]
    scopes = [role for role in roles if role in _SCOPES]
    scope = next((scope for scope in _SCOPES if scope in scopes), "")
    sector = next((role for role in roles if role not in _SCOPES), "")
    if scope in ("NGO", "MNC") and not country:  # the state behind it is where it is based
        behind = [part for part in parts[1:] if part not in _roles()]
        country = next((code for part in behind if (code := find_country(part))), "")
    return Code(country, sector, scope) if country or sector or scope else None


@cache
def _roles(language: str = "en") -> Mapping[str, str]:
    return MappingProxyType({row[0]: row[1] for row in lexicon_rows("actor_files/cameo_codes", language)})


def _days(period: re.Match[str]) -> tuple[str, str] | None:
    """Return the first and last day of a period, None when one is no day of the calendar."""
    sign, day, first, last = period.groups()
    try:
        if sign:
            return (_day(day), "") if sign == ">" else ("", _day(day))
        return _day(first), _day(last)
    except ValueError:
        return None


def _day(digits: str) -> str:
    if len(digits) == len("yymmdd"):
        digits = ("20" if int(digits[:2]) <= _CENTURY else "19") + digits
    return datetime.strptime(digits, "%Y%m%d").date().isoformat()  # noqa: DTZ007 - a day has no zone


def _listed(block: _Block) -> Iterator[ListedActor]:
    """Yield the rows of a block: as a person, as a body, or as both where the dictionary leaves it open.

    Those with dates are persons. Those with a noun for bodies, armed groups, and those with a scope or of a
    state alone are not.
    """
    name, *aliases = dict.fromkeys(block.names)
    first = block.codes[0]
    is_body = any(word in _body_nouns() for row in block.names for word in row.lower().split())
    is_person = not is_body and any(code.is_dated for code in block.codes)
    if is_person or not (is_body or first.scope or not first.sector or first.sector in _ARMED):
        for code in sorted(block.codes, key=lambda code: not code.country):
            yield ListedActor(
                name,
                "person",
                tuple(aliases),
                code.country,
                code.sector or code.scope,
                since=code.since,
                until=code.until,
            )
    if not is_person:
        yield ListedActor(name, _kind(first), tuple(aliases), first.country, _sector(first))


def _kind(code: Code) -> str:
    if code.sector in _ARMED or code.scope == "IMG":
        return "armed-group"
    if code.sector == "JRN":
        return "outlet"
    if code.scope or (code.sector and code.sector not in _GOVERNING):
        return "organisation"
    return "government" if code.sector else "state"


def _sector(code: Code) -> str:
    """Return the scope where it tells more: of intergovernmental bodies, and of those without a sector."""
    return code.scope if code.scope in ("UNO", "EUR", "IGO") else code.sector or code.scope


@cache
def _body_nouns(language: str = "en") -> frozenset[str]:
    rows = lexicon_rows("mentions/nominals", language)
    return frozenset(row[0] for row in rows if row[1] in _BODIES)
