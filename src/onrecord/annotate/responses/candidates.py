"""What an article tells to have been said, in the order of the text: the statements a reply can mean, and how well each fits."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.annotate.attribution.utterance_time import cue_verbs
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    Act,
    Attribution,
    Circumstance,
    SourceLink,
    Title,
    Token,
    UtteranceAct,
)
from onrecord.model.layers import Annotations, all_mentions
from onrecord.model.span import Span
from onrecord.model.subsumed import find_carried

_BREAK = re.compile(r"\n")
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_EMPTY = frozenset(
    {"be", "have", "do", "say", "make", "take", "go", "get", "think", "know", "year", "people", "thing", "time", "day", "way",
     "other", "more", "many", "new", "come", "see", "want", "tell", "%"}
)  # fmt: skip
_RESPONDING = frozenset({"respond", "react", "reply"})
_BACK = 2  # sentences between a statement and the one that tells what it answers
STEM = 6  # letters by which words of one family are known: "retaliation", "retaliatory"
LOOKED_AT = 60  # statements before a reply that are weighed: bounds the work in a long article


@dataclass(frozen=True, slots=True)
class EarlierStatement:
    """An attribution as something that can be answered: by whom, where, what it does and the words that carry its sense.

    `published`: an outlet says it or passed it on; `past`: told in the pluperfect.
    """

    index: int
    row: Attribution
    speaker: int | None
    act: Act
    sentence: int
    lemmas: frozenset[str]
    said: str | None
    past: bool
    paragraph: int
    published: bool

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.row.span.start


@dataclass(frozen=True, slots=True)
class EarlierStatements:
    """The attributions of an article in text order, to be asked which one is meant."""

    tree: SyntaxTree
    rows: tuple[EarlierStatement, ...]
    by_index: Mapping[int, EarlierStatement]
    inner: Mapping[int, tuple[int, ...]]
    mentions: Mapping[int, tuple[int, ...]]
    served: frozenset[tuple[int | None, int | None]]

    @classmethod
    def of(cls, text: str, who: ActorIndex, view: Annotations) -> "EarlierStatements":
        """Return what a reading tells to have been said."""
        tree = who.mentions.tree
        acts = {row.attribution: row.act for row in view.of(UtteranceAct)}
        circumstances = {row.attribution: row for row in view.of(Circumstance)}
        mouths = {
            row.attribution: row.actor
            for row in view.of(SourceLink)
            if row.place == 0 and row.actor is not None
        }
        carried = find_carried(
            view.of(Attribution), ((row.attribution, None, row.evidence) for row in view.of(SourceLink))
        )
        passed = {row.attribution for row in view.of(SourceLink) if row.place > 0 and row.outlet is not None}
        outlets = {row.actor for row in all_mentions(view) if row.kind == "outlet"}
        breaks = [match.start() for match in _BREAK.finditer(text)]
        rows = []
        inner: dict[int, list[int]] = {}
        for row in view.of(Attribution):
            index = row.id
            if row.within is not None:
                inner.setdefault(row.within, []).append(index)
            uttered = _uttered(
                index, row, tree, acts.get(index, "assert"), circumstances.get(index), mouths.get(index)
            )
            rows.append(
                replace(
                    uttered,
                    paragraph=bisect_right(breaks, uttered.start),
                    published=index in passed or uttered.speaker in outlets,
                )
            )
        places: dict[int, list[int]] = {}
        for mention in sorted(all_mentions(view), key=lambda row: row.span):
            places.setdefault(mention.actor, []).append(mention.span.start)
        return cls(
            tree,
            tuple(
                sorted(
                    (row for row in rows if row.index not in carried), key=lambda row: (row.start, row.index)
                )
            ),
            {row.index: row for row in rows},
            {index: tuple(found) for index, found in inner.items()},
            {actor: tuple(found) for actor, found in places.items()},
            frozenset((row.actor, row.of) for row in view.of(Title) if row.of is not None),
        )

    def before(self, row: EarlierStatement) -> Iterator[EarlierStatement]:
        """Yield the statements that begin before another, from the nearest, without those around it or in it."""
        at = bisect_left(self.rows, (row.start, row.index), key=lambda other: (other.start, other.index))
        around = set(self.around(row.index))
        for other in reversed(self.rows[max(0, at - LOOKED_AT) : at]):
            if other.index not in around and row.index not in self.around(other.index):
                yield other

    def after(self, row: EarlierStatement) -> Sequence[EarlierStatement]:
        """Return the next statements."""
        at = bisect_left(self.rows, (row.start, row.index), key=lambda other: (other.start, other.index))
        return self.rows[at + 1 : at + 1 + LOOKED_AT]

    def around(self, index: int) -> tuple[int, ...]:
        """Return the attributions an attribution is told in, from the nearest."""
        found = []
        at = self.by_index[index].row.within
        while at is not None:
            found.append(at)
            at = self.by_index[at].row.within
        return tuple(found)

    @property
    def responding(self) -> frozenset[str]:
        """The verbs of "was responding to"."""
        return _RESPONDING

    def is_progressive(self, token: Token) -> bool:
        """Tell whether a verb is that of "was responding to"."""
        if token.lemma not in _RESPONDING or token.tag != "VBG":
            return False
        return any(below.lemma == "be" for below in self.tree.below(token.index, "aux"))

    def is_responding(self, row: EarlierStatement) -> bool:
        """Tell whether an attribution only tells that somebody "was responding" to something."""
        return any(self.is_progressive(verb) for verb in cue_verbs(row.row, self.tree))

    def last_by(self, speaker: int, token: Token) -> EarlierStatement | None:
        """Return the last statement of a speaker before a token, not more than two sentences back."""
        at = bisect_left(self.rows, token.span.start, key=lambda row: row.start)
        for row in reversed(self.rows[max(0, at - LOOKED_AT) : at]):
            if token.sentence - row.sentence > _BACK:
                return None
            if row.speaker == speaker and not self.is_responding(row):
                return row
        return None

    def cue_at(self, token: Token) -> Span | None:
        """Return the piece of a cue that holds a token."""
        at = bisect_right(self.rows, token.span.start, key=lambda row: row.start)
        for row in reversed(self.rows[max(0, at - LOOKED_AT) : at]):
            for span in row.row.cue:
                if span.holds(token.span):
                    return span
        return None

    def speaks_of(self, row: EarlierStatement, actor: int | None) -> bool:
        """Tell whether a statement's content names an actor."""
        places = self.mentions.get(actor, ()) if actor is not None else ()
        for span in row.row.content:
            at = bisect_left(places, span.start)
            if at < len(places) and places[at] < span.end:
                return True
        return False


