"""Places in datelines ("KYIV, Ukraine —", "Roosevelt Room"), which have no sentences and no tokens."""

import re
from collections.abc import Iterable, Iterator

from onrecord.annotate.places.candidates import LONGEST, KnownPlaces, PlaceCandidate
from onrecord.annotate.places.disambiguation import PlaceContext, find_best
from onrecord.annotate.places.gazetteer import Place, place_key
from onrecord.model.annotation import Passage
from onrecord.model.span import Span

_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_LONGEST_LINE = 200  # characters: anything longer is not a dateline
_LEAST = 15_000  # people: smaller towns are not looked for in datelines


def find_dateline_places(
    text: str, passages: Iterable[Passage], context: PlaceContext, known: KnownPlaces
) -> Iterator[tuple[PlaceCandidate, Place | None]]:
    """Yield the candidates in datelines, each with its place."""
    for passage in passages:
        if passage.kind == "dateline" and passage.span.length <= _LONGEST_LINE:
            rows = list(_find(text, passage.span, known))
            for number, row in enumerate(rows):
                region = rows[number + 1] if number + 1 < len(rows) else None
                yield row, find_best(row, region, context, known)


def _find(text: str, line: Span, known: KnownPlaces) -> Iterator[PlaceCandidate]:
    words = [Span(*match.span()).shifted(line.start) for match in _WORD.finditer(line.words(text))]
    at = 0
    while at < len(words):
        found = _longest(text, words[at : at + LONGEST], known) if text[words[at].start].isupper() else None
        if found:
            yield found
        at += found.last if found else 1


def _longest(text: str, words: list[Span], known: KnownPlaces) -> PlaceCandidate | None:
    for length in range(len(words), 0, -1):
        span = words[0].joined(words[length - 1])
        if length == 1 or "," not in span.words(text):
            trimmed = span.trimmed(text, off=".") or span
            key = place_key(trimmed.words(text))
            senses = () if known.lexicon.is_word(key, "no_place") else known.find(key)
            if any(_is_large(sense) for sense in senses):
                return PlaceCandidate(trimmed if trimmed.is_sound(text) else span, 0, length, key, senses)
    return None


def _is_large(sense: Place) -> bool:
    return not sense.second and (sense.sort != "town" or sense.population >= _LEAST)
