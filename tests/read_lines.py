"""A text annotated line by line, for tests of annotators that need syntax and quotations."""

import re
from collections.abc import Sequence

from onrecord.annotate.text.quotations import QuotationAnnotator
from onrecord.annotate.text.syntax.annotator import SyntaxAnnotator
from onrecord.model.annotation import Annotation, Attribution, Passage, PassageKind
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Annotator, apply_annotator
from onrecord.model.span import Span

_LINE = re.compile(r"[^\n]+")


def passages_of(text: str, first: PassageKind = "body") -> list[Annotation]:
    """Return a passage for each line that is not blank; all but the first have the kind "body"."""
    spans = [span for line in _LINE.finditer(text) if (span := Span(*line.span()).trimmed(text))]
    return [Passage(span, first if number == 0 else "body") for number, span in enumerate(spans)]


def read_lines(text: str, *annotators: Annotator, first: PassageKind = "body") -> Annotations:
    """Return the annotations of a text by the given annotators, after syntax and quotations."""
    article, view = Article(text), Annotations().joined([Passage], passages_of(text, first))
    every: tuple[Annotator, ...] = (SyntaxAnnotator(), QuotationAnnotator(), *annotators)
    for annotator in every:
        view = apply_annotator(annotator, article, view)
    return view


def words(text: str, spans: Sequence[Span]) -> str:
    """Return the words of spans, separated by bars."""
    return " | ".join(span.words(text) for span in spans)


def attribution_words(text: str, rows: Sequence[Attribution]) -> list[tuple[str, str, str]]:
    """Return the words of source, cue and content of each attribution."""
    return [(words(text, row.source), words(text, row.cue), words(text, row.content)) for row in rows]
