"""The list of known actors: states, bodies, organisations and persons with their terms of office.

The files are `lexicons/<language>/known_actors/*.txt`; docs/layers/known-actors.md describes their fields.
Names are compared with case. A name that two entries share belongs to neither. Entries of a user's own list
come before the built-in ones.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import cast

from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_rows, normal_lines, word_class
from onrecord.model.annotation import ActorKind

Row = tuple[str, ...]
Line = str | Row  # a line of the built-in list is cut into its fields when its entry is made
Lines = list[Line]
_Tables = tuple[dict[str, Lines], dict[str, Lines], tuple[set[str], set[str]]]
_COLUMNS = 10
_OWN = "own"  # an eleventh field, of rows of a user's list
_PERSON = "person"
_PARTLY_RECOGNISED = "PRE"
_WEAK = "~"  # before an alias that alone does not mean the actor
_SCOPES = {"IGO": None, "UNO": None, "EUR": None, "ISM": None, "IMG": None, "NGO": "SOC", "MNC": "BUS"}
_BY_RANK = ("GOV", "MIL", "JUD", "LEG", "COP", "SPY")  # of several sectors the first one counts
_OFFICIAL = frozenset({"GOV", "LEG", "JUD", "MIL"})  # whose former holders PLOVER calls ELI


@dataclass(frozen=True, slots=True)
class Term:
    """An office and when it was held (`since`, `until`: a year, month or day; "" where open or unknown).

    `of` is a state or body by name.
    """

    title: str
    of: str
    since: str
    until: str
    country: str | None
    sector: str | None

    def covers(self, day: str) -> bool:
        """Return whether the office was held on a day (`YYYY-MM-DD`)."""
        return self.since <= day and (not self.until or day[: len(self.until)] <= self.until)


@dataclass(frozen=True, slots=True, eq=False)
class KnownActor:
    """An entry of the list. `terms` are the offices of a person, in the order of the list.

    `is_own` is true of entries of a user's list. `scope` is PLOVER's code in place of a country for bodies
    that belong to none (IGO, UNO, EUR, NGO, MNC …).
    """

    name: str
    kind: ActorKind
    country: str | None
    sector: str | None
    wikidata: str | None
    scope: str | None = None
    terms: tuple[Term, ...] = ()
    is_own: bool = False

    def sector_on(self, day: str | None) -> str | None:
        """Return the sector on a day: of the highest office held, ELI after the last one, None before.

        None where no day is known, except for those without offices.
        """
        if not self.terms:
            return self.sector
        if day is None:
            return None
        held = [term.sector for term in self.terms if term.covers(day)]
        if held:
            others = (sector for sector in held if sector)
            return next((sector for sector in _BY_RANK if sector in held), next(others, None))
        served = [term for term in self.terms if term.since <= day and term.sector in _OFFICIAL]
        return "ELI" if served else None


@dataclass(frozen=True)
class KnownActors:
    """Entries by name: persons and others apart, because a person and a body may share a name.

    `shared` are the names that belong to several entries, and so to none.
    """

    persons: "_Entries"
    others: "_Entries"
    shared: Set[str] = frozenset()
    _offices: dict[str, dict[str, list[str]]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _person_names(self) -> "_PersonNames":
        return _PersonNames.of(self.persons)

    @property
    def given_names(self) -> Set[str]:
        """The given names of persons."""
        return self._person_names.given

    def find(self, names: Iterable[str], kind: ActorKind) -> KnownActor | None:
        """Return the one entry that the names of an actor belong to; None when there are none or several.

        A person is only looked for among persons, unless the whole name is that of something else. Own lists
        in capitals, as dictionaries of actors are, are searched without regard to case.
        """
        rows = list(names)
        first, second = (self.persons, self.others) if kind == "person" else (self.others, self.persons)
        for table in (first, second) if any(" " in name for name in rows) else (first,):
            wanted = [name for name in rows if table is first or " " in name]
            found = {table[name] for name in wanted if name in table}
            if not any(entry.is_own for entry in found):
                found |= {row for name in wanted if (row := table.get(name.upper())) and row.is_own}
            if found:
                return _only_one(found)
        return None

    def holder_named(
        self, family_name: str, titles: Iterable[str], day: str | None, countries: Container[str]
    ) -> KnownActor | None:
        """Return the one person in office on a day whom a family name alone can mean.

        The person must hold an office with one of the titles, or one in a state that the article names.
        """
        wanted = {plain_title(title) for title in titles}
        rows = [] if day is None else self._of_family(family_name)
        held = [(person, [term for term in person.terms if term.covers(day or "")]) for person in rows]
        titled = [
            person for person, terms in held if any(plain_title(term.title) in wanted for term in terms)
        ]
        named = [person for person, terms in held if any(term.country in countries for term in terms)]
        return _only_one(titled or named)

    def _of_family(self, name: str) -> list[KnownActor]:
        families = self._person_names.by_family
        rows = [self.persons[full] for full in families.get(name, ())]
        capitals = [self.persons[full] for full in families.get(name.upper(), ())]
        found = dict.fromkeys((*rows, *(row for row in capitals if row.is_own)))
        return [person for person in found if person.terms]

    def holders(self, title: str, country: str, day: str) -> list[KnownActor]:
        """Return who held an office of a state on a day ("president", "FRA", "2020-01-01")."""
        usual = plain_title(title)
        found = [
            person
            for person in dict.fromkeys(self.persons[name] for name in self._in_office(country, usual))
            if any(
                (term.country, plain_title(term.title)) == (country, usual)
                and term.covers(day)
                and self.is_of_state(term)
                for term in person.terms
            )
        ]
        return [person for person in found if person.is_own] or found

    def _in_office(self, country: str, title: str) -> Sequence[str]:
        """Return a name of each person who held an office of a country; those of a country are kept."""
        offices = self._offices.get(country)
        if offices is None:
            offices = self._offices[country] = {}
            for name in dict.fromkeys(self._person_names.by_country.get(country, ())):
                titles = (row[5] for row in self.persons.rows(name) if row[5] and row[3] == country)
                for held in dict.fromkeys(map(plain_title, titles)):
                    offices.setdefault(held, []).append(name)
        return offices.get(title, ())

    def is_of_state(self, term: Term) -> bool:
        """Tell whether a term is an office of a state itself, not of a region or a breakaway state in it."""
        body = self.others.get(term.of)
        return body is not None and body.kind == "state" and body.sector != _PARTLY_RECOGNISED


def load_known_actors(language: str = "en") -> KnownActors:
    """Return the built-in list. Raises ModelError when a file is missing."""
    return _load_built_in(language)


@cache  # not of the function with a default: it would load the list once with and once without the argument
def _load_built_in(language: str) -> KnownActors:
    return known_actors_of(_built_in_lines(language))


def with_own_actors(own: Iterable[Row], language: str = "en") -> KnownActors:
    """Return the built-in list with the rows of a user's own list before it. Raises ModelError.

    A name in an own row is that of the own entry. What this entry lacks (country, sector, offices, Wikidata
    id) comes from the built-in entry of the same name and kind, unless that is of another state.
    """
    return known_actors_of(_built_in_lines(language), own)


def _built_in_lines(language: str) -> Iterator[str]:
    yield from normal_lines("known_actors/states", language)
    yield from normal_lines("known_actors/organisations", language)
    yield from normal_lines("known_actors/persons", language)


def known_actors_of(lines: Iterable[str], own: Iterable[Row] = ()) -> KnownActors:
    """Return the entries of lines in normal form, and of a user's rows.

    The fields are name, aliases, kind, country, sector, title, of, from, to, id.
    """
    persons, others, shared = _tables(lines)
    own_persons, own_others, own_shared = _own_tables(own)
    both = ((persons, own_persons), (others, own_others))
    for (table, added), names_of_several in zip(both, own_shared, strict=True):
        capitals = {name.upper(): lines for name, lines in reversed(table.items())} if added else {}
        filled = {id(lines): _filled(lines, table, capitals) for lines in added.values()}
        for name in names_of_several:
            table.pop(name, None)
        table.update({name: filled[id(lines)] for name, lines in added.items()})
    names = set[str]().union(*shared, *own_shared)
    return KnownActors(_Entries(persons), _Entries(others), names)


def _tables(lines: Iterable[str]) -> _Tables:
    """Return the lines of persons and of others by each of their names, and the names that several share.

    Names that several share are apart too: a body may have the name of two persons. There are 25,000 lines,
    and each start of the program reads them: they are cut no further than is needed here.
    """
    tables = dict[str, Lines](), dict[str, Lines]()
    entries = dict[str, Lines](), dict[str, Lines]()
    shared = set[str](), set[str]()
    for line in lines:
        name, aliases, kind, _ = line.split("|", 3)
        which = kind != _PERSON
        table, same = tables[which], entries[which]
        entry = same.get(name)
        if entry is None:
            entry = same[name] = []
        entry.append(line)
        if table.setdefault(name, entry) is not entry:
            shared[which].add(name)
        for alias in aliases.split(";") if aliases else ():
            if alias[0] != _WEAK and table.setdefault(alias, entry) is not entry:
                shared[which].add(alias)
    return _without_shared(tables, shared)


def _own_tables(rows: Iterable[Row]) -> _Tables:
    """Return the same of the rows of a user's list; persons of one name with several ids are several."""
    tables = dict[str, Lines](), dict[str, Lines]()
    entries: dict[tuple[bool, str, str], Lines] = {}
    shared = set[str](), set[str]()
    for row in rows:
        whole = (*fields(row, _COLUMNS), _OWN)
        which = whole[2] != _PERSON
        entry = entries.setdefault((which, whole[0], whole[9]), [])
        entry.append(whole)
        for name in (whole[0], *alternatives(whole[1])):
            if name[0] != _WEAK and tables[which].setdefault(name, entry) is not entry:
                shared[which].add(name)
    return _without_shared(tables, shared)


