"""Paragraphs of the news passages. Sentences and quotations never cross their borders."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model.annotation import NEWS, Passage
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

# A blank line. It begins at the line break and is possessive, so a long run of white space is scanned only
# once.
_BLANK = re.compile(r"\n[^\S\n]*+\n\s*+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of news without white space at its edges; `passage` is the index of its passage."""

    span: Span
    passage: int
    headline: bool


def news_paragraphs(text: str, view: Annotations) -> Iterator[Paragraph]:
    """Yield the paragraphs of headline and body passages, in text order.

    Passages are cut at blank lines; a single line break inside a passage is a wrapped line.
    """
    for number, passage in enumerate(view.of(Passage)):
        if passage.kind not in NEWS:
            continue
        at = passage.span.start
        for blank in _BLANK.finditer(text, *passage.span):
            yield from _paragraph(text, Span(at, blank.start()), number, passage)
            at = blank.end()
        yield from _paragraph(text, Span(at, passage.span.end), number, passage)


def _paragraph(text: str, span: Span, number: int, passage: Passage) -> Iterator[Paragraph]:
    trimmed = span.trimmed(text)
    if trimmed:
        yield Paragraph(trimmed, number, passage.kind == "headline")
