"""Candidates for places: names in the gazetteer or word lists, and names with a place label."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.annotate.lexicon_files import word_class
from onrecord.annotate.places.gazetteer import Gazetteer, Place, place_key
from onrecord.annotate.places.lexicon import PlaceLexicon
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Mention, Name, Token
from onrecord.model.span import Span

LONGEST = 6  # the most tokens of a name that is looked up
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_OTHER_LABELS = frozenset({"DATE", "TIME", "MONEY", "CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "LANGUAGE"})
_ACTOR_KINDS = frozenset({"person", "outlet", "organisation", "armed-group"})
_JOINING = frozenset(
    {"IN", "DT", "NNP", "FW", "CC", "HYPH", ",", "POS"}
)  # tags inside a name: "Trinidad and Tobago"
LARGE = 100_000  # people: a town of this size is accepted without a label of the parser


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A name that may be a place: tokens `first` to `last` (exclusive), and the places of that name.

    `label` is the parser's when it labels exactly these words as a place.
    """

    span: Span
    first: int
    last: int
    key: str
    senses: tuple[Place, ...]
    label: str = ""

    @property
    def feature(self) -> bool:
        """Return whether it is a natural feature, street, building or venue, or unknown."""
        return all(sense.sort in ("area", "venue") and not sense.geonames for sense in self.senses)


def find_place_names(
    text: str, tree: SyntaxTree, names: Iterable[Name], mentions: Iterable[Mention], known: "KnownPlaces"
) -> list[PlaceCandidate]:
    """Return the candidates in text order, without overlaps and outside the names of persons and bodies."""
    named = list(names)
    labels = {index: name for name in named for index in tree.range(name.span)}
    blocked = _tokens_of_other_names(tree, named, mentions)
    buildings = list(_find_buildings(text, tree, known))
    built = frozenset(index for row in buildings for index in range(row.first, row.last))
    found = [*buildings, *_find_listed_names(text, tree, labels, _Blocked(blocked, built), known)]
    taken = {index for row in found for index in range(row.first, row.last)}
    for name in named:
        inside = tree.range(name.span)
        if (
            name.label in _PLACE_LABELS
            and inside
            and not taken.intersection(inside)
            and not blocked.intersection(inside)
        ):
            found += _find_unlisted_name(text, tree, inside, name.label, known)
    return sorted(found, key=lambda row: row.span)


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """The gazetteer and the word lists."""

    gazetteer: Gazetteer
    lexicon: PlaceLexicon

    def find(self, key: str) -> tuple[Place, ...]:
        """Return the places of a name. A place of the word lists replaces those of the gazetteer."""
        listed = self.lexicon.places.get(key)
        return (listed,) if listed else self.gazetteer.find(key)


@dataclass(frozen=True, slots=True)
class _Blocked:
    """Tokens of other names: those of actors (a clear case overrules them), and of buildings found before."""

    others: frozenset[int]
    built: frozenset[int]


def _find_buildings(text: str, tree: SyntaxTree, known: KnownPlaces) -> Iterator[PlaceCandidate]:
    """Yield the names whose last word is a building or feature: "Holy Cross Hospital", "Karl Marx Avenue"."""
    for token in tree.tokens:
        if token.text not in known.lexicon.words["building"] or token.tag not in ("NNP", "NNPS"):
            continue
        after = tree.get(token.index + 1)
        if after is not None and after.tag == "NNP":
            continue
        first = token.index
        while first and _goes_on(tree[first - 1], token) and token.index - first < LONGEST:
            first -= 1
        span = tree.span(first, token.index)
        if first < token.index and span.is_sound(text) and "\n" not in span.words(text):
            key = place_key(span.words(text))
            yield PlaceCandidate(span, first, token.index + 1, key, known.find(key), "FAC")


def _goes_on(before: Token, token: Token) -> bool:
    """Return whether a building's name includes the token before: "Gen. Santos Doctors' Hospital"."""
    named = before.tag in ("NNP", "NNPS", "POS") and (before.text[0].isupper() or before.tag == "POS")
    return before.sentence == token.sentence and named and before.text not in ("’s", "'s")


def _tokens_of_other_names(
    tree: SyntaxTree, names: list[Name], mentions: Iterable[Mention]
) -> frozenset[int]:
    """Return the tokens of names of persons, bodies and outlets."""
    out: set[int] = set()
    for mention in mentions:
        inside = tree.range(mention.span)
        if mention.form == "name" and (
            mention.kind in _ACTOR_KINDS or (mention.kind == "government" and len(inside) > 2)
        ):
            out.update(inside)
    for name in names:
        inside = tree.range(name.span)
        several = sum(tree[index].tag.startswith("NNP") for index in inside) > 1
        if name.label in _OTHER_LABELS or (
            several and name.label in ("PERSON", "ORG", "WORK_OF_ART", "LAW", "EVENT", "PRODUCT")
        ):
            out.update(inside)
    return frozenset(out)


def _find_listed_names(
    text: str, tree: SyntaxTree, labels: dict[int, Name], blocked: _Blocked, known: KnownPlaces
) -> Iterator[PlaceCandidate]:
    at = 0
    while at < len(tree):
        found = None
        if _may_begin(tree[at]) and at not in blocked.built:
            found = _longest(text, tree, at, known)
        inside = range(found.first, found.last) if found else range(0)
        clear = (
            found is not None
            and not blocked.built.intersection(inside)
            and _is_clear(tree, found, labels, known)
        )
        if found and (clear or (not blocked.others.intersection(inside) and _is_named(tree, found, labels))):
            name = labels.get(found.first)
            label = name.label if name and name.label in _PLACE_LABELS else ""
            yield PlaceCandidate(found.span, found.first, found.last, found.key, found.senses, label)
            at = found.last
        else:
            at += 1


