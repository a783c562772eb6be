"""Attributions as sets of words, and the pairing of gold with predicted attributions.

All attribution scores rest on it.

A word is a run of letters, digits and underscores, with apostrophes and hyphens inside it. A part of an
attribution is the set of words that its spans touch, so punctuation and quotation marks at the edges of a
span do not matter. A part without a word (a colon as cue) is the set of its characters other than white
space, written as negative numbers so that they never equal a word.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.evaluation.attribution.gold import ROLES, Role, Triple, spans_of
from onrecord.evaluation.word_sets import Words, best_assignment, pairs_with_common_word, share, touch
from onrecord.model.record import StatementKind
from onrecord.model.span import Span

WORD = re.compile(r"\w+(?:['’\-]\w+)*")
# Marks that open or close a quotation. “ ” « » have a direction; " and '' do either. A line end closes a
# quotation, because one that runs over several paragraphs is reopened in each. Single marks are taken for
# apostrophes.
QUOTATION_MARK = re.compile(r"''|``|[\n“”«»\"]")
DIRECT_FROM = 0.9  # share of the content's words inside quotation marks from which it is direct
ENOUGH_SHARED = 0.5  # intersection over union of the content's words that a fully right relation needs
# Worth of a common cue and a common source beside common content words (1 each): they only decide between
# ties.
CUE_WORTH, SOURCE_WORTH = 1e-3, 1e-4


@dataclass(frozen=True, slots=True)
class Relation:
    """One attribution: the words of each part, the words of each of its spans, and the spans."""

    parts: dict[Role, Words]
    pieces: dict[Role, tuple[Words, ...]]
    spans: dict[Role, tuple[Span, ...]]
    kind: StatementKind

    @property
    def content(self) -> Words:
        """The words of the content."""
        return self.parts["content"]

    @property
    def explicit(self) -> bool:
        """Whether the text names the source."""
        return bool(self.parts["source"])


class WordedText:
    """A text with its words and quotations, which turns spans into sets of words."""

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
        """Return the numbers of the words that spans touch; if none, the characters as negative numbers."""
        whole = Span(0, len(self._text))
        inside = [part for span in spans if (part := span.clipped(whole))]
        found = frozenset(word for span in inside for word in self._touched(span))
        return found or frozenset(
            -1 - at for span in inside for at in range(*span) if not self._text[at].isspace()
        )

    def kind(self, content: Words) -> StatementKind:
        """Return direct, mixed or indirect: nearly all, some or no words are inside quotation marks."""
        words = [word for word in content if word >= 0]
        inside = sum(word in self._quoted for word in words)
        if not inside:
            return "indirect"
        return "direct" if inside / len(words) >= DIRECT_FROM else "mixed"

    def _relation(self, triple: Triple) -> Relation:
        spans_by_role = {role: spans_of(triple, role) for role in ROLES}
        parts = {role: self.words(spans) for role, spans in spans_by_role.items()}
        pieces = {role: tuple(self.words([span]) for span in spans) for role, spans in spans_by_role.items()}
        return Relation(parts, pieces, spans_by_role, self.kind(parts["content"]))

    def _touched(self, span: Span) -> range:
        return range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))

    def _find_quoted_words(self) -> Words:
        quoted: set[int] = set()
        opened: int | None = None
        for mark in [*QUOTATION_MARK.finditer(self._text), None]:
            if opened is not None:
                end = mark.start() if mark else len(self._text)
                quoted.update(range(bisect_left(self._starts, opened), bisect_left(self._starts, end)))
            if mark is None:
                break
            opened = mark.end() if _opens(mark.group(), inside=opened is not None) else None
        return frozenset(quoted)


def match_relations(gold: Sequence[Relation], predicted: Sequence[Relation]) -> list[tuple[int, int]]:
    """Pair gold with predicted relations one to one, so that the pairs have the most content words in common.

    Among pairings with equally many, those whose cues touch are preferred, then those whose sources do. A
    pair has at least one content word in common. Returns (index in gold, index in predicted).
    """
    if not gold or not predicted:
        return []
    worth = np.zeros((len(gold), len(predicted)))
    contents = [relation.content for relation in gold], [relation.content for relation in predicted]
    for row, column in pairs_with_common_word(*contents):
        left, right = gold[row], predicted[column]
        same_cue = bool(left.parts["cue"] & right.parts["cue"])
        same_source = bool(left.parts["source"] & right.parts["source"])
        common = len(left.content & right.content)
        worth[row, column] = common + CUE_WORTH * same_cue + SOURCE_WORTH * same_source
    return [pair for pair in best_assignment(worth) if worth[pair] > 0]


def judge_pair(gold: Relation, predicted: Relation) -> dict[str, bool]:
    """Return for each figure whether a predicted relation agrees with the gold relation it is paired with."""
    enough = share(gold.content, predicted.content) >= ENOUGH_SHARED
    source_touches = touch(gold.parts["source"], predicted.parts["source"])
    cue_touches = touch(gold.parts["cue"], predicted.parts["cue"])
    return {
        "content_exact": gold.content == predicted.content,
        "content_exact_char": sorted(gold.spans["content"]) == sorted(predicted.spans["content"]),
        "content_overlap": True,
        "content_iou50": enough,
        "source_exact": gold.parts["source"] == predicted.parts["source"],
        "source_overlap": source_touches,
        "cue_overlap": cue_touches,
        "full": enough and source_touches and cue_touches,
    }


def judge_predictions(text: str, gold: Iterable[Triple], predicted: Iterable[Triple]) -> list[bool]:
    """Return for each predicted attribution of an article whether it is fully right (`full`)."""
    worded = WordedText(text)
    golds, predictions = worded.relations(gold), worded.relations(predicted)
    right = [False] * len(predictions)
    for row, column in match_relations(golds, predictions):
        right[column] = judge_pair(golds[row], predictions[column])["full"]
    return right


def _opens(mark: str, *, inside: bool) -> bool:
    if mark in {'"', "''"}:
        return not inside
    return mark in {"“", "«", "``"}
