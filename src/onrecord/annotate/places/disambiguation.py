"""Which of several places of one name is meant: by what stands beside it, the article's countries, size and distance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import asin, cos, log10, radians, sin, sqrt

from onrecord.annotate.places.candidates import Found, KnownPlaces
from onrecord.annotate.places.gazetteer import Place
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Mention

# Weights in powers of ten of people; tuned on the tune part of evaluation/gold/places.jsonl.
SECOND_NAME = 1.5
COUNTRY = 4.0
CAPITAL = 1.5
DIVISION = 2.0  # taken from a division where a town of its country has the name
OF_COUNTRY = 2.0  # times the country's share of what the article names
IN_DIVISION = 1.5
BESIDE = 8.0
NEAR = 1.0
NEAR_KM = 300
MOST_SETTLED = 100  # places distances are measured to: bounds the time an article takes
USUAL = 3.0
LISTED = 5.0  # a division in a list of divisions ("Maine, New York, New Jersey")
SMALL = 50_000  # people: a smaller town in a country the article does not name is likely another place of that name
_NATIONS_WITH_STATES = frozenset({"USA", "CAN", "AUS", "IND", "BRA", "GBR", "DEU"})


@dataclass(frozen=True, slots=True)
class Around:
    """What the article tells besides: mentions of countries, divisions named, places settled already."""

    countries: Counter[str]
    divisions: frozenset[int]
    settled: tuple[Place, ...] = ()
    listed: bool = False


def resolve_all(
    tree: SyntaxTree, found: Sequence[Found], around: Around, known: KnownPlaces
) -> list[Place | None]:
    """Return the place each name means, None where no list knows it. A name means the same throughout an article."""
    beside = [_beside(tree, found, number) for number in range(len(found))]
    lands: dict[str, Found] = {}
    for row, at in zip(found, beside, strict=True):
        if at is not None:
            lands.setdefault(row.key, found[at])
    in_lists = {
        row.key
        for number, row in enumerate(found)
        if row.key not in known.lexicon.usual and _is_listed(tree, found, number)
    }
    out: list[Place | None] = []
    told: dict[tuple[str, str, bool], Place | None] = {}
    for number, (row, at) in enumerate(zip(found, beside, strict=True)):
        hint = found[at] if at is not None else lands.get(row.key) if not _is_state(row) else None
        listed = row.key in in_lists or _is_listed(tree, found, number)
        asked = (row.key, hint.key if hint else "", listed)
        if row.senses and asked not in told:
            told[asked] = find_best(row, hint, replace(around, listed=listed), known)
        out.append(told.get(asked))
    lands_told: dict[int, set[str]] = {}
    for row, place in zip(found, out, strict=True):
        if place and place.country:
            lands_told.setdefault(tree[row.first].sentence, set()).add(place.country)
    for number, row in enumerate(found):
        out[number] = _after_town(tree, found, number, out)
        if out[number] is None:
            at = beside[number]
            land = out[at] if at is not None else None
            country = (
                land.country
                if land
                else _only_country(lands_told.get(tree[row.first].sentence, set()), around)
            )
            out[number] = Place("", "area", country) if country else None
    return out


def look_around(
    tree: SyntaxTree, found: Sequence[Found], mentions: Iterable[Mention], known: KnownPlaces
) -> Around:
    """Return what an article tells that helps to choose among places of one name."""
    countries: Counter[str] = Counter()
    divisions: set[int] = set()
    for row in found:
        first = [sense for sense in row.senses if not sense.second]
        lands = {sense.country for sense in first if sense.sort == "country"}
        states = {
            sense for sense in first if sense.sort == "division" and sense.country in _NATIONS_WITH_STATES
        }
        if lands:
            countries.update(code for code in lands if code)
        divisions.update(sense.geonames for sense in states if sense.geonames)
        sure = {sense.country for sense in row.senses}
        if len(sure) == 1 and not lands:
            countries.update(code for code in sure if code)
    countries.update(mention.country for mention in mentions if mention.country)
    countries.update(code for token in tree.tokens if (code := known.lexicon.adjectives.get(token.text)))
    settled = tuple(row.senses[0] for row in found if len(row.senses) == 1 and row.senses[0].lat is not None)
    return Around(countries, frozenset(divisions), tuple(dict.fromkeys(settled))[:MOST_SETTLED])


def _beside(tree: SyntaxTree, found: Sequence[Found], number: int) -> int | None:
    """Return the number of the land beside a name: "Paris, Texas", "Paris (Texas)", "Paris in Texas", "Texas’s Paris"."""
    row = found[number]
    after = found[number + 1] if number + 1 < len(found) else None
    before = found[number - 1] if number else None
    if (
        after is not None
        and after.first - row.last <= 2
        and _is_land(after)
        and _same_sentence(tree, row, after)
    ):
        between = [tree[index].text.lower() for index in range(row.last, after.first)]
        if _is_listed(tree, found, number) and _is_state(row) and row.key != after.key:
            return None
        if (
            between
            and between[0] in (",", "(", "in")
            and all(word in (",", "(", "in", "the") for word in between)
        ):
            return number + 1
    if (
        before is not None
        and _is_land(before)
        and row.first - before.last == 1
        and tree[before.last].tag == "POS"
    ):
        return number - 1
    return None


def _is_state(row: Found) -> bool:
    return any(
        sense.sort == "division" and not sense.second and sense.country in _NATIONS_WITH_STATES
        for sense in row.senses
    )


def _same_sentence(tree: SyntaxTree, first: Found, second: Found) -> bool:
    return tree[first.first].sentence == tree[second.first].sentence


def _is_land(row: Found) -> bool:
    return any(sense.sort in ("country", "division") for sense in row.senses)


def _is_listed(tree: SyntaxTree, found: Sequence[Found], number: int) -> bool:
    """Tell whether a name stands in a list beside a name that only a division bears."""
    for other in (number - 1, number + 1):
        if not 0 <= other < len(found) or found[other].key == found[number].key:
            continue
        first, second = sorted((found[other], found[number]), key=lambda row: row.first)
        between = [tree[index].text for index in range(first.last, second.first)]
        joined = between and len(between) <= 2 and all(word in (",", "and", "or") for word in between)
        senses = [sense for sense in found[other].senses if not sense.second]
        if joined and senses and all(s.sort == "division" or s.population < SMALL for s in senses):
            return any(sense.sort == "division" and sense.country in _NATIONS_WITH_STATES for sense in senses)
    return False


def find_best(row: Found, beside: Found | None, around: Around, known: KnownPlaces) -> Place | None:
    """Return the place a name means given the land beside it, None where only small towns far from the article bear it."""
    scored = [
        (_score(row, sense, beside, around, known), -(sense.geonames or 0), sense) for sense in row.senses
    ]
    best = max(scored, key=lambda one: one[:2])[2]
    elsewhere = (
        best.sort == "town" and around.countries.total() > 1 and not around.countries[best.country or ""]
    )
    return None if elsewhere and best.population < SMALL and beside is None else best


def _score(row: Found, sense: Place, beside: Found | None, around: Around, known: KnownPlaces) -> float:
    score = log10(sense.population + 1000)
    score -= SECOND_NAME if sense.second else 0
    score += COUNTRY if sense.sort in ("country", "area") else CAPITAL if sense.sort == "capital" else 0
    if sense.sort == "division" and _has_town(row, sense):
        score -= DIVISION
    if around.listed and sense.sort == "division" and sense.country in _NATIONS_WITH_STATES:
        score += LISTED
    if known.lexicon.usual.get(row.key) == sense.geonames:
        score += USUAL
    total = around.countries.total()
    if total and sense.country:
        score += OF_COUNTRY * around.countries[sense.country] / total + (
            0.5 if around.countries[sense.country] else 0
        )
    if sense.division in around.divisions:
        score += IN_DIVISION
    if beside is not None:
        score += BESIDE if _lies_in(sense, beside) else 0
    elif any(other.name != sense.name and _km(sense, other) < NEAR_KM for other in around.settled):
        score += NEAR
    return score


def _has_town(row: Found, division: Place) -> bool:
    return any(
        sense.country == division.country and sense.sort in ("town", "capital") for sense in row.senses
    )


def _lies_in(sense: Place, land: Found) -> bool:
    """Tell whether a place lies in a division or country of that name ("New York, New York": the town in the state)."""
    for other in land.senses:
        if other.sort == "division" and sense.division == other.geonames and sense.division is not None:
            return True
        if other.sort == "country" and sense.country == other.country and sense.sort != "country":
            return True
    return False


def _after_town(
    tree: SyntaxTree, found: Sequence[Found], number: int, places: Sequence[Place | None]
) -> Place | None:
    """Return the place of a name, corrected where it is the land after a town ("New York, New York")."""
    row, place = found[number], places[number]
    before, town = (found[number - 1], places[number - 1]) if number else (None, None)
    if (
        place is None
        or before is None
        or town is None
        or before.last != row.first - 1
        or tree[before.last].text != ","
    ):
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


def _only_country(here: set[str], around: Around) -> str | None:
    """Return the country for a place no list knows: the one told in its sentence, or the one the article is about."""
    if len(here) == 1:
        return next(iter(here))
    most = around.countries.most_common(2)
    return most[0][0] if most and (len(most) == 1 or most[0][1] >= 2 * most[1][1]) else None


def _km(one: Place, other: Place) -> float:
    """Return the distance of two places by the haversine formula, infinite where one has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return float("inf")
    lat, lon, to_lat, to_lon = map(radians, (one.lat, one.lon, other.lat, other.lon))
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * 6371 * asin(sqrt(min(1.0, half)))
