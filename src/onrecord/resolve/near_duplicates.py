"""Reprints: whether two articles carry the same copy, wholly or in part. Pure functions; `linking.link` keeps what they find.

What counts is the outlet's own words: headline and body without what stands in quotation marks, because two reporters in one
room quote alike. Shared words are found by alignment, wherever they stand, so that a copy may be cut, reordered or added to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from onrecord.model.annotation import NEWS
from onrecord.model.edtf import edtf_bounds
from onrecord.model.span import Span
from onrecord.resolve.agency_credits import find_credits
from onrecord.resolve.alignment import Words, align, find_words
from onrecord.resolve.fingerprints import make_fingerprints
from onrecord.store.stored_rows import StoredText

# Chosen with `onrecord evaluate reprints`: copies with every third word changed share 40 % of their words in runs of four, and
# no two of the articles compared there that are none share more than 26 %.
RUN = 4  # equal words in a row that count as copied
LINE = 0.25  # share of the shorter one's own words from which two articles carry the same copy
LEAST_COPIED = 30  # words: a sentence of background that an outlet keeps ready is no reprint
CREDITED_LINE, CREDITED_LEAST = 0.12, 20  # the same where one credits the other, or both the same agency
LONG, LATE_LINE = (
    30,
    0.8,
)  # days after which it takes so much: what recurs from year to year is a form that is filled in
_QUOTED = re.compile(r"[“„][^“”„]{1,2000}[”“]|\"[^\"\n]{1,2000}\"|«[^«»]{1,2000}»")
_END = re.compile(r"[.!?…]|\n")


@dataclass(frozen=True, slots=True)
class ComparableText:
    """An article as compared: its own words, without quotations, in their sentences; its outlet and whom it credits, folded."""

    article: str
    told: Words
    sentences: tuple[tuple[str, ...], ...]
    outlet: str | None = None
    credits: frozenset[str] = frozenset()
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two tellings share: words copied, their share of the shorter store_errors, the longest run of them, and a credit in words.

    `order` says in words which was published first, where both days are known and differ; `late` that they are LONG apart.
    """

    copied: int
    share: float
    longest: int
    credit: str = ""
    order: str = ""
    late: bool = False

    @property
    def score(self) -> float:
        """The chance of a reprint, 0.5 at the line."""
        line, least = (CREDITED_LINE, CREDITED_LEAST) if self.credit else (LINE, LEAST_COPIED)
        line = LATE_LINE if self.late else line
        if self.copied < least:
            return 0.0
        if self.share < line:
            return 0.5 * self.share / line
        return 0.5 + 0.5 * (self.share - line) / (1 - line)

    @property
    def reason(self) -> str:
        """The finding in a sentence."""
        told = f"{self.share:.0%} of the shorter one's own words are the same ({self.copied}, {self.longest} of them in a row)"
        return "; ".join(part for part in (told, self.credit, self.order) if part)


def make_comparable(kept: StoredText) -> ComparableText:
    """Return what of an article is compared."""
    plain = find_own_words(kept.article, kept.text, [row.span for row in kept.passages if row.kind in NEWS])
    credited = frozenset(credit.agency.casefold() for credit in find_credits(kept.text, kept.passages))
    outlet = kept.outlet.casefold() if kept.outlet else None
    return replace(plain, outlet=outlet, credits=credited - {outlet}, published=kept.published)


def find_own_words(article: str, text: str, news: Iterable[Span]) -> ComparableText:
    """Return what is compared of a text whose headline and body are the spans `news`."""
    told = find_words(text, _unquoted(text, news))
    return ComparableText(article, told, tuple(_sentences(text, told)))


def article_fingerprints(store_errors: ComparableText) -> Iterator[int]:
    """Yield the prints by which a store_errors is found again."""
    return make_fingerprints(store_errors.told.folded, store_errors.sentences)


def compare(left: ComparableText, right: ComparableText) -> Comparison:
    """Return what two tellings share, in whichever order they are given."""
    shorter, longer = sorted((left, right), key=lambda store_errors: (len(store_errors.told.folded), store_errors.article))
    found = align(shorter.told.folded, longer.told.folded, RUN)
    # What recurs within an article ("said on the same show:") counts once: it is its form and not its copy.
    runs = [len(words) for words in {shorter.told.folded[run.left : run.left + run.length] for run in found}]
    copied = sum(runs)
    share = copied / max(len(shorter.told.folded), 1)
    return Comparison(
        copied, share, max(runs, default=0), _credit(left, right), _order(left, right), _is_late(left, right)
    )


def shared_credit(left: ComparableText, right: ComparableText) -> str | None:
    """Return the agency whose copy both say they carry, one of them being perhaps that agency itself."""
    both = (left.credits | {left.outlet}) & (right.credits | {right.outlet}) - {None}
    credited = left.credits | right.credits
    return min((name for name in both if name in credited), default=None)


def _credit(left: ComparableText, right: ComparableText) -> str:
    agency = shared_credit(left, right)
    if agency is None:
        return ""
    own = agency in (left.outlet, right.outlet)
    return f"one is {agency}'s own, the other credits {agency}" if own else f"both credit {agency}"


def _is_late(left: ComparableText, right: ComparableText) -> bool:
    one, other = (edtf_bounds(store_errors.published) if store_errors.published else None for store_errors in (left, right))
    if one is None or other is None:
        return False
    return max(other[0].toordinal() - one[1].toordinal(), one[0].toordinal() - other[1].toordinal()) > LONG


def _order(left: ComparableText, right: ComparableText) -> str:
    one, other = left.published, right.published
    if not one or not other or one == other:
        return ""
    first = left if one < other else right
    return f"{first.article} was published first ({min(one, other)})"


def _unquoted(text: str, stretches: Iterable[Span]) -> Iterator[Span]:
    for stretch in stretches:
        start = stretch.start
        for match in _QUOTED.finditer(text, stretch.start, stretch.end):
            if start < match.start():
                yield Span(start, match.start())
            start = match.end()
        if start < stretch.end:
            yield Span(start, stretch.end)


def _sentences(text: str, told: Words) -> Iterator[tuple[str, ...]]:
    """Yield the words between ends of sentences, lines and what was left out."""
    words: list[str] = []
    for place, (word, span) in enumerate(zip(told.folded, told.spans, strict=True)):
        words.append(word)
        if place + 1 == len(told.spans) or _END.search(text, span.end, told.spans[place + 1].start):
            yield tuple(words)
            words = []
