"""Antecedents of pronouns and of nouns like "the spokesman": a simple rule of nearness and weight, which may answer nothing."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.model.annotation import ActorKind, Mention, Token
from onrecord.model.span import Span
from onrecord.reading.actor_lexicon import Gender
from onrecord.reading.tree import Tree

Weight = Literal[0, 1, 2]  # source or subject of the main clause; other subject; anything else

PRONOUNS: dict[str, tuple[frozenset[ActorKind], Gender | None]] = {
    "he": (frozenset({"person"}), "m"),
    "him": (frozenset({"person"}), "m"),
    "she": (frozenset({"person"}), "f"),
    "her": (frozenset({"person"}), "f"),
    "they": (frozenset({"people", "organisation", "government", "armed-group", "outlet"}), None),
    "them": (frozenset({"people", "organisation", "government", "armed-group", "outlet"}), None),
    "it": (frozenset({"organisation", "government", "armed-group", "outlet", "state"}), None),
}
_SENTENCES_BACK = 3
_LOOKED_AT = 80  # mentions: bounds the work in a paragraph that names hundreds
# (sentences back, weight) in the order in which they are believed; what is not listed is not believed.
_ORDER: tuple[tuple[int, Weight], ...] = ((0, 0), (0, 1), (1, 0), (0, 2), (1, 1), (2, 0), (1, 2), (3, 0), (2, 1), (2, 2))
# From this place in the order on, two different actors that fit alike mean that it cannot be told.
_UNSURE_FROM = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase an antecedent can be, with what weighs for it. `quoted` when it stands inside a quotation.

    `head` is its head token. A noun that is no mention unless a pronoun stands for it has a negative actor number;
    of several joined by "and" (`several`) nobody can be told as the one who speaks.
    """

    mention: Mention
    head: int
    sentence: int
    weight: Weight
    gender: Gender | None
    quoted: bool
    several: bool = False


def find_antecedent(
    token: Token, candidates: Sequence[Candidate], apart: Sequence[Span], genders: Mapping[int, Gender], quoted: bool
) -> Candidate | None:
    """Return what a pronoun stands for, None when nothing fits or two fit alike.

    `candidates` are in text order; none inside `apart` (the content of the same statement) is taken. `genders` is by actor.
    """
    wanted = PRONOUNS.get(token.text.lower())
    if wanted is None:
        return None
    kinds, gender = wanted
    wanted_number = "plural" if token.text.lower() in ("they", "them") else "singular"
    end = bisect_left(candidates, token.span.start, key=lambda row: row.mention.span.start)
    fitting: dict[int, list[Candidate]] = {}
    for row in reversed(candidates[max(0, end - _LOOKED_AT) : end]):
        back = token.sentence - row.sentence
        if back > _SENTENCES_BACK:
            break
        known = genders.get(row.mention.actor) or row.gender
        plural = row.several and wanted_number == "plural"
        unfit = (row.mention.kind not in kinds and not plural) or (gender and known and known != gender)
        if unfit or (row.quoted and not quoted) or any(span.overlaps(row.mention.span) for span in apart):
            continue
        if (back, row.weight) in _ORDER:
            fitting.setdefault(_ORDER.index((back, row.weight)), []).append(row)
    return _best(fitting, gender, genders)


def _best(fitting: Mapping[int, list[Candidate]], gender: Gender | None, genders: Mapping[int, Gender]) -> Candidate | None:
    for place in sorted(fitting):
        rows = fitting[place]
        sure = [row for row in rows if gender and genders.get(row.mention.actor) == gender]
        rows = sure or rows
        if place >= _UNSURE_FROM and len({row.mention.actor for row in rows}) > 1:
            return None
        return None if rows[0].several and gender is None else rows[0]
    return None


def weight_of(token: Token, tree: Tree, speaking: frozenset[int]) -> Weight:
    """Return how much a mention with this head weighs."""
    if token.index in speaking:
        return 0
    if token.dep in ("nsubj", "nsubjpass"):
        above = tree[token.head]
        return 0 if above.head == above.index else 1
    return 2