def _without_shared(
    tables: tuple[dict[str, Lines], dict[str, Lines]], shared: tuple[set[str], set[str]]
) -> _Tables:
    for table, names_of_several in zip(tables, shared, strict=True):
        for name in names_of_several:
            del table[name]
    return *tables, shared


def _rows(lines: Iterable[Line]) -> list[Row]:
    """Return the fields of each line."""
    return [fields(tuple(line.split("|")), _COLUMNS) if isinstance(line, str) else line for line in lines]


def _filled(lines: Lines, built_in: Mapping[str, Lines], capitals: Mapping[str, Lines]) -> Lines:
    """Return the lines of an own entry with what it lacks from the built-in entry of the same actor.

    That is the only one of its kind and state with one of the names: a dictionary may hold that Senate and
    Congress are one.
    """
    rows = _rows(lines)
    first = rows[0]
    names = [first[0], *(name for row in rows for name in alternatives(row[1]))]
    found = ((capitals if name.isupper() else built_in).get(name) for name in names)
    same = {id(line): line for line in found if line is not None and _may_be_same(first, _rows(line)[0])}
    if len(same) != 1:
        return lines
    other = _rows(next(iter(same.values())))
    more = [] if first[4] or _has_terms(rows) else [(row[0], "", *row[2:], _OWN) for row in other]
    wikidata = next((row[9] for row in other if row[9]), "")
    own = [
        (*row[:3], row[3] or other[0][3], row[4] or other[0][4], *row[5:9], row[9] or wikidata, _OWN)
        for row in rows
    ]
    return [*own, *more]


