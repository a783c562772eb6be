"""Disambiguation of place names: by the region beside them, the article's countries, size and distance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import asin, cos, log10, radians, sin, sqrt

from onrecord.annotate.places.candidates import KnownPlaces, PlaceCandidate
from onrecord.annotate.places.gazetteer import Place
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Mention

# Weights in powers of ten of inhabitants; tuned on the tuning part of evaluation/gold/places.jsonl.
SECOND_NAME = 1.5
COUNTRY = 4.0
CAPITAL = 1.5
DIVISION = 2.0  # subtracted from a division when a town of its country has the same name
OF_COUNTRY = 2.0  # times the country's share of the article's mentions of countries
IN_DIVISION = 1.5
BESIDE = 8.0
NEAR = 1.0
NEAR_KM = 300
MOST_UNAMBIGUOUS = 100  # the most places to measure distances to, which bounds the time on an article
USUAL = 3.0
LISTED = 5.0  # a division in a list of divisions ("Maine, New York, New Jersey")
# People. A smaller town in a country that the article does not mention is probably another place of that
# name.
SMALL = 50_000
# Countries whose states or provinces the news names like countries.
# Countries whose states or provinces the news names like countries.
_NATIONS_WITH_STATES = frozenset({"USA", "CAN", "AUS", "IND", "BRA", "GBR", "DEU"})


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What the article says about places: its countries, its divisions, its unambiguous places."""

    countries: Counter[str]
    divisions: frozenset[int]
    unambiguous: tuple[Place, ...] = ()
    listed: bool = False


def resolve_all(
    tree: SyntaxTree, candidates: Sequence[PlaceCandidate], context: PlaceContext, known: KnownPlaces
) -> list[Place | None]:
    """Return the place of each name, None for unlisted names. A name has one place in an article."""
    beside = [_region_beside(tree, candidates, number) for number in range(len(candidates))]
    regions: dict[str, PlaceCandidate] = {}
    for row, at in zip(candidates, beside, strict=True):
        if at is not None:
            regions.setdefault(row.key, candidates[at])
    in_lists = {
        row.key
        for number, row in enumerate(candidates)
        if row.key not in known.lexicon.usual and _is_listed(tree, candidates, number)
    }
    out: list[Place | None] = []
    resolved: dict[tuple[str, str, bool], Place | None] = {}
    for number, (row, at) in enumerate(zip(candidates, beside, strict=True)):
        hint = candidates[at] if at is not None else regions.get(row.key) if not _is_state(row) else None
        listed = row.key in in_lists or _is_listed(tree, candidates, number)
        query = (row.key, hint.key if hint else "", listed)
        if row.senses and query not in resolved:
            resolved[query] = find_best(row, hint, replace(context, listed=listed), known)
        out.append(resolved.get(query))
    countries_by_sentence: dict[int, set[str]] = {}
    for row, place in zip(candidates, out, strict=True):
        if place and place.country:
            countries_by_sentence.setdefault(tree[row.first].sentence, set()).add(place.country)
    for number, row in enumerate(candidates):
        out[number] = _as_region_of_town(tree, candidates, number, out)
        if out[number] is None:
            at = beside[number]
            region = out[at] if at is not None else None
            country = (
                region.country
                if region
                else _likely_country(countries_by_sentence.get(tree[row.first].sentence, set()), context)
            )
            out[number] = Place("", "area", country) if country else None
    return out


def find_context(
    tree: SyntaxTree, candidates: Sequence[PlaceCandidate], mentions: Iterable[Mention], known: KnownPlaces
) -> PlaceContext:
    """Return the context of an article for the choice among places of the same name."""
    countries: Counter[str] = Counter()
    divisions: set[int] = set()
    for row in candidates:
        first = [sense for sense in row.senses if not sense.second]
        regions = {sense.country for sense in first if sense.sort == "country"}
        states = {
            sense for sense in first if sense.sort == "division" and sense.country in _NATIONS_WITH_STATES
        }
        if regions:
            countries.update(code for code in regions if code)
        divisions.update(sense.geonames for sense in states if sense.geonames)
        sure = {sense.country for sense in row.senses}
        if len(sure) == 1 and not regions:
            countries.update(code for code in sure if code)
    countries.update(mention.country for mention in mentions if mention.country)
    countries.update(code for token in tree.tokens if (code := known.lexicon.adjectives.get(token.text)))
    unambiguous = tuple(
        row.senses[0] for row in candidates if len(row.senses) == 1 and row.senses[0].lat is not None
    )
    return PlaceContext(countries, frozenset(divisions), tuple(dict.fromkeys(unambiguous))[:MOST_UNAMBIGUOUS])


def _region_beside(tree: SyntaxTree, candidates: Sequence[PlaceCandidate], number: int) -> int | None:
    """Return the index of the region beside a name: "Paris, Texas", "Paris (Texas)", "Texas’s Paris"."""
    row = candidates[number]
    after = candidates[number + 1] if number + 1 < len(candidates) else None
    before = candidates[number - 1] if number else None
    if (
        after is not None
        and after.first - row.last <= 2
        and _is_region(after)
        and _same_sentence(tree, row, after)
    ):
        between = [tree[index].text.lower() for index in range(row.last, after.first)]
        if _is_listed(tree, candidates, number) and _is_state(row) and row.key != after.key:
            return None
        if (
            between
            and between[0] in (",", "(", "in")
            and all(word in (",", "(", "in", "the") for word in between)
        ):
            return number + 1
    if (
        before is not None
        and _is_region(before)
        and row.first - before.last == 1
        and tree[before.last].tag == "POS"
    ):
        return number - 1
    return None


