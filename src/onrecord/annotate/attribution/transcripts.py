"""Transcripts: each turn of a speaker ("MR. SMITH:  Yes.") is a statement, and what was found in it is told within it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from onrecord.annotate.attribution.rules.colon_turns import find_turns
from onrecord.annotate.attribution.rules.rule_reader import to_attribution
from onrecord.annotate.attribution.rules.token_attribution import Parts
from onrecord.annotate.text.paragraphs import news_paragraphs
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    ModelAttribution,
    OuterAttribution,
    Passage,
    Sentence,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer


@dataclass(frozen=True, slots=True)
class TranscriptAnnotator:
    """Gives the outer layer of attributions: those of the model, and the turns of a transcript.

    The turns come first, in text order and verbatim; each attribution of the model is `within` the turn in whose content
    it stands. One that mixes a speaker's label into another's words is dropped: the turn replaces it.
    """

    name: str = "transcripts"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, ModelAttribution)
    gives: tuple[Layer, ...] = (OuterAttribution,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the attributions with the turns, if there are any."""
        before = view.of(ModelAttribution)
        tree = view.index(SyntaxTree)
        found = find_turns(article.text, tree, list(news_paragraphs(article.text, view)))
        cut = (
            piece
            for parts in found
            if parts.rule == "turn"
            for piece in _cut_at_questions(article.text, tree, parts)
        )
        turns = [row for parts in cut if (row := to_attribution(tree, parts))]
        turns = sorted(turns, key=lambda turn: turn.span)
        turns = [replace(turn, verbatim=True, id=number) for number, turn in enumerate(turns, start=1)]
        rows = [*turns, *(_within_turns(before, turns) if turns else before)]
        return [OuterAttribution.of(replace(row, id=number)) for number, row in enumerate(rows, start=1)]


def _cut_at_questions(text: str, tree: SyntaxTree, turn: Parts) -> Iterator[Parts]:
    """Yield a turn up to the first question on its line, and each question: a "Q" with wide gaps around it is a label."""
    numbers = sorted(turn.content)
    labels = [at for at in numbers if _is_question_label(text, tree, at)]
    edges = [*labels, len(tree)]
    first = frozenset(at for at in numbers if at < edges[0])
    if first:
        yield replace(turn, content=first)
    for label, end in pairwise(edges):
        content = frozenset(at for at in numbers if label < at < end)
        if content:
            yield Parts("turn", label, ":", frozenset({label}), frozenset(), content)


def _is_question_label(text: str, tree: SyntaxTree, number: int) -> bool:
    token = tree[number]
    if token.text != "Q":
        return False
    before, after = (
        text[max(0, token.span.start - 2) : token.span.start],
        text[token.span.end : token.span.end + 2],
    )
    return before.isspace() and after.isspace() and len(before) == len(after) == 2


def _within_turns(before: Iterable[Attribution], turns: list[Attribution]) -> Iterator[Attribution]:
    for row in before:
        number = bisect_left(turns, row.span.end, key=lambda turn: turn.span.start) - 1
        if number < 0 or turns[number].span.end <= row.span.start:
            yield row  # before the first turn: the transcript's own heading
        elif any(span.holds(row.span) for span in turns[number].content):
            yield replace(row, within=turns[number].id)