def _may_be_same(own: Row, other: Row) -> bool:
    return own[2] == other[2] and (not own[3] or own[3] == other[3])


def _has_terms(rows: Iterable[Row]) -> bool:
    return any(_is_term(row) for row in rows)


def _is_term(row: Row) -> bool:
    """Tell whether a line is an office or, without a title, a time of a person's life."""
    return bool(row[5] or (row[2] == _PERSON and (row[7] or row[8])))


class _Entries(Mapping[str, KnownActor]):
    """Entries by name, each made from its lines when it is first asked for: making all takes too long."""

    __slots__ = ("_lines", "_made")

    def __init__(self, lines: dict[str, Lines]) -> None:
        self._lines = lines
        self._made: dict[int, KnownActor] = {}

    def __getitem__(self, name: str) -> KnownActor:
        lines = self._lines[name]
        made = self._made.get(id(lines))
        if made is None:
            made = self._made[id(lines)] = _entry(_rows(lines))
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def kind(self, name: str) -> tuple[str, str]:
        """Return the kind and the first name of the entry of a name."""
        first = self._lines[name][0]
        row = first.split("|", 3) if isinstance(first, str) else first
        return row[2], row[0]

    def rows(self, name: str) -> list[Row]:
        """Return the rows of the entry of a name."""
        return _rows(self._lines[name])

    def countries(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each name with the countries of the lines of its entry."""
        last: Lines = []
        found: list[str] = []
        for name, lines in self._lines.items():
            if lines is not last:  # the names of an entry are mostly next to each other
                last = lines
                found = [(row.split("|", 4) if isinstance(row, str) else row)[3] for row in lines]
            yield name, found


@dataclass(frozen=True, slots=True)
class _PersonNames:
    """Given names; the names of persons by family name, and by country: one of each person."""

    given: Set[str]
    by_family: Mapping[str, Sequence[str]]
    by_country: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, persons: _Entries) -> "_PersonNames":
        reversed_in = word_class("known_actors/word_classes", "family name first")
        given: set[str] = set()
        families: dict[str, list[str]] = {}
        by_country: dict[str, list[str]] = {}
        last: list[str] = []
        for name, countries in persons.countries():
            if countries is not last:
                last = countries
                for country in countries:
                    by_country.setdefault(country, []).append(name)
            parts = name.split()
            if len(parts) > 1:
                is_reversed = countries[0] in reversed_in
                given.add(parts[-1 if is_reversed else 0])
                families.setdefault(parts[0 if is_reversed else -1], []).append(name)
        return cls(given, families, by_country)


def _only_one(rows: Iterable[KnownActor]) -> KnownActor | None:
    """Return the one entry, the one own entry where there are others, None where there are several."""
    found = list(rows)
    found = [row for row in found if row.is_own] or found
    return found[0] if len(found) == 1 else None


def plain_title(title: str) -> str:
    """Return the usual form of an office: "minister of foreign affairs" is "foreign minister"."""
    words = title.lower().removeprefix("the ")
    return _same_titles().get(words, words)


@cache
def _same_titles(language: str = "en") -> Mapping[str, str]:
    rows = (fields(row, 2) for row in lexicon_rows("known_actors/titles", language))
    return {other: usual for usual, others in rows for other in alternatives(others)}


def _entry(rows: Sequence[Row]) -> KnownActor:
    name, _, kind, country, sector, *_ = rows[0]
    wikidata = next((row[9] for row in rows if row[9]), None)
    terms = tuple(
        Term(row[5], row[6], row[7], row[8], row[3] or None, _plover_sector(row[4]))
        for row in rows
        if _is_term(row)
    )
    scope = sector if sector in _SCOPES else "IMG" if kind == "armed-group" and not country else None
    return KnownActor(
        name,
        cast("ActorKind", kind),
        country or None,
        _plover_sector(sector),
        wikidata,
        scope,
        terms,
        is_own=rows[0][-1] == _OWN,
    )


def _plover_sector(code: str) -> str | None:
    """Return the sector for a code of the list, in which a scope may stand in place of a sector."""
    return _SCOPES.get(code, code) or None
