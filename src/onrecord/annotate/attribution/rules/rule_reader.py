"""Attributions by rule: quotations, clauses and objects joined to the cues of a lexicon, and the choice among candidates."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from onrecord.annotate.attribution.cue_lexicon import load_cues
from onrecord.annotate.attribution.rules.candidates import CandidateFinder
from onrecord.annotate.attribution.rules.phrases import runs_of, spans_of_runs
from onrecord.annotate.attribution.rules.quotation_cues import top_quotations
from onrecord.annotate.attribution.rules.token_attribution import Parts
from onrecord.annotate.lexicon_files import fields, weight_rows
from onrecord.annotate.text.paragraphs import news_paragraphs
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Name,
    OuterAttribution,
    Passage,
    Quotation,
    Sentence,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

# A rule that is right less often than this on PolNeAR train is not used for the outer layer.
LEAST_CONFIDENCE = 0.3
# What a rule gets that was not found often enough in PolNeAR train to be measured.
UNMEASURED = 0.5


class RuleAttributionAnnotator:
    """The outer layer of attributions: who said, wrote, thought or wanted what, direct, mixed and indirect.

    No attribution stands in another's content (`NestedReader` adds those). Spans of one attribution do not overlap.
    `confidence` is the share of right ones among those the same rule finds in PolNeAR train.
    """

    name = "attribution-rules"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, Quotation)
    gives: tuple[Layer, ...] = (OuterAttribution,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the attributions in text order."""
        rows = (row for _, row in find_outer(article.text, view, LEAST_CONFIDENCE))
        return [OuterAttribution.of(replace(row, id=number)) for number, row in enumerate(rows, start=1)]


def find_outer(text: str, view: Annotations, least: float) -> list[tuple[Parts, Attribution]]:
    """Return the outer attributions of at least a confidence, in text order, with the parts that tell by which rule."""
    tree = view.index(SyntaxTree)
    quoted = {
        number for quotation in top_quotations(view.of(Quotation)) for number in tree.range(quotation.inner)
    }
    candidates = find_candidates(text, view, tree)
    outer = [parts for parts in candidates if parts.head not in quoted and confidence_of(parts) >= least]
    found = ((parts, to_attribution(tree, parts)) for parts in outermost(outer))
    return sorted(((parts, row) for parts, row in found if row), key=lambda pair: (pair[1].span, pair[1].cue))


def find_candidates(text: str, view: Annotations, tree: SyntaxTree) -> list[Parts]:
    """Return every candidate of an article, nested ones too."""
    paragraphs = list(news_paragraphs(text, view))
    return CandidateFinder(text, tree, view.of(Quotation), paragraphs, load_cues()).find()


def outermost(candidates: Sequence[Parts]) -> list[Parts]:
    """Return the candidates whose cue stands in no other's content; of two that hold each other the surer one stays."""
    kept: list[Parts] = []
    taken: set[int] = set()
    by_worth = sorted(candidates, key=lambda parts: (-len(parts.content), -confidence_of(parts), parts.head))
    for parts in by_worth:
        if parts.head not in taken:
            kept.append(parts)
            taken.update(parts.content)
    return kept


def to_attribution(tree: SyntaxTree, parts: Parts, within: int | None = None) -> Attribution | None:
    """Return the attribution with spans, None when no word of content is left."""
    content = spans_of_runs(tree, runs_of(tree, _without_gaps(tree, parts)))
    if not content:
        return None
    source = spans_of_runs(tree, runs_of(tree, parts.source))
    cue = spans_of_runs(tree, runs_of(tree, parts.cue)) or _marks(tree, parts)
    whole = sorted((*source, *cue, *content))
    span = Span(whole[0].start, max(part.end for part in whole))
    return Attribution(span, source, cue, content, confidence_of(parts), within)


def _marks(tree: SyntaxTree, parts: Parts) -> tuple[Span, ...]:
    return tuple(tree[number].span for number in sorted(parts.cue))


def _without_gaps(tree: SyntaxTree, parts: Parts) -> set[int]:
    """Return the content with the punctuation between its words, and without the full stop behind them."""
    numbers = set(parts.content)
    for number in sorted(parts.content):
        at = number + 1
        while (
            at < len(tree)
            and at not in numbers
            and tree[at].pos == "PUNCT"
            and at not in parts.cue
            and at - number < 3
        ):
            at += 1
        if at in numbers:
            numbers.update(range(number + 1, at))
    last = max(numbers, default=0)
    if numbers and tree[last].text in (".", ";"):
        numbers.discard(last)
    return numbers


def confidence_of(parts: Parts) -> float:
    """Return the measured share of right ones among attributions of this cue by this rule, else of this rule alone."""
    shares = _load_confidences()
    rule = f"{parts.rule} {'with' if parts.source else 'without'}"
    return shares.get(f"{rule} {parts.words}", shares.get(rule, UNMEASURED))


@cache
def _load_confidences() -> dict[str, float]:
    rows = (fields(row, 4) for row in weight_rows("attribution_rules"))
    return {f"{rule} {source} {words}".rstrip(): float(share) for rule, source, share, words in rows}