def _is_state(row: PlaceCandidate) -> bool:
    return any(
        sense.sort == "division" and not sense.second and sense.country in _NATIONS_WITH_STATES
        for sense in row.senses
    )


def _same_sentence(tree: SyntaxTree, first: PlaceCandidate, second: PlaceCandidate) -> bool:
    return tree[first.first].sentence == tree[second.first].sentence


def _is_region(row: PlaceCandidate) -> bool:
    return any(sense.sort in ("country", "division") for sense in row.senses)


def _is_listed(tree: SyntaxTree, candidates: Sequence[PlaceCandidate], number: int) -> bool:
    """Return whether a name is in a list beside a name that only a division has."""
    for other in (number - 1, number + 1):
        if not 0 <= other < len(candidates) or candidates[other].key == candidates[number].key:
            continue
        first, second = sorted((candidates[other], candidates[number]), key=lambda row: row.first)
        gap = second.first - first.last
        words = [tree[index].text for index in range(first.last, second.first)] if gap <= 2 else []
        joined = words and all(word in (",", "and", "or") for word in words)
        senses = [sense for sense in candidates[other].senses if not sense.second]
        if joined and senses and all(s.sort == "division" or s.population < SMALL for s in senses):
            return any(sense.sort == "division" and sense.country in _NATIONS_WITH_STATES for sense in senses)
    return False


def find_best(
    row: PlaceCandidate, beside: PlaceCandidate | None, context: PlaceContext, known: KnownPlaces
) -> Place | None:
    """Return the best place for a name, given the region beside it.

    Return None when only small towns in countries that the article does not mention have the name.
    """
    scored = [
        (_score(row, sense, beside, context, known), -(sense.geonames or 0), sense) for sense in row.senses
    ]
    best = max(scored, key=lambda one: one[:2])[2]
    elsewhere = (
        best.sort == "town" and context.countries.total() > 1 and not context.countries[best.country or ""]
    )
    return None if elsewhere and best.population < SMALL and beside is None else best


def _score(
    row: PlaceCandidate,
    sense: Place,
    beside: PlaceCandidate | None,
    context: PlaceContext,
    known: KnownPlaces,
) -> float:
    score = log10(sense.population + 1000)
    score -= SECOND_NAME if sense.second else 0
    score += COUNTRY if sense.sort in ("country", "area") else CAPITAL if sense.sort == "capital" else 0
    if sense.sort == "division" and _has_town(row, sense):
        score -= DIVISION
    if context.listed and sense.sort == "division" and sense.country in _NATIONS_WITH_STATES:
        score += LISTED
    if known.lexicon.usual.get(row.key) == sense.geonames:
        score += USUAL
    total = context.countries.total()
    if total and sense.country:
        score += OF_COUNTRY * context.countries[sense.country] / total + (
            0.5 if context.countries[sense.country] else 0
        )
    if sense.division in context.divisions:
        score += IN_DIVISION
    if beside is not None:
        score += BESIDE if _lies_in(sense, beside) else 0
    elif any(other.name != sense.name and _km(sense, other) < NEAR_KM for other in context.unambiguous):
        score += NEAR
    return score


def _has_town(row: PlaceCandidate, division: Place) -> bool:
    return any(
        sense.country == division.country and sense.sort in ("town", "capital") for sense in row.senses
    )


def _lies_in(sense: Place, region: PlaceCandidate) -> bool:
    """Return whether a place lies in a region: of "New York, New York" the town, not the state."""
    for other in region.senses:
        if other.sort == "division" and sense.division == other.geonames and sense.division is not None:
            return True
        if other.sort == "country" and sense.country == other.country and sense.sort != "country":
            return True
    return False


def _as_region_of_town(
    tree: SyntaxTree, candidates: Sequence[PlaceCandidate], number: int, places: Sequence[Place | None]
) -> Place | None:
    """Return the place of a name, corrected if it is the region after a town ("New York, New York")."""
    row, place = candidates[number], places[number]
    before, town = (candidates[number - 1], places[number - 1]) if number else (None, None)
    if place is None or before is None or town is None:
        return place
    if before.last != row.first - 1 or tree[before.last].text != ",":
        return place
    for sense in row.senses:
        of_states = sense.country in _NATIONS_WITH_STATES  # elsewhere "Engels, Saratov" is a list of towns
        if (
            sense.sort == "division"
            and sense.geonames == town.division
            and (of_states or place.sort == "division")
        ):
            return sense
        if sense.sort == "country" and sense.country == town.country and town.sort != "country":
            return sense
    return place


def _likely_country(here: set[str], context: PlaceContext) -> str | None:
    """Return the country of an unlisted place: the only one in its sentence, or the article's main one."""
    if len(here) == 1:
        return next(iter(here))
    most = context.countries.most_common(2)
    return most[0][0] if most and (len(most) == 1 or most[0][1] >= 2 * most[1][1]) else None


def _km(one: Place, other: Place) -> float:
    """Return the distance of two places by the haversine formula, infinite if one has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return float("inf")
    lat, lon, to_lat, to_lon = map(radians, (one.lat, one.lon, other.lat, other.lon))
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * 6371 * asin(sqrt(min(1.0, half)))
