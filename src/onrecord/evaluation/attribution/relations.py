"""Attributions as sets of words, and which gold attribution each predicted one stands for. The unit of all attribution scores.

A word is a run of letters, digits and underscores, with apostrophes and hyphens inside it, that a span touches: punctuation
and quotation marks at the edges of a span never matter. A part that holds no word (a colon as cue) is the set of its
characters that are not white space, written as negative numbers so that they equal no word.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from onrecord.evaluation.marked_articles import ROLES, Role, Triple, spans_of
from onrecord.model.record import StatementKind
from onrecord.model.span import Span

WORD = re.compile(r"\w+(?:['’\-]\w+)*")
# Marks that change whether we are inside a quotation. Directed ones open or close; " and '' do either; a line end closes,
# because quotations over several paragraphs are reopened in each. Single marks are taken for apostrophes.
QUOTING = re.compile(r"''|``|[\n“”«»\"]")
DIRECT_FROM = 0.9  # share of the words of a content inside quotation marks from which it counts as direct
ENOUGH_SHARED = 0.5  # intersection over union of the content words from which a relation can be fully right

Words = frozenset[int]


@dataclass(frozen=True, slots=True)
class Relation:
    """One attribution in words. `pieces` are the word sets of each span apart, `places` the content's spans as given."""

    parts: dict[Role, Words]
    pieces: dict[Role, tuple[Words, ...]]
    places: dict[Role, tuple[Span, ...]]
    kind: StatementKind

    @property
    def content(self) -> Words:
        """The words of the content."""
        return self.parts["content"]

    @property
    def explicit(self) -> bool:
        """Whether the source is told."""
        return bool(self.parts["source"])


class WordedText:
    """A text with its words and quotations, by which spans are turned into sets of words."""

    def __init__(self, text: str) -> None:
        self._text = text
        words = [match.span() for match in WORD.finditer(text)]
        self._starts = [start for start, _ in words]
        self._ends = [end for _, end in words]
        self._quoted = self._find_quoted_words()

    def relations(self, triples: Iterable[Triple]) -> list[Relation]:
        """Return the triples in words."""
        return [self._relation(triple) for triple in triples]

    def words(self, spans: Iterable[Span]) -> Words:
        """Return the numbers of the words the spans touch; where they touch none, their characters as negative numbers."""
        whole = Span(0, len(self._text))
        inside = [part for span in spans if (part := span.clipped(whole))]
        found = frozenset(word for span in inside for word in self._touched(span))
        return found or frozenset(
            -1 - at for span in inside for at in range(*span) if not self._text[at].isspace()
        )

    def kind(self, content: Words) -> StatementKind:
        """Tell how much of a content stands inside quotation marks: nearly all (direct), some (mixed), none (indirect)."""
        words = [word for word in content if word >= 0]
        inside = sum(word in self._quoted for word in words)
        if not inside:
            return "indirect"
        return "direct" if inside / len(words) >= DIRECT_FROM else "mixed"

    def _relation(self, triple: Triple) -> Relation:
        places = {role: spans_of(triple, role) for role in ROLES}
        parts = {role: self.words(spans) for role, spans in places.items()}
        pieces = {role: tuple(self.words([span]) for span in spans) for role, spans in places.items()}
        return Relation(parts, pieces, places, self.kind(parts["content"]))

    def _touched(self, span: Span) -> range:
        return range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))

    def _find_quoted_words(self) -> Words:
        quoted: set[int] = set()
        opened: int | None = None
        for mark in [*QUOTING.finditer(self._text), None]:
            if opened is not None:
                end = mark.start() if mark else len(self._text)
                quoted.update(range(bisect_left(self._starts, opened), bisect_left(self._starts, end)))
            if mark is None:
                break
            opened = mark.end() if _opens(mark.group(), inside=opened is not None) else None
        return frozenset(quoted)


def match_relations(gold: Sequence[Relation], predicted: Sequence[Relation]) -> list[tuple[int, int]]:
    """Pair gold with predicted relations (index, index), each used once, so that the pairs share most content words.

    Where pairings share as many, those whose cues touch are preferred, then those whose sources do. Pairs that share no
    content word are left out.
    """
    if not gold or not predicted:
        return []
    worth = np.zeros((len(gold), len(predicted)))
    for row, column in _pairs_in_touch(gold, predicted):
        left, right = gold[row], predicted[column]
        same_cue = bool(left.parts["cue"] & right.parts["cue"])
        same_source = bool(left.parts["source"] & right.parts["source"])
        worth[row, column] = len(left.content & right.content) + 1e-3 * same_cue + 1e-4 * same_source
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [
        (int(row), int(column)) for row, column in zip(rows, columns, strict=True) if worth[row, column] > 0
    ]


def judge_pair(gold: Relation, predicted: Relation) -> dict[str, bool]:
    """Tell in which respects a predicted relation agrees with the gold relation it was paired with."""
    shared = len(gold.content & predicted.content) / len(gold.content | predicted.content)
    source_touches = _agree(gold.parts["source"], predicted.parts["source"])
    cue_touches = _agree(gold.parts["cue"], predicted.parts["cue"])
    return {
        "content_exact": gold.content == predicted.content,
        "content_exact_char": sorted(gold.places["content"]) == sorted(predicted.places["content"]),
        "content_overlap": True,
        "content_iou50": shared >= ENOUGH_SHARED,
        "source_exact": gold.parts["source"] == predicted.parts["source"],
        "source_overlap": source_touches,
        "cue_overlap": cue_touches,
        "full": shared >= ENOUGH_SHARED and source_touches and cue_touches,
    }


def judge_predictions(text: str, gold: Iterable[Triple], predicted: Iterable[Triple]) -> list[bool]:
    """Tell for each predicted attribution of one article whether it is fully right (what `confidence` promises)."""
    worded = WordedText(text)
    golds, predictions = worded.relations(gold), worded.relations(predicted)
    right = [False] * len(predictions)
    for row, column in match_relations(golds, predictions):
        right[column] = judge_pair(golds[row], predictions[column])["full"]
    return right


def _pairs_in_touch(gold: Sequence[Relation], predicted: Sequence[Relation]) -> set[tuple[int, int]]:
    """Return the pairs that share a content word, found by word so that long articles cost no more than their words."""
    holders: dict[int, list[int]] = {}
    for row, relation in enumerate(gold):
        for word in relation.content:
            holders.setdefault(word, []).append(row)
    return {
        (row, column)
        for column, relation in enumerate(predicted)
        for word in relation.content
        for row in holders.get(word, ())
    }


def _agree(left: Words, right: Words) -> bool:
    return bool(left & right) or not (left or right)


def _opens(mark: str, *, inside: bool) -> bool:
    if mark in {'"', "''"}:
        return not inside
    return mark in {"“", "«", "``"}
