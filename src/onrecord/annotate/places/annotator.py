"""The place annotator: names used as places, resolved offline to a country, a GeoNames id and coordinates."""

from collections.abc import Iterable, Iterator

from onrecord.annotate.places.actor_or_place import PlaceUsage
from onrecord.annotate.places.candidates import KnownPlaces, PlaceCandidate, find_place_names
from onrecord.annotate.places.datelines import find_dateline_places
from onrecord.annotate.places.disambiguation import find_context, resolve_all
from onrecord.annotate.places.gazetteer import Place, load_gazetteer
from onrecord.annotate.places.lexicon import load_place_lexicon
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import NEWS, Annotation, Mention, Name, Passage, PlaceMention, Sentence, Token
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer


class PlaceAnnotator:
    """Places where something is or happens, not names that act; an unlisted name is given as printed."""

    name = "places"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, Mention)
    gives: tuple[Layer, ...] = (PlaceMention,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the places in text order. Raises ModelError when the gazetteer or a word list is missing."""
        return sorted(_read(article.text, view), key=lambda row: row.span)


def _read(text: str, view: Annotations) -> Iterator[PlaceMention]:
    tree = view.index(SyntaxTree)
    known = KnownPlaces(load_gazetteer(), load_place_lexicon())
    mentions = view.of(Mention)
    found = find_place_names(text, tree, view.of(Name), mentions, known)
    passages = view.of(Passage)
    context = find_context(tree, found, mentions, known)
    for row, place in find_dateline_places(text, passages, context, known):
        yield _mention(text, row, place)
    owner = {index: row for row in found for index in range(row.first, row.last)}
    used = PlaceUsage(tree, known.lexicon, owner).are_places(found)
    places = resolve_all(tree, found, context, known)
    for row, place, is_place in zip(found, places, used, strict=True):
        if is_place and passages[tree.sentence_at(row.first).passage].kind in NEWS:
            yield _mention(text, row, place)


def _mention(text: str, row: PlaceCandidate, place: Place | None) -> PlaceMention:
    printed = " ".join(row.span.words(text).split())
    if place is None:
        return PlaceMention(row.span, printed)
    return PlaceMention(row.span, place.name or printed, place.country, place.geonames, place.lat, place.lon)
