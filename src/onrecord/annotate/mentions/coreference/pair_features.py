"""Features of phrases, and of pairs of a phrase and an earlier one, as arrays of whole numbers.

The network looks each feature up in a table that was trained with it (training/coreference), so a change here
needs a new network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.annotate.mentions.coreference.phrases import ONE_OF, Phrase
from onrecord.annotate.text.syntax.tree import SyntaxTree

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_STEPS = np.array([0, 1, 2, 3, 5, 8, 13, 21, 34])
_MARKS = ("", "the", "a", "this", "own", "and", ONE_OF)
_PRONOUNS = ("i", "we", "you", "he", "she", "it", "they", "this", "these", "those")
_TYPES = ("name", *(f"noun {mark}" for mark in _MARKS), *_PRONOUNS)
_KINDS = ("", "person", "people", "body", "place", "other")
_ROLES = ("other", "subject", "main subject", "object", "oblique", "owner")
_NUMBERS = ("", "s", "p")
_GENDERS = ("", "m", "f", "n")
_PAIR_FORMS = ("pronoun", *(f"{form} {kind}" for form in ("name", "nominal") for kind in _KINDS))
_FORMS = (*_PRONOUNS, *_PAIR_FORMS[1:])
_LONGEST = 8  # words of a phrase that are compared
_TITLES = 4  # words of a person's titles that are compared
_ABOVE = 4  # tokens above a verb that are looked at


def _place(values: Sequence[str], names: Sequence[str]) -> Ints:
    """Return the place of each value among the names, 0 for unknown ones."""
    place = {name: number for number, name in enumerate(names)}
    return np.array([place.get(value, 0) for value in values], dtype=np.int64)


def buckets(numbers: Ints) -> Ints:
    """Return the bucket of each number: 0, 1, 2, 3, 5, 8, 13, 21, 34 and more; negative ones as 0."""
    found: Ints = np.searchsorted(_STEPS, np.maximum(numbers, 0), side="right") - 1
    return found


@dataclass(frozen=True, slots=True)
class PhraseArrays:
    """The phrases of an article as parallel arrays, in text order."""

    type: Ints
    form: Ints
    kind: Ints
    role: Ints
    mark: Ints
    number: Ints
    gender: Ints
    sentence: Ints
    paragraph: Ints
    head: Ints
    verb: Ints
    verb_above: Ints  # [n, 4] the tokens above the verb
    start: Ints
    end: Ints
    quote: Ints
    quote_source: Ints
    last_source: Ints
    actor: Ints
    speaks: Ints
    is_apposition: Ints
    is_pronoun: Bools
    noun: Ints  # numbers of the head nouns
    words: Ints  # [n, 8] numbers of the content words; -1 where there are fewer
    letters: Ints  # number of the phrase's initials as a word, -1 for none
    titles: Ints  # [n, 4] numbers of the title words of the named person
    seen: Ints  # how many earlier phrases have the noun or actor
    seen_words: Ints

    def __len__(self) -> int:
        return len(self.type)

    @classmethod
    def of(
        cls, phrases: Sequence[Phrase], tree: SyntaxTree, titles: Mapping[int, Iterable[str]]
    ) -> PhraseArrays:
        """Return the arrays; `titles` are the nouns of the titles of each actor."""
        numbers: dict[str, int] = {}
        words = [row.words[-_LONGEST:] for row in phrases]
        held = [sorted(titles.get(row.actor, ())) if row.actor >= 0 else () for row in phrases]
        initials = ["".join(word[0] for word in row.words) if len(row.words) > 1 else "" for row in phrases]
        verbs = {row.verb for row in phrases}
        above = {verb: [row.index for row in tree.above(verb, _ABOVE)] for verb in verbs}
        seen = count_earlier(phrases)
        return cls(
            type=_place([row.pronoun or _noun_type(row) for row in phrases], _TYPES),
            form=_place([row.pronoun or f"{row.form} {row.kind}" for row in phrases], _FORMS),
            kind=_place([row.kind for row in phrases], _KINDS),
            role=_place([row.role for row in phrases], _ROLES),
            mark=_place([row.mark for row in phrases], _MARKS),
            number=_place([row.number for row in phrases], _NUMBERS),
            gender=_place([row.gender for row in phrases], _GENDERS),
            sentence=_column(row.sentence for row in phrases),
            paragraph=_column(row.paragraph for row in phrases),
            head=_column(row.head for row in phrases),
            verb=_column(row.verb for row in phrases),
            verb_above=_padded([above[row.verb] for row in phrases], _ABOVE),
            start=_column(row.span.start for row in phrases),
            end=_column(row.span.end for row in phrases),
            quote=_column(row.quote for row in phrases),
            quote_source=_column(row.quote_source for row in phrases),
            last_source=_column(row.last_source for row in phrases),
            actor=_column(row.actor for row in phrases),
            speaks=_column(row.speaks for row in phrases),
            is_apposition=_column(tree[row.head].dep == "appos" for row in phrases),
            is_pronoun=np.array([bool(row.pronoun) for row in phrases], dtype=np.bool_),
            noun=_column(numbers.setdefault(row.noun.replace(".", ""), len(numbers)) for row in phrases),
            words=_padded([_numbered(row, numbers) for row in words], _LONGEST),
            letters=_column(numbers.setdefault(word, len(numbers)) if word else -1 for word in initials),
            titles=_padded([_numbered(row, numbers) for row in held], _TITLES),
            seen=_column(count for count, _ in seen),
            seen_words=_column(whole for _, whole in seen),
        )


def _noun_type(phrase: Phrase) -> str:
    return "name" if phrase.form == "name" else f"noun {phrase.mark}"


def _numbered(words: Iterable[str], numbers: dict[str, int]) -> list[int]:
    """Return the number of each different word; new words are added to `numbers`."""
    return [numbers.setdefault(word, len(numbers)) for word in dict.fromkeys(words)]


def _padded(rows: Sequence[Sequence[int]], width: int) -> Ints:
    """Return [rows, width] with -1 where a row is shorter."""
    out = np.full((len(rows), width), -1, dtype=np.int64)
    for at, row in enumerate(rows):
        out[at, : len(row)] = row[:width]
    return out


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def count_earlier(phrases: Sequence[Phrase]) -> list[tuple[int, bool]]:
    """Return for each phrase how many earlier ones have its head noun or actor.

    The second value says whether one of the last twelve of these has all its words.
    """
    seen: dict[str | int, list[frozenset[str]]] = {}
    out = []
    for phrase in phrases:
        before = seen.setdefault(phrase.actor if phrase.actor >= 0 else phrase.noun, [])
        words = frozenset(phrase.words)
        out.append((len(before), any(words <= other for other in before[-12:])))
        before.append(words)
    return out


class Feature(NamedTuple):
    """Values of one feature, each below `size`."""

    values: Ints
    size: int


def crossed(*parts: Feature) -> Feature:
    """Return the feature that has a value for each combination of values."""
    values, size = parts[0]
    for part in parts[1:]:
        values, size = values * part.size + part.values, size * part.size
    return Feature(values, size)


class TableRows(NamedTuple):
    """Rows [n, features] of one table with `size` rows."""

    rows: Ints
    size: int


def _joined(features: Sequence[Feature], kind: Feature) -> TableRows:
    """Return the rows of a table in which each feature, crossed with a type, follows the one before."""
    columns, offset = [], 0
    for feature in features:
        values, size = crossed(kind, feature)
        columns.append(values + offset)
        offset += size
    return TableRows(np.stack(columns, axis=1), offset)


def phrase_features(of: PhraseArrays) -> TableRows:
    """Return rows [n, 9] of the table of features that speak for or against having an antecedent."""
    sizes = np.minimum((of.words >= 0).sum(1), 4)
    return _joined(_alone(of, sizes), Feature(of.type, len(_TYPES)))


def _alone(of: PhraseArrays, sizes: Ints) -> list[Feature]:
    kind = Feature(of.kind, len(_KINDS))
    return [
        Feature(np.zeros_like(of.type), 1),
        Feature(of.role, len(_ROLES)),
        kind,
        crossed(Feature(np.minimum(of.seen, 3), 4), Feature(of.seen_words, 2)),
        Feature(sizes, 5),
        Feature(of.number, len(_NUMBERS)),
        Feature((of.quote >= 0).astype(np.int64), 2),
        Feature((of.sentence < 2).astype(np.int64), 2),
        crossed(kind, Feature((of.actor >= 0).astype(np.int64), 2), Feature(of.speaks, 2)),
    ]


def pair_features(of: PhraseArrays, later: Ints, earlier: Ints, rank: Ints) -> TableRows:
    """Return [pairs, features] rows in the table of features of a phrase and an earlier one.

    `rank` counts the candidates between the two.
    """
    back = Feature(buckets(of.sentence[later] - of.sentence[earlier]), 9)
    rows = [
        back,
        Feature(buckets(rank), 9),
        *_roles(of, later, earlier, back),
        *_speaking(of, later, earlier, back),
        *_agreement(of, later, earlier, back),
    ]
    return _joined(rows, Feature(of.type[later], len(_TYPES)))


def _limited(feature: Feature, most: int) -> Feature:
    return Feature(np.minimum(feature.values, most), most + 1)


def _roles(of: PhraseArrays, later: Ints, earlier: Ints, back: Feature) -> list[Feature]:
    """Form, role and determiner of the earlier phrase, and how often it came before."""
    role = Feature(of.role[earlier], len(_ROLES))
    pronoun = Feature(of.is_pronoun[earlier].astype(np.int64), 2)
    return [
        crossed(Feature(of.form[earlier], len(_FORMS)), _limited(back, 3)),
        crossed(role, _limited(back, 2)),
        crossed(Feature(of.role[later], len(_ROLES)), role, _limited(back, 2)),
        crossed(Feature(of.mark[earlier], len(_MARKS)), pronoun),
        crossed(Feature(buckets(of.seen[earlier]), 9), pronoun),
        _clause(of, later, earlier),
    ]


def _speaking(of: PhraseArrays, later: Ints, earlier: Ints, back: Feature) -> list[Feature]:
    """Who speaks, who spoke last, quotations and paragraphs."""
    apart = of.paragraph[later] - of.paragraph[earlier]
    speaks = crossed(Feature(of.speaks[later], 2), Feature(of.speaks[earlier], 2))
    source = Feature((of.last_source[later] == of.head[earlier]).astype(np.int64), 2)
    return [
        crossed(speaks, _limited(back, 3)),
        crossed(speaks, source, _limited(back, 3)),
        crossed(source, Feature(np.clip(apart, 0, 1), 2)),
        crossed(_limited(Feature(buckets(apart), 9), 4), Feature(of.role[earlier], len(_ROLES))),
        crossed(_quotes(of, later, earlier), Feature(of.form[earlier], len(_FORMS))),
    ]


def _agreement(of: PhraseArrays, later: Ints, earlier: Ints, back: Feature) -> list[Feature]:
    """Actor, number, gender, kind and words."""
    kind = Feature(of.kind[earlier], len(_KINDS))
    words = _words(of, later, earlier)
    return [
        _same_actor(of, later, earlier),
        crossed(Feature(of.number[later], 3), Feature(of.number[earlier], 3)),
        crossed(Feature(of.gender[later], 4), Feature(of.gender[earlier], 4)),
        crossed(Feature(of.kind[later], len(_KINDS)), kind),
        words,
        crossed(words, _limited(back, 3)),
        crossed(words, kind),
        crossed(words, Feature(of.mark[earlier], len(_MARKS))),
        _shared(of, later, earlier),
    ]


def _same_actor(of: PhraseArrays, later: Ints, earlier: Ints) -> Feature:
    one, two = of.actor[later], of.actor[earlier]
    return Feature(np.where((one < 0) | (two < 0), 0, np.where(one == two, 1, 2)), 3)


def _quotes(of: PhraseArrays, later: Ints, earlier: Ints) -> Feature:
    """How two phrases relate to quotations: the same one, its speaker, inside or outside."""
    one, two = of.quote[later], of.quote[earlier]
    voices = of.quote_source[later], of.quote_source[earlier]
    inside, outside = one >= 0, two >= 0
    relations = (
        inside & (voices[0] == of.head[earlier]),
        outside & (voices[1] == of.head[later]),
        inside & (one == two),
        ~inside & ~outside,
        inside & outside & (voices[0] == voices[1]) & (voices[0] >= 0),
        inside & outside,
        inside,
    )
    return Feature(np.select(relations, range(1, 8), 0), 8)


def _clause(of: PhraseArrays, later: Ints, earlier: Ints) -> Feature:
    """The syntactic relation of two phrases of a sentence, 0 for others."""
    same = of.sentence[later] == of.sentence[earlier]
    holds = (of.start[earlier] <= of.start[later]) & (of.end[later] <= of.end[earlier])
    below = of.verb[later] == of.head[earlier]
    relations = (
        ~same,
        holds,
        of.verb[later] == of.verb[earlier],
        below & (of.is_apposition[later] == 1),
        below,
        (of.verb_above[later] == of.verb[earlier][:, None]).any(1),
    )
    return Feature(np.select(relations, range(6), 6), 7)


def _words(of: PhraseArrays, later: Ints, earlier: Ints) -> Feature:
    """How the words of two nouns or names relate, 0 where one is a pronoun."""
    mine, theirs = of.words[later], of.words[earlier]
    common = ((mine[:, :, None] == theirs[:, None, :]) & (mine >= 0)[:, :, None]).any(2).sum(1)
    sizes, others = (mine >= 0).sum(1), (theirs >= 0).sum(1)
    same = of.noun[later] == of.noun[earlier]
    mine_in = (theirs == of.noun[later][:, None]).any(1)
    theirs_in = (mine == of.noun[earlier][:, None]).any(1)
    letters = ((of.letters[later] == of.noun[earlier]) & (sizes > 1)) | (
        (of.letters[earlier] == of.noun[later]) & (others > 1)
    )
    titled = (of.titles[earlier] == of.noun[later][:, None]).any(1) | (
        of.titles[later] == of.noun[earlier][:, None]
    ).any(1)
    relations = (
        of.is_pronoun[later] | of.is_pronoun[earlier],
        same & (common == sizes) & (common == others) & (sizes > 1),
        same & (common == sizes) & (common == others),
        same & (common == sizes),
        same & (common == others),
        same & (common > 1),
        same,
        letters,
        titled,
        mine_in & theirs_in,
        mine_in,
        theirs_in,
        common > 1,
        common > 0,
    )
    return Feature(np.select(relations, range(14), 14), 15)


def _shared(of: PhraseArrays, later: Ints, earlier: Ints) -> Feature:
    """Whether two names are of the same kind and actor, and whether one is inside the other."""
    one, two = (of.type[later] == 0), (of.type[earlier] == 0)
    kinds = of.kind[later] == of.kind[earlier]
    overlap = of.start[later] < of.end[earlier]
    return Feature(np.where(one & two, 1 + kinds, 0) * 2 + overlap, 6)
