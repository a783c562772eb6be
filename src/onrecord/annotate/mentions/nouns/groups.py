"""Groups: the actors that "both sides", "the two countries" or "neither" refers back to.

They are those named together last: in a list, or one as subject and the other as object of a meeting.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onrecord.annotate.mentions.lexicon import mention_words
from onrecord.annotate.mentions.nouns.coordination import find_conjuncts
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Token

_REACH = 8  # sentences before "both sides"; capitalised "the Parties" of a treaty reach further
_FAR = 1000
_COMPARED = 60  # groups that are looked at: bounds the work in a long text
_DESCRIBING = frozenset({"amod", "compound", "poss", "nmod", "relcl", "acl", "prep", "appos"})
_NUMBERS = {"two": 2, "both": 2, "each": 2, "either": 2, "neither": 2, "three": 3, "four": 4}
_TITLED = "titled "
_JOINTS = frozenset({"-", "–", "/"})
_STATES = frozenset({"state", "government"})


@dataclass(frozen=True, slots=True)
class Reference:
    """How a noun refers back: to how many actors (0 for any number), and of which sort."""

    count: int
    sort: str  # "states", "persons", "bodies", "any", or "titled minister" for persons with such a title

    @property
    def is_titled(self) -> bool:
        """Whether the noun alone, without a number, refers back to persons by their title."""
        return self.sort.startswith(_TITLED)


def find_reference(tree: SyntaxTree, head: Token) -> Reference | None:
    """Return how a noun or pronoun refers back to a group, None where it does not."""
    word = head.text.lower()
    below = [child for child in tree.below(head.index) if child.dep != "punct"]
    if word in ("both", "neither", "each"):
        alone = head.dep in ("nsubj", "nsubjpass") and not below
        return Reference(2, "any") if alone else None
    marks = {child.text.lower() for child in below if child.dep in ("det", "nummod", "predet", "preconj")}
    if word in _NUMBERS:
        return Reference(_NUMBERS[word], "any") if "the" in marks and not _is_described(below) else None
    if head.tag not in ("NNS", "NNPS", "NN"):
        return None
    sort = _sort_of(head)
    if sort is None or _is_described(below):
        return None
    count = next((_NUMBERS[mark] for mark in sorted(marks) if mark in _NUMBERS), 0)
    plural = head.tag in ("NNS", "NNPS")
    if count and not marks & {"the", "these", "those", "both", "each", "either", "neither"}:
        return None
    if count:
        return Reference(count, sort) if plural or marks & {"each", "either", "neither"} else None
    if plural and sort == "persons" and marks <= {"the"}:
        return Reference(0, f"titled {head.lemma.lower()}")
    return Reference(0, sort) if plural and marks == {"the"} and sort == "any" else None


def _is_described(below: list[Token]) -> bool:
    """Tell whether other words say which ones are meant: "the two sides in the civil war"."""
    ignored = mention_words("adjectives of both sides")
    return any(child.dep in _DESCRIBING and child.text.lower() not in ignored for child in below)


def _sort_of(head: Token) -> str | None:
    lemma = head.lemma.lower() if head.tag != "NNPS" else head.text.lower().removesuffix("s")
    if lemma in ("side", "party", "partie"):
        return "any"
    for name in ("states", "persons", "bodies"):
        if lemma in mention_words(f"nouns for both {name}"):
            return name
    return None


@dataclass(frozen=True, slots=True)
class Group:
    """Actors named together: the token of the first, its sentence, and the heads of all."""

    at: int
    sentence: int
    heads: tuple[Token, ...]


def find_groups(tree: SyntaxTree) -> list[Group]:
    """Return the lists of nouns, and the pairs of those who meet, in text order."""
    found: dict[int, Group] = {}
    for token in tree.tokens:
        if token.pos in ("PROPN", "NOUN", "ADJ") and token.dep != "conj":
            members = find_conjuncts(tree, token)
            if token.dep == "appos" and not any(tree.below(token.index, "conj")):
                members = []  # the second member of a list that the parser reads as an apposition
            if members:
                found[token.index] = Group(token.index, token.sentence, (token, *members))
        joined = _hyphenated(tree, token)
        if joined is not None:
            found.setdefault(joined[0].index, Group(joined[0].index, token.sentence, joined))
        if token.pos == "VERB" and token.lemma in mention_words("verbs of meeting"):
            pair = tuple(_who_meet(tree, token))
            if len(pair) == 2 and pair[0].index not in found:
                found[pair[0].index] = Group(pair[0].index, token.sentence, pair)
    return [found[at] for at in sorted(found)]


def _hyphenated(tree: SyntaxTree, token: Token) -> tuple[Token, Token] | None:
    """Return the two names that a dash or stroke joins: "Kuwaiti-Iraqi", "Fiji–New Zealand"."""
    if token.text not in _JOINTS or not token.index:
        return None
    before, after = tree[token.index - 1], tree.get(token.index + 1)
    joined = after is not None and before.span.end == token.span.start and token.span.end == after.span.start
    named = after is not None and before.text[0].isupper() and after.text[0].isupper()
    return (before, after) if after is not None and joined and named else None


def _who_meet(tree: SyntaxTree, verb: Token) -> Iterator[Token]:
    yield from list(tree.below(verb.index, "nsubj"))[:1]
    for child in tree.below(verb.index, "dobj", "prep"):
        if child.dep == "dobj":
            yield child
        elif child.text.lower() == "with":
            yield from tree.below(child.index, "pobj")


def find_members(
    groups: list[Group],
    head: Token,
    reference: Reference,
    actor_at: Callable[[Token], int | None],
    kind_of: Callable[[int], ActorKind | None],
    is_titled: Callable[[int, str], bool],
) -> tuple[int, ...]:
    """Return the actors of the last group before a noun that it can refer to, () for none.

    `is_titled` tells whether an actor has a title such as "minister", or is a "leader".
    """
    treaty = head.text[0].isupper() and head.text.endswith("ies")
    reach = _FAR if treaty or reference.is_titled else _REACH
    last = bisect_left(groups, head.index, key=lambda row: row.at)
    for group in reversed(groups[max(0, last - _COMPARED) : last]):
        if head.sentence - group.sentence > reach:
            break
        if group.heads[-1].index >= head.index:
            continue
        actors = [actor_at(row) for row in group.heads]
        known = tuple(dict.fromkeys(actor for actor in actors if actor is not None))
        whole = None not in actors and len(known) > 1
        if not whole or reference.count not in (0, len(known)):
            continue
        title = reference.sort.removeprefix(_TITLED) if reference.is_titled else None
        fits = fits_sort(known, "persons" if title else reference.sort, kind_of)
        if fits and (title is None or all(is_titled(actor, title) for actor in known)):
            return known
    return ()


def fits_sort(actors: tuple[int, ...], sort: str, kind_of: Callable[[int], ActorKind | None]) -> bool:
    """Tell whether a group is of a sort: states, persons, bodies, or any that go together."""
    kinds = {kind_of(actor) for actor in actors}
    if sort == "states":
        return kinds <= _STATES
    if sort == "persons":
        return kinds == {"person"}
    if sort == "bodies":
        return not kinds & {"person", "people", None}
    return "outlet" not in kinds and (kinds == {"person"} or "person" not in kinds)
