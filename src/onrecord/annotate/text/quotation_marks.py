"""Quotation marks in one paragraph: which characters are marks, and which way each may point. No pairing.

Marks belong to families; a quotation ends with a mark of the family it began with. Apostrophes, inch marks and elisions
('90s, 'tis) are left out as far as their neighbours tell; what only a missing partner tells is left to pairing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from onrecord.model.span import Span

Family = Literal["double", "guillemet", "small-guillemet", "single"]
Shape = Literal["opening", "closing", "either"]

_FAMILIES: dict[str, Family] = {
    # Editors mix curly, straight and doubled marks up within one quotation, so they are one family.
    **dict.fromkeys(("“", "”", "„", "‟", '"', "＂", "''", "``", "’’", "‘‘"), "double"),
    **dict.fromkeys("«»", "guillemet"),
    **dict.fromkeys("‹›", "small-guillemet"),
    **dict.fromkeys("'’‘‚`", "single"),
}
_SHAPES: dict[str, Shape] = {
    **dict.fromkeys(("“", "„", "‟", "``", "‘‘", "«", "‹", "‘", "‚", "`"), "opening"),
    **dict.fromkeys(("”", "’’", "»", "›", "’"), "closing"),
}
_MARK = re.compile(r"''|``|’’|‘‘|[“”„‟\"＂«»‹›'’‘‚`]")
# A quotation begins after white space, another mark or one of these, and ends before white space, a mark or one of those.
_BEFORE_OPENING = frozenset("([{-–—/:;,.…*_>")
_AFTER_CLOSING = frozenset(".,;:!?)]}-–—/…*_<")
_ENDING = frozenset(".,!?…–—;")
# What an apostrophe at the beginning of a word stands for: '90s, '16, 'em, ... A year is followed by no small letter.
_ELISION = re.compile(
    r"['’‘`](?:\d\ds\b|\d\d\b(?! [a-z])|n\b|(?:em|til|tis|twas|cause|bout|round|cos|im|er|s|d|m|t|re|ve|ll)\b(?!['’]))",
    re.IGNORECASE,
)
_INCHES = re.compile(r"\d\s?['’′]\s?\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark with what its neighbours allow: `opens` (words follow it), `closes` (words come before it)."""

    span: Span
    family: Family
    shape: Shape
    opens: bool
    closes: bool
    strong: bool  # closes after punctuation, as an apostrophe hardly ever does
    measure: bool  # follows a figure, so that it may mean inches or feet


def find_marks(text: str, paragraph: Span) -> Iterator[Mark]:
    """Yield the marks of a paragraph in text order, apostrophes inside words and measures left out."""
    for match in _MARK.finditer(text, *paragraph):
        span = Span(*match.span())
        before = text[span.start - 1] if span.start > paragraph.start else " "
        after = text[span.end] if span.end < paragraph.end else " "
        if _FAMILIES[match.group()] == "single":
            if _is_apostrophe(text, span, before, after):
                continue
        elif _INCHES.search(text, max(paragraph.start, span.start - 8), span.start):
            continue
        yield _judge(match.group(), span, before, after)


def _judge(mark: str, span: Span, before: str, after: str) -> Mark:
    starts = before.isspace() or before in _BEFORE_OPENING or before in _FAMILIES
    ends = after.isspace() or after in _AFTER_CLOSING or after in _FAMILIES
    closes = ends and not before.isspace()
    return Mark(
        span=span,
        family=_FAMILIES[mark],
        shape=_SHAPES.get(mark, "either"),
        opens=starts and not after.isspace(),
        closes=closes,
        strong=closes and before in _ENDING,
        measure=before.isdigit(),
    )


def _is_apostrophe(text: str, span: Span, before: str, after: str) -> bool:
    if before.isalnum():
        return after.isalnum()
    return _ELISION.match(text, span.start) is not None
