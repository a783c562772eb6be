"""Quotations of the news passages: quotation marks are found and paired, in time linear in the text.

Marks belong to families; a quotation ends with a mark of the family that it began with. Apostrophes, inch
marks and elisions ('90s, 'tis) are excluded by their neighbours, or by the pairing when they have no partner.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from onrecord.annotate.text.paragraphs import Paragraph, news_paragraphs
from onrecord.model.annotation import Annotation, Passage, Quotation
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

Family = Literal["double", "guillemet", "small-guillemet", "single"]
Shape = Literal["opening", "closing", "either"]

_FAMILIES: dict[str, Family] = {
    # Editors mix curly, straight and doubled marks within one quotation, so these are one family.
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
# A quotation begins after white space, another mark or a character of _BEFORE_OPENING, and ends before white
# space, a mark or a character of _AFTER_CLOSING.
_BEFORE_OPENING = frozenset("([{-–—/:;,.…*_>")
_AFTER_CLOSING = frozenset(".,;:!?)]}-–—/…*_<")
_ENDING = frozenset(".,!?…–—;")
# Elisions at the beginning of a word: '90s, '16, 'em. A year is not followed by a small letter.
_ELISION = re.compile(
    r"['’‘`](?:\d\ds\b|\d\d\b(?! [a-z])|n\b"
    r"|(?:em|til|tis|twas|cause|bout|round|cos|im|er|s|d|m|t|re|ve|ll)\b(?!['’]))",
    re.IGNORECASE,
)
_INCHES = re.compile(r"\d\s?['’′]\s?\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark; `opens` and `closes` say what its neighbours allow."""

    span: Span
    family: Family
    shape: Shape
    opens: bool  # words follow it
    closes: bool  # words come before it
    strong: bool  # closes after punctuation, where an apostrophe is rare
    measure: bool  # follows a digit, so it may mean inches or feet


def find_marks(text: str, paragraph: Span) -> Iterator[Mark]:
    """Yield the marks of a paragraph in text order, without apostrophes inside words and without measures."""
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


# Quotations more deeply nested than this are noise; the bound keeps hostile text cheap.
DEEPEST = 8


