"""The list of known actors: states, bodies, organisations and persons with their terms of office.

The files are `lexicons/<language>/known_actors/*.txt`; docs/layers/known-actors.md describes their fields.
Names are compared with case. A name that two entries share belongs to neither. Entries of a user's own list
come before the built-in ones.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_rows, word_class
from onrecord.model.annotation import ActorKind

_COLUMNS = 10
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


@dataclass(frozen=True, slots=True)
class KnownActors:
    """Entries by name: persons and others apart, because a person and a body may share a name.

    `shared` are the names that belong to several entries, and so to none.
    """

    persons: Mapping[str, KnownActor]
    others: Mapping[str, KnownActor]
    by_family_name: Mapping[str, tuple[KnownActor, ...]]
    by_country: Mapping[str, tuple[KnownActor, ...]]
    given_names: Set[str]
    shared: Set[str] = frozenset()

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
        rows = [row for row in self.by_family_name.get(name.upper(), ()) if row.is_own]
        return list(dict.fromkeys((*self.by_family_name.get(name, ()), *rows)))

    def holders(self, title: str, country: str, day: str) -> list[KnownActor]:
        """Return who held an office of a state on a day ("president", "FRA", "2020-01-01")."""
        found = [
            person
            for person in self.by_country.get(country, ())
            if any(self._is_of_state(term, plain_title(title), country, day) for term in person.terms)
        ]
        return [person for person in found if person.is_own] or found

    def _is_of_state(self, term: Term, title: str, country: str, day: str) -> bool:
        """Tell whether a term is an office of a state itself, not of one of its regions."""
        body = self.others.get(term.of)
        same = term.country == country and plain_title(term.title) == title and term.covers(day)
        return same and body is not None and body.kind == "state"


@cache
def load_known_actors(language: str = "en") -> KnownActors:
    """Return the built-in list. Raises ModelError when a file is missing."""
    rows = [
        *lexicon_rows("known_actors/states", language),
        *lexicon_rows("known_actors/organisations", language),
        *lexicon_rows("known_actors/persons", language),
    ]
    return known_actors_of(rows)


def with_own_actors(built_in: KnownActors, rows: Iterable[tuple[str, ...]]) -> KnownActors:
    """Return a list to which the rows of a user's own list are added. Raises ModelError when a list is
    missing.

    A name in an own row is that of the own entry. Country, sector, scope and Wikidata id that this entry
    lacks come from the built-in entry of the same name and kind, unless that is of another state.
    """
    own = known_actors_of(rows)
    persons, others = _own(own.persons, built_in.persons), _own(own.others, built_in.others)
    return _indexed(
        {name: row for name, row in built_in.persons.items() if name not in own.shared} | persons,
        {name: row for name, row in built_in.others.items() if name not in own.shared} | others,
        built_in.shared | own.shared,
    )


def _own(rows: Mapping[str, KnownActor], built_in: Mapping[str, KnownActor]) -> dict[str, KnownActor]:
    made: dict[KnownActor, KnownActor] = {}
    for row in dict.fromkeys(rows.values()):
        other = built_in.get(row.name)
        if other is None or other.kind != row.kind or (row.country or other.country) != other.country:
            made[row] = replace(row, is_own=True)
            continue
        made[row] = replace(
            row,
            country=row.country or other.country,
            sector=row.sector or (None if row.scope else other.sector),
            scope=row.scope or (None if row.sector else other.scope),
            wikidata=row.wikidata or other.wikidata,
            terms=row.terms or (() if row.sector else other.terms),
            is_own=True,
        )
    return {name: made[row] for name, row in rows.items()}


def known_actors_of(rows: Iterable[tuple[str, ...]]) -> KnownActors:
    """Return the entries of rows of fields: name, aliases, kind, country, sector, title, of, from, to, id."""
    grouped: dict[tuple[bool, str], list[tuple[str, ...]]] = {}
    for row in rows:
        whole = fields(row, _COLUMNS)
        grouped.setdefault((whole[2] == "person", whole[0]), []).append(whole)
    persons: dict[str, KnownActor | None] = {}
    others: dict[str, KnownActor | None] = {}
    for (is_person, _), lines in grouped.items():
        entry = _entry(lines)
        for name in dict.fromkeys(_names(lines)):
            table = persons if is_person else others
            table[name] = entry if table.get(name, entry) is entry else None
    return _indexed(
        {name: row for name, row in persons.items() if row},
        {name: row for name, row in others.items() if row},
        {name for table in (persons, others) for name, row in table.items() if row is None},
    )


def _indexed(
    persons: Mapping[str, KnownActor], others: Mapping[str, KnownActor], shared: Set[str]
) -> KnownActors:
    families: dict[str, dict[KnownActor, None]] = {}
    countries: dict[str, dict[KnownActor, None]] = {}
    for name, person in persons.items():
        if person.terms and " " in name:
            families.setdefault(_family_name(name, person.country), {})[person] = None
        for term in person.terms:
            countries.setdefault(term.country or "", {})[person] = None
    return KnownActors(
        persons,
        others,
        {name: tuple(found) for name, found in families.items()},
        {country: tuple(found) for country, found in countries.items()},
        {_given_name(name, person.country) for name, person in persons.items() if " " in name},
        shared,
    )


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


def _family_name(name: str, country: str | None) -> str:
    return name.split()[0 if _is_family_first(country) else -1]


def _given_name(name: str, country: str | None) -> str:
    return name.split()[-1 if _is_family_first(country) else 0]


def _is_family_first(country: str | None) -> bool:
    return country in word_class("known_actors/word_classes", "family name first")


def _names(lines: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in lines:
        yield row[0]
        yield from (name for name in alternatives(row[1]) if not name.startswith("~"))


def _entry(lines: list[tuple[str, ...]]) -> KnownActor:
    name, _, kind, country, sector, *_ = lines[0]
    wikidata = next((row[9] for row in lines if row[9]), None)
    terms = tuple(
        Term(row[5], row[6], row[7], row[8], row[3] or None, _plover_sector(row[4]))
        for row in lines
        if row[5] or (kind == "person" and (row[7] or row[8]))
    )
    scope = sector if sector in _SCOPES else "IMG" if kind == "armed-group" and not country else None
    return KnownActor(
        name, cast("ActorKind", kind), country or None, _plover_sector(sector), wikidata, scope, terms
    )


def _plover_sector(code: str) -> str | None:
    """Return the sector for a code of the list, in which a scope may stand in place of a sector."""
    return _SCOPES.get(code, code) or None