def _may_begin(token: Token) -> bool:
    return token.text[:1].isupper() and (token.tag.startswith(("NNP", "NN", "JJ")) or token.pos == "PROPN")


def _longest(text: str, tree: SyntaxTree, first: int, known: KnownPlaces) -> PlaceCandidate | None:
    best = None
    for last in range(first + 1, min(first + LONGEST, len(tree)) + 1):
        token = tree[last - 1]
        if token.sentence != tree[first].sentence or "\n" in text[tree[first].span.start : token.span.end]:
            break
        if not (
            token.text[0].isupper() or token.tag in _JOINING or known.lexicon.is_word(token.text, "place")
        ):
            break
        if not token.text[-1].isalnum() and token.text[-1] != ".":
            continue
        span = tree.span(first, last - 1).trimmed(text, off="’'\"”“()[],;:")
        key = place_key(span.words(text)) if span else ""
        senses = known.find(key) if span and span.is_sound(text) else ()
        if senses and span and not _is_common_word(key, known):
            best = PlaceCandidate(_without_stop(text, span, key), first, last, key, senses)
    return best


def _is_common_word(key: str, known: KnownPlaces) -> bool:
    """Return whether the words usually mean something else: "March", "Central district"."""
    start, _, last = key.rpartition(" ")
    return known.lexicon.is_word(start if known.lexicon.is_word(last, "place") and start else key, "no_place")


def _without_stop(text: str, span: Span, key: str) -> Span:
    """Return the span without the full stop of a sentence; abbreviations keep theirs ("U.S.")."""
    words = span.words(text)
    if words.endswith(".") and words.count(".") == 1 and len(key) > 3:
        return span.trimmed(text, off=".") or span
    return span


def _is_clear(tree: SyntaxTree, found: PlaceCandidate, labels: dict[int, Name], known: KnownPlaces) -> bool:
    """Return whether the words are a place whatever the parser's label: "Wardak province", "in Jolo"."""
    name = labels.get(found.first)
    first = [sense for sense in found.senses if not sense.second]
    if not first or (name is not None and name.label in _OTHER_LABELS):
        return False
    after, before = tree.get(found.last), tree.get(found.first - 1)
    words = found.key.split()
    if len(words) > 1 and known.lexicon.is_word(words[-1], "place"):
        return True
    exact = (range(found.first, found.last), range(found.first - 1, found.last))
    alone = name is None or tree.range(name.span) in exact
    if not alone or tree[found.first].tag not in ("NNP", "NNPS") or _continues(tree, found):
        return False
    if after is not None and after.pos == "NOUN" and known.lexicon.is_word(after.lemma.lower(), "place"):
        return True
    large = any(sense.sort != "town" or sense.population >= LARGE for sense in first)
    within = before is not None and known.lexicon.is_word(before.text.lower(), "within")
    return within or (large and name is not None and name.label == "ORG")


def _is_named(tree: SyntaxTree, found: PlaceCandidate, labels: dict[int, Name]) -> bool:
    """Return whether the words are probably a place, by the parser's label or because it is well known."""
    name = labels.get(found.first)
    token = tree[found.last - 1]
    if not token.tag.startswith("NNP") and not token.text[0].isupper():
        return name is not None and name.label in _PLACE_LABELS
    if name is not None and name.label in _PLACE_LABELS:
        inside = tree.range(name.span)
        beyond = [index for index in (found.first - 1, found.last) if index in inside]
        return not any(tree[index].tag in ("NNP", "NNPS") for index in beyond)
    if all(sense.sort in ("area", "venue") for sense in found.senses):
        return True
    if token.tag not in ("NNP", "NNPS"):
        return False
    large = any(
        not s.second and (s.sort in ("country", "capital") or s.population >= LARGE) for s in found.senses
    )
    lone = not _continues(tree, found)
    return large and lone and (name is None or name.label in ("ORG", "PERSON", "NORP"))


def _continues(tree: SyntaxTree, found: PlaceCandidate) -> bool:
    """Return whether a name goes on before or after the words: "Radio Moscow", "Paris Hilton"."""
    before, after = tree.get(found.first - 1), tree.get(found.last)
    return any(
        token is not None and token.tag == "NNP" and token.text[0].isupper() for token in (before, after)
    )


def _find_unlisted_name(
    text: str, tree: SyntaxTree, inside: range, label: str, known: KnownPlaces
) -> Iterator[PlaceCandidate]:
    tokens = list(inside)
    while tokens and (
        tree[tokens[0]].text.lower() in word_class("text/word_classes", "articles")
        or tree[tokens[0]].text == "’s"
    ):
        tokens = tokens[1:]
    if len(tokens) > 1 and known.lexicon.is_word(tree[tokens[0]].text.lower(), "near"):  # "North Poland"
        tokens = tokens[1:]
    if not tokens or not any(tree[index].tag.startswith("NNP") for index in tokens):
        return
    span = tree.span(tokens[0], tokens[-1]).trimmed(text, off="’'\"”“()[],;:")
    words = span.words(text) if span else ""
    if known.lexicon.is_word(place_key(words).rpartition(" ")[2], "no_place"):
        return
    if span and span.is_sound(text) and "\n" not in words and words[0].isupper():
        yield PlaceCandidate(
            _without_stop(text, span, place_key(words)),
            tokens[0],
            tokens[-1] + 1,
            place_key(words),
            known.find(place_key(words)),
            label,
        )