class QuotationAnnotator:
    """Quotations in all common marks: “ ”, " ", « », » «, „ “, ‘ ’, ' ', '' '', `` '' and nested ones.

    Marks are paired within a paragraph, so a missing mark spoils one paragraph at most. A quotation without a
    closing mark ends with its paragraph, or before the next quotation of its family in that paragraph, and
    its `closed` is false. If the next paragraph opens with a mark of the same family, it `continues`. Single
    marks without a partner are apostrophes.
    """

    name = "quotations"
    needs: tuple[Layer, ...] = (Passage,)
    gives: tuple[Layer, ...] = (Quotation,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the quotations in order of their starts, outer ones before nested ones."""
        return find_quotations(article.text, news_paragraphs(article.text, view))


def find_quotations(text: str, paragraphs: Iterable[Paragraph]) -> list[Quotation]:
    """Return the quotations of the paragraphs; those reopened in the next paragraph have `continues` set."""
    found: list[Quotation] = []
    hanging: tuple[int, Family] | None = None  # the unclosed quotation at the end of the previous paragraph
    for paragraph in paragraphs:
        marks = list(find_marks(text, paragraph.span))
        pairs = _Pairing(paragraph.span).pair(marks)
        opener = marks[0] if marks and marks[0].span.start == paragraph.span.start else None
        if hanging and opener and opener.family == hanging[1]:
            found[hanging[0]] = replace(found[hanging[0]], continues=True)
        elif hanging and hanging[1] == "single":
            found.pop(hanging[0])
        hanging = None
        for pair, quotation in _quotations(text, pairs):
            if quotation.depth == 0 and not quotation.closed and quotation.span.end == paragraph.span.end:
                hanging = len(found), pair.opener.family
            found.append(quotation)
        if hanging and hanging[0] != len(found) - 1 and hanging[1] == "single":
            hanging = None  # it has nested quotations, whose depths depend on it
    if hanging and hanging[1] == "single":
        found.pop(hanging[0])
    return found


@dataclass(frozen=True, slots=True)
class _Pair:
    """An opening mark, the end of the quoted text, and the closing mark if there is one."""

    opener: Mark
    end: int
    closer: Mark | None

    @property
    def span(self) -> Span:
        return Span(self.opener.span.start, self.closer.span.end if self.closer else self.end)


@dataclass(slots=True)
class _Pairing:
    """The pairing state of one paragraph: open marks, and how many marks of each family are still to come."""

    paragraph: Span
    open: list[Mark] = field(default_factory=list)
    pairs: list[_Pair] = field(default_factory=list)
    openers_left: Counter[Family] = field(default_factory=Counter)
    closers_left: Counter[Family] = field(default_factory=Counter)
    left: Counter[Family] = field(default_factory=Counter)

    def pair(self, marks: list[Mark]) -> list[_Pair]:
        """Return the pairs in order of their opening marks."""
        for mark in marks:
            self._count(mark, 1)
        following = _next_singles(marks)
        for mark, next_single in zip(marks, following, strict=True):
            self._count(mark, -1)
            place = self._find_open(mark)
            if place is not None and self._closes(mark, next_single):
                self._close(place, mark)
            elif self._may_open(mark, place):
                self._open(mark, place)
        while self.open:
            self._give_up(self.open.pop(), self.paragraph.end)
        return sorted(self.pairs, key=lambda pair: (pair.opener.span.start, -pair.span.end))

    def _count(self, mark: Mark, by: int) -> None:
        self.left[mark.family] += by
        if mark.closes and (not mark.opens or mark.shape == "closing"):
            self.closers_left[mark.family] += by
        elif mark.opens or mark.shape == "opening":
            self.openers_left[mark.family] += by

    def _find_open(self, mark: Mark) -> int | None:
        """Return the index in `open` of the innermost mark that this one may close."""
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place].family == mark.family:
                return place
        return None

    def _closes(self, mark: Mark, next_single: Mark | None) -> bool:
        if mark.family == "single":
            # "The players' wins,' he said": a mark between words is an apostrophe if a better closing mark
            # follows.
            weak = (
                not mark.strong and next_single is not None and next_single.strong and not next_single.opens
            )
            return mark.closes and not weak
        if mark.shape == "closing":
            return True
        if mark.shape == "opening":
            spaced = mark.family == "double" and not self.closers_left["double"]
            return not mark.opens and (mark.closes or spaced)
        if mark.measure and mark.closes and self.closers_left[mark.family] > self.openers_left[mark.family]:
            return False  # inches: enough better closing marks follow
        return mark.closes or not mark.opens

    def _may_open(self, mark: Mark, place: int | None) -> bool:
        if len(self.open) >= DEEPEST:
            return False
        if mark.family == "single":
            starts_paragraph = mark.span.start == self.paragraph.start
            return mark.opens and (self.closers_left["single"] > 0 or starts_paragraph)
        if mark.shape == "opening":
            return True
        if mark.opens:
            return not (mark.shape == "closing" and mark.closes)
        return place is None and not mark.closes and self.left[mark.family] > 0

    def _open(self, mark: Mark, place: int | None) -> None:
        """Open a quotation. One nested in its own family needs enough closing marks to come."""
        family = mark.family
        if place is not None:
            outstanding = sum(other.family == family for other in self.open)
            if self.closers_left[family] < outstanding + 1 + self.openers_left[family]:
                self._drop_above(place, mark.span.start)
                self._give_up(self.open.pop(), mark.span.start)
        self.open.append(mark)

    def _close(self, place: int, mark: Mark) -> None:
        self._drop_above(place, mark.span.start)
        self.pairs.append(_Pair(self.open.pop(), mark.span.start, mark))

    def _drop_above(self, place: int, end: int) -> None:
        while len(self.open) > place + 1:
            self._give_up(self.open.pop(), end)

    def _give_up(self, mark: Mark, end: int) -> None:
        """End a quotation without a closing mark; drop a lone single mark unless it begins the paragraph."""
        if mark.family != "single" or (mark.span.start == self.paragraph.start and end == self.paragraph.end):
            self.pairs.append(_Pair(mark, end, None))


def _next_singles(marks: list[Mark]) -> list[Mark | None]:
    """Return for each mark the next single mark after it."""
    following: list[Mark | None] = []
    later: Mark | None = None
    for mark in reversed(marks):
        following.append(later)
        if mark.family == "single":
            later = mark
    return following[::-1]


def _quotations(text: str, pairs: Iterable[_Pair]) -> Iterator[tuple[_Pair, Quotation]]:
    """Yield the quotations with their depths; those without text between the marks are left out."""
    around: list[int] = []  # ends of the enclosing quotations
    for pair in pairs:
        inner = Span(pair.opener.span.end, pair.end).trimmed(text)
        span = pair.span.trimmed(text)
        if inner is None or span is None or not any(map(str.isalnum, inner.words(text))):
            continue
        while around and around[-1] <= span.start:
            around.pop()
        yield pair, Quotation(span, inner, len(around), pair.closer is not None)
        around.append(span.end)
