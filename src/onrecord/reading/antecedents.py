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
# In a subordinate clause what its own sentence names comes before the subject of the sentence before.
_ORDER_WITHIN: tuple[tuple[int, Weight], ...] = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0), (1, 2), (3, 0), (2, 1), (2, 2))
# Where two different actors fit alike it cannot be told; of the mouths and subjects of a clause the last is believed.
_SURE = frozenset({(0, 0), (0, 1), (1, 0)})


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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a pronoun stands: the content of its own statement (its speaker is not named there), whether inside a quotation,
    whether in a subordinate clause ("an interview in which he said")."""

    apart: Sequence[Span]
    quoted: bool
    subordinate: bool


def find_antecedent(
    token: Token, candidates: Sequence[Candidate], around: Surroundings, genders: Mapping[int, Gender]
) -> Candidate | None:
    """Return what a pronoun stands for, None when nothing fits or two fit alike.

    `candidates` are in text order; `genders` is by actor.
    """
    wanted = PRONOUNS.get(token.text.lower())
    if wanted is None:
        return None
    order = _ORDER_WITHIN if around.subordinate else _ORDER
    end = bisect_left(candidates, token.span.start, key=lambda row: row.mention.span.start)
    fitting: dict[int, list[Candidate]] = {}
    for row in reversed(candidates[max(0, end - _LOOKED_AT) : end]):
        back = token.sentence - row.sentence
        if back > _SENTENCES_BACK:
            break
        if (back, row.weight) in order and _fits(token, row, around, genders):
            fitting.setdefault(order.index((back, row.weight)), []).append(row)
    return _best(fitting, order, wanted[1], genders)


def _fits(token: Token, row: Candidate, around: Surroundings, genders: Mapping[int, Gender]) -> bool:
    kinds, gender = PRONOUNS[token.text.lower()]
    known = genders.get(row.mention.actor) or row.gender
    plural = row.several and token.text.lower() in ("they", "them")
    if (row.mention.kind not in kinds and not plural) or (gender and known and known != gender):
        return False
    return (around.quoted or not row.quoted) and not any(span.overlaps(row.mention.span) for span in around.apart)


def _best(
    fitting: Mapping[int, list[Candidate]],
    order: Sequence[tuple[int, Weight]],
    gender: Gender | None,
    genders: Mapping[int, Gender],
) -> Candidate | None:
    for place in sorted(fitting):
        rows = fitting[place]
        sure = [row for row in rows if gender and genders.get(row.mention.actor) == gender]
        rows = sure or rows
        if order[place] not in _SURE and len({row.mention.actor for row in rows}) > 1:
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
