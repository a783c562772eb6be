"""Which entry of the list of known actors an actor is, to join its names and to keep two entries apart."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from onrecord.annotate.mentions.known_actors import KnownActor, load_known_actors
from onrecord.store.actor_ids import is_generic
from onrecord.store.features.match_features import ActorFeatures
from onrecord.store.search_terms import fold_name

_SUFFIX = re.compile(r",? (?:Jr|Sr|JR|SR)\.?$")


@lru_cache(maxsize=10_000)
def find_entries(actor: ActorFeatures) -> frozenset[str]:
    """Return the entries that an actor is: their Wikidata ids, or kinds and names where they have none.

    They are those of its records. An actor without one is looked up by its whole name, of several words, or
    by that name with its state ("Ministry of Defence" of Ghana); the countries must not differ.
    """
    if actor.wikidata:
        return actor.wikidata
    kinds = actor.kinds - {"people"}
    if len(kinds) != 1 or not actor.is_named:
        return frozenset()
    (kind,) = kinds
    known, found = load_known_actors(), set()
    for name in actor.printed:
        entry = known.find(_spellings(name), kind) if len(fold_name(name).split()) > 1 else None
        if entry is None and kind not in ("person", "state") and is_generic(fold_name(name)):
            entry = known.find(_with_state(name, actor.countries), kind)
        if entry is not None and (entry.kind == "person") == (kind == "person") and _can_be(entry, actor):
            found.add(entry)
    return frozenset(map(_key, found)) if len(found) == 1 else frozenset()


def names_of_entries(entries: frozenset[str]) -> frozenset[str]:
    """Return the folded names of entries, as `find_entries` gives them."""
    return frozenset(fold_name(name) for entry in entries for name in _names().get(entry, ()))


def _spellings(name: str) -> tuple[str, ...]:
    """Return a name as printed, without "Jr.", and with small letters where it has none."""
    plain = _SUFFIX.sub("", name)
    return (name, plain, *([plain.title()] if plain.isupper() else []))


def _can_be(entry: KnownActor, actor: ActorFeatures) -> bool:
    return entry.country is None or not actor.countries or entry.country in actor.countries


def _with_state(name: str, countries: frozenset[str]) -> Iterator[str]:
    """Yield a name of a body with the names of its state, none where the state is not clear."""
    if len(countries) == 1:
        plain = name.removeprefix("the ").removeprefix("The ")
        for state in _states().get(next(iter(countries)), ()):
            yield from (f"{state} {plain}", f"{plain} of {state}", f"{plain} of the {state}")


def _key(entry: KnownActor) -> str:
    return entry.wikidata or f"{entry.kind}:{entry.name}"


@cache
def _states() -> dict[str, tuple[str, ...]]:
    """Return the names of each state, by country."""
    found: dict[str, list[str]] = {}
    for name, entry in load_known_actors().others.items():
        if entry.kind == "state" and entry.country is not None:
            found.setdefault(entry.country, []).append(name)
    return {country: tuple(names) for country, names in found.items()}


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Return the names of each entry, by what `find_entries` gives for it."""
    known, found = load_known_actors(), dict[str, list[str]]()
    for table in (known.persons, known.others):
        for name, entry in table.items():
            found.setdefault(_key(entry), []).append(name)
    return {key: tuple(names) for key, names in found.items()}