def _uttered(
    index: int,
    row: Attribution,
    tree: SyntaxTree,
    act: Act,
    circumstance: Circumstance | None,
    mouth: int | None,
) -> EarlierStatement:
    verbs = cue_verbs(row, tree)
    first = tree.range((row.cue or row.content)[0])
    sentence = verbs[0].sentence if verbs else tree[first[0]].sentence if first else -1
    said = circumstance.said.value if circumstance and circumstance.said else None
    speaker = mouth if mouth is not None else circumstance.speaker if circumstance else None
    past = any(
        below.dep == "aux" and below.text.lower() in ("had", "’d", "'d")
        for verb in verbs
        for below in tree.below(verb.index)
    )
    return EarlierStatement(
        index, row, speaker, act, sentence, lemmas_of(row.content, tree), said, past, 0, published=False
    )


def lemmas_of(spans: Sequence[Span], tree: SyntaxTree) -> frozenset[str]:
    """Return the lemmas that carry the sense of a stretch of text, of a long one those of its beginning."""
    tokens: list[Token] = [tree[i] for span in spans for i in tree.range(span)][:120]
    lemmas = (token.lemma.lower() for token in tokens if token.pos in _CONTENT)
    return frozenset(lemma[:STEM] for lemma in lemmas if lemma not in _EMPTY)
