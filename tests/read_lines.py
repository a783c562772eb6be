"""A text read by some readers, a passage a line: for tests of readers that look at syntax and quotations."""

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
    """Return a passage for each line that is not blank; all but the first are body."""
    spans = [span for line in _LINE.finditer(text) if (span := Span(*line.span()).trimmed(text))]
    return [Passage(span, first if number == 0 else "body") for number, span in enumerate(spans)]


def read_lines(text: str, *readers: Annotator, first: PassageKind = "body") -> Annotations:
    """Return the reading of a text by the given readers, after syntax and quotations."""
    article, view = Article(text), Annotations().joined([Passage], passages_of(text, first))
    every: tuple[Annotator, ...] = (SyntaxAnnotator(), QuotationAnnotator(), *readers)
    for reader in every:
        view = apply_annotator(reader, article, view)
    return view


def words(text: str, spans: Sequence[Span]) -> str:
    """Return the words of spans, with a bar between them."""
    return " | ".join(span.words(text) for span in spans)


def told(text: str, rows: Sequence[Attribution]) -> list[tuple[str, str, str]]:
    """Return source, cue and content of attributions in words."""
    return [(words(text, row.source), words(text, row.cue), words(text, row.content)) for row in rows]
