"""Where an article names states: by name, adjective, capital, seat, or a place or a name that lies in one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.annotate.mentions.lexicon import ActorLexicon
from onrecord.annotate.places.candidates import KnownPlaces
from onrecord.annotate.places.gazetteer import Place, load_gazetteer, place_key
from onrecord.annotate.places.lexicon import load_place_lexicon
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Mention, Passage, PlaceMention
from onrecord.model.layers import Annotations

_STATE_SORTS = ("state", "demonym", "capital", "seat")
_LONGEST = 3  # words of a place inside another name
_LEAST = 15_000  # people: smaller towns have the names of too many other things
_LEAST_ABROAD = 50_000  # people: the same in states that the article does not name
_LEAST_HOME = 100_000  # people: the same in the names of outlets
_TIMES_LARGER = 10  # a town so much larger than its namesakes abroad is meant
_SHORTEST = 4  # letters of a place inside another name
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LANGUAGE = re.compile(r"\b(?:translated from|English|from the)\b.*", re.IGNORECASE)  # no home of an outlet


@dataclass(frozen=True, slots=True)
class Naming:
    """A state named at tokens `first` to `last` (inclusive).

    `how` is "state" (its name), "demonym", "capital", "seat" (of a body of the state), "place", "unlisted"
    (a place that the gazetteer lacks) or "part" (a place in another name: "University of Guelph").
    """

    first: int
    last: int
    country: str
    how: str


def find_namings(text: str, tree: SyntaxTree, view: Annotations, lexicon: ActorLexicon) -> list[Naming]:
    """Return the namings of states in text order."""
    found = list(_known_names(text, tree, lexicon))
    taken = {index for row in found for index in range(row.first, row.last + 1)}
    for place in view.of(PlaceMention) if view.can_read(PlaceMention) else ():
        tokens = tree.range(place.span)
        if place.country and tokens and tokens.start not in taken:
            taken.update(tokens)
            how = "place" if place.geonames else "unlisted"
            found.append(Naming(tokens.start, tokens.stop - 1, place.country, how))
    counts = Counter(row.country for row in found)
    found += _parts(tree, taken | _of_persons(tree, view), counts, lexicon)
    return sorted(found, key=lambda row: (row.first, row.last))


def dateline_of(view: Annotations) -> str | None:
    """Return the state of the first dateline that has one: "COMRAT, Moldova —". Datelines have no tokens."""
    lines = [row.span for row in view.of(Passage) if row.kind == "dateline"]
    places = view.of(PlaceMention) if lines and view.can_read(PlaceMention) else ()
    rows = (row for row in places if row.country and row.geonames)
    return next((row.country for row in rows if any(line.holds(row.span) for line in lines)), None)


def home_of(outlet: str, lexicon: ActorLexicon) -> str | None:
    """Return the state of an outlet by its name: "Courant of Fiji", "Patna Herald"."""
    outlet = _LANGUAGE.sub("", outlet)
    known = [
        row.country
        for word in _WORD.finditer(outlet)
        if (row := lexicon.known_at(outlet, word.start())) and row.sort in _STATE_SORTS and row.country
    ]
    if not known:
        words = [word.group() for word in _WORD.finditer(outlet)]
        known = [country for _, _, country in _places_in(words, {}, lexicon, _LEAST_HOME)]
    return known[0] if len(set(known)) == 1 else None


def _known_names(text: str, tree: SyntaxTree, lexicon: ActorLexicon) -> Iterator[Naming]:
    end = 0
    for token in tree.tokens:
        if token.span.start < end or not token.text[:1].isupper():
            continue
        known = lexicon.known_at(text, token.span.start)
        if known is None or known.country is None or known.sort not in _STATE_SORTS:
            continue
        end = token.span.start + len(known.words)
        last = token.index
        while last + 1 < len(tree) and tree[last + 1].span.start < end:
            last += 1
        yield Naming(token.index, last, known.country, known.sort)


def _of_persons(tree: SyntaxTree, view: Annotations) -> set[int]:
    rows = (row for row in view.of(Mention) if row.form == "name" and row.kind == "person")
    return {index for row in rows for index in tree.range(row.span)}


def _parts(
    tree: SyntaxTree, taken: set[int], counts: Mapping[str, int], lexicon: ActorLexicon
) -> Iterator[Naming]:
    """Yield the places of the gazetteer among the capitalised words that have no other meaning yet."""
    run: list[int] = []
    for index in range(len(tree) + 1):
        token = tree.get(index)
        goes_on = (
            token is not None and index not in taken and token.text[0].isupper() and token.pos == "PROPN"
        )
        if goes_on and (not run or tree[run[0]].sentence == tree[index].sentence):
            run.append(index)
            continue
        for first, last, country in _places_in([tree[at].text for at in run], counts, lexicon):
            yield Naming(run[first], run[last - 1], country, "part")
        run = [index] if goes_on else []


def _places_in(
    words: Sequence[str], counts: Mapping[str, int], lexicon: ActorLexicon, least: int = _LEAST_ABROAD
) -> Iterator[tuple[int, int, str]]:
    """Yield the places among words that follow each other: first word, word behind the last, state."""
    known = KnownPlaces(load_gazetteer(), load_place_lexicon())
    first = 0
    while first < len(words):
        for last in range(min(len(words), first + _LONGEST), first, -1):
            name = " ".join(words[first:last])
            if len(name) < _SHORTEST or _is_common(name.lower(), known, lexicon):
                continue
            country = _country_of(known.find(place_key(name)), counts, least)
            if country is not None:
                yield first, last, country
                first = last - 1
                break
        first += 1


def _is_common(word: str, known: KnownPlaces, lexicon: ActorLexicon) -> bool:
    """Tell whether a word of a name usually means something else than a town that has it for its name."""
    return (
        known.lexicon.is_word(word, "no_place", "place", "building", "thing", "part")
        or any(word in words for words in (lexicon.nouns, lexicon.titles, lexicon.given))
        or any(word in words for words in (lexicon.polity, lexicon.things, lexicon.inanimate))
    )


def _country_of(senses: Iterable[Place], counts: Mapping[str, int], least: int) -> str | None:
    """Return the state of a name's places: the only one, the one that the article names, the largest's."""
    sizes: dict[str, int] = {}
    for row in senses:
        enough = row.sort != "town" or row.population >= (_LEAST if row.country in counts else least)
        if row.country and not row.second and row.sort != "area" and enough:
            sizes[row.country] = max(sizes.get(row.country, 0), row.population)
    if len(sizes) < 2:
        return next(iter(sizes), None)
    named = [country for country in sizes if country in counts]
    if len(named) == 1:
        return named[0]
    (best, most), (_, second), *_ = sorted(sizes.items(), key=lambda row: -row[1])
    return best if most >= _TIMES_LARGER * second else None
