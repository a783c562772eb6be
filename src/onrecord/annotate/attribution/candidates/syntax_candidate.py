"""A candidate for an attribution as sets of token indices, and its conversion to an annotation with spans."""

from dataclasses import dataclass
from typing import Literal

from onrecord.annotate.attribution.candidates.phrases import spans_of
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Attribution
from onrecord.model.span import Span

# How the content was found. "object…" and "infinitive…" name its syntax, "noun-…" what follows a nominal cue,
# "quoted" is "as saying", "turn" a turn of a transcript.
Rule = Literal[
    "quote-after", "quote-before", "quote-resumed", "that-after", "that-before", "that-around",
    "object", "object-passive", "infinitive", "infinitive-passive", "gerund", "according", "turn",
    "noun-clause", "noun-infinitive", "noun-preposition", "quoted",
]  # fmt: skip
_LONGEST_GAP = 2  # punctuation marks in a row that may stand between two words of a content


@dataclass(frozen=True, slots=True)
class SyntaxCandidate:
    """Token indices of source, cue and content.

    `head` is the cue's main token, `words` its entry in the lexicon.
    """

    rule: Rule
    head: int
    words: str
    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def build_attribution(
    tree: SyntaxTree, candidate: SyntaxCandidate, confidence: float, within: int | None = None
) -> Attribution | None:
    """Return the attribution with spans, None when the content has no word."""
    content = spans_of(tree, _with_inner_punctuation(tree, candidate))
    if not content:
        return None
    # a cue or a label that is only punctuation, such as a colon or a dash, has no span with a letter
    source, cue = (
        spans_of(tree, words) or tuple(tree[index].span for index in sorted(words))
        for words in (candidate.source, candidate.cue)
    )
    spans = sorted((*source, *cue, *content))
    whole = Span(spans[0].start, max(span.end for span in spans))
    return Attribution(whole, source, cue, content, confidence, within)


def _with_inner_punctuation(tree: SyntaxTree, candidate: SyntaxCandidate) -> set[int]:
    """Return the content with the punctuation between its words, and without a full stop at its end."""
    indices = set(candidate.content)
    for index in sorted(candidate.content):
        after = index + 1
        while after - index <= _LONGEST_GAP and _is_gap(tree, candidate, indices, after):
            after += 1
        if after in indices:
            indices.update(range(index + 1, after))
    last = max(indices, default=0)
    if indices and tree[last].text in (".", ";"):
        indices.discard(last)
    return indices


def _is_gap(tree: SyntaxTree, candidate: SyntaxCandidate, content: set[int], index: int) -> bool:
    is_free = index not in content and index not in candidate.cue
    return index < len(tree) and is_free and tree[index].pos == "PUNCT"
