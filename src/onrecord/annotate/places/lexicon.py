"""The word lists about places: venues, areas, usual senses of names, and words that show their use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_rows
from onrecord.annotate.places.gazetteer import Place, place_key


@dataclass(frozen=True, slots=True)
class PlaceLexicon:
    """Unlisted places by key, usual senses by key (GeoNames ids), words by sort, countries by adjective."""

    places: Mapping[str, Place]
    usual: Mapping[str, int]
    words: Mapping[str, frozenset[str]]
    adjectives: Mapping[str, str]

    def is_word(self, lemma: str, *sorts: str) -> bool:
        """Return whether a word is of one of the sorts."""
        return any(lemma in self.words.get(sort, ()) for sort in sorts)


@cache
def load_place_lexicon(language: str = "en") -> PlaceLexicon:
    """Return the word lists of a language. Raises ModelError when one is missing."""
    places = dict([*_areas(language), *_venues(language)])
    words: dict[str, set[str]] = {}
    for word, sort in lexicon_rows("places/usage_words", language):
        words.setdefault(sort, set()).add(word)
    return PlaceLexicon(
        places=MappingProxyType(places),
        usual=MappingProxyType(
            {key: int(number) for key, number in lexicon_rows("places/usual_places", language)}
        ),
        words=MappingProxyType({sort: frozenset(of) for sort, of in words.items()}),
        adjectives=MappingProxyType(dict(_adjectives(language))),
    )


def _areas(language: str) -> Iterator[tuple[str, Place]]:
    for row in lexicon_rows("places/areas", language):
        names, country = fields(row, 2)
        first = next(alternatives(names))
        for name in alternatives(names):
            several = country and name != first
            yield place_key(name), Place(name if several or not country else first, "area", country or None)


def _venues(language: str) -> Iterator[tuple[str, Place]]:
    for row in lexicon_rows("places/venues", language):
        names, country, _, lat, lon = fields(row, 5)
        place = Place(next(alternatives(names)), "venue", country or None, lat=float(lat), lon=float(lon))
        for name in alternatives(names):
            yield place_key(name), place


def _adjectives(language: str) -> Iterator[tuple[str, str]]:
    for row in lexicon_rows("mentions/countries", language):
        code, _, adjectives, people, _ = fields(row, 5)
        for word in (*alternatives(adjectives), *alternatives(people)):
            yield word, code
