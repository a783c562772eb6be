"""Near-duplicate articles ("reprints"): whether two articles carry the same copy, wholly or in part.

Pure functions.

Only the outlet's own words are compared: headline and body without quotations, because two reporters in one
room quote alike. Candidates are found by fingerprints, without comparing all pairs; alignment then finds the
shared words wherever they stand, so that a copy may be cut, reordered or extended.

Fingerprints are the bands of a MinHash signature over three-word shingles (Broder, "On the resemblance and
containment of documents", 1997) and the hashes of longer sentences. Dossiers keep them, so the signature is
computed here and does not change with the version of a library; a test compares it with that of datasketch 2
(scheme affine32).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b, sha1
from typing import TYPE_CHECKING

from onrecord.model.annotation import NEWS
from onrecord.model.edtf import edtf_bounds
from onrecord.model.judgement import SAME_SCORE, JudgementKind
from onrecord.model.span import Span
from onrecord.resolve.agency_credits import find_credits
from onrecord.resolve.alignment import Words, align, find_words
from onrecord.resolve.match import Match
from onrecord.store.protocol import DOUBTFUL
from onrecord.store.stored_rows import StoredText

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# Chosen with `onrecord evaluate reprints`: copies with every third word changed share 40 % of their words in
# runs of four, and no two of the articles compared there that are not copies share more than 26 %.
MIN_RUN = 4  # equal words in a row that count as copied
MIN_SHARE = (
    0.25  # copied share of the shorter article's own words from which two articles carry the same copy
)
MIN_COPIED = 30  # copied words: a sentence of background that an outlet keeps ready is no reprint
# The same where one article credits the other's outlet, or both credit the same agency.
CREDITED_MIN_SHARE, CREDITED_MIN_COPIED = 0.12, 20
VERSION_SCORE = 0.95  # of two articles at one URL with the same title or copy
# Articles published further apart need a larger share: what recurs from year to year is a form that is filled
# in.
FAR_APART_DAYS, FAR_APART_MIN_SHARE = 30, 0.8
# Fingerprints that they share then: with that share 57 of 128 bands where they are of one length, five where
# one is four times as long. Two out of the many articles of other years share one or two by chance.
FAR_APART_SHARED = 3

SHINGLE = 3  # words
# 128 bands of two: two articles that share 15 % of their shingles meet in 94 % of cases, 3 % in 11 %. Chosen
# with `onrecord evaluate reprints`: F1 .963 with 64 bands, .972 with 96, .980 with 128.
BANDS, ROWS = 128, 2
SEED = 20250701  # of the MinHash permutations; fingerprints of an existing dossier depend on it
MIN_SENTENCE = 9  # words from which a sentence gets a fingerprint of its own
MAX_WORDS = 20_000  # words of an article that are fingerprinted

_QUOTED = re.compile(r"[“„][^“”„]{1,2000}[”“]|\"[^\"\n]{1,2000}\"|«[^«»]{1,2000}»")
_SENTENCE_END = re.compile(r"[.!?…]|\n")


@dataclass(frozen=True, slots=True)
class ComparableText:
    """What of an article is compared: its own words, without quotations, also by sentence; outlet and
    credits, folded.
    """

    article: str
    words: Words
    sentences: tuple[tuple[str, ...], ...]
    outlet: str | None = None
    credits: frozenset[str] = frozenset()
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two articles share.

    `copied` is the number of shared words, `share` their share of the shorter article, `longest` the longest
    run, `credit` a shared credit in words. `order` says which was published first, where both days are known
    and differ. `far_apart` is true where they were published more than FAR_APART_DAYS apart.
    """

    copied: int
    share: float
    longest: int
    credit: str = ""
    order: str = ""
    far_apart: bool = False

    @property
    def score(self) -> float:
        """The probability of a reprint: 0.5 at the smallest sufficient share."""
        min_share, min_copied = MIN_SHARE, MIN_COPIED
        if self.credit:
            min_share, min_copied = CREDITED_MIN_SHARE, CREDITED_MIN_COPIED
        if self.far_apart:
            min_share = FAR_APART_MIN_SHARE
        if self.copied < min_copied:
            return 0.0
        if self.share < min_share:
            return 0.5 * self.share / min_share
        return 0.5 + 0.5 * (self.share - min_share) / (1 - min_share)

    @property
    def reason(self) -> str:
        """The finding in a sentence."""
        shared = (
            f"{self.share:.0%} of the shorter article's own words are the same "
            f"({self.copied} words, {self.longest} of them in a row)"
        )
        return "; ".join(part for part in (shared, self.credit, self.order) if part)


def make_comparable(stored: StoredText) -> ComparableText:
    """Return what of a stored article is compared."""
    news = [row.span for row in stored.passages if row.kind in NEWS]
    credited = frozenset(credit.agency.casefold() for credit in find_credits(stored.text, stored.passages))
    outlet = stored.outlet.casefold() if stored.outlet else None
    own_words = find_own_words(stored.article, stored.text, news)
    return replace(own_words, outlet=outlet, credits=credited - {outlet}, published=stored.published)


def find_own_words(article: str, text: str, news: Iterable[Span]) -> ComparableText:
    """Return what is compared of a text whose headline and body are the spans `news`."""
    words = find_words(text, _find_unquoted(text, news))
    return ComparableText(article, words, tuple(_split_sentences(text, words)))


def article_fingerprints(text: ComparableText) -> Iterator[int]:
    """Yield the fingerprints of an article (0 to 2**63 - 1).

    A text of fewer than SHINGLE words may have none.

    Two articles that share a fingerprint are worth comparing.
    """
    yield from _band_hashes(text.words.folded[:MAX_WORDS])
    for sentence in text.sentences:
        if len(sentence) >= MIN_SENTENCE:
            yield _hash("sentence", *sentence)


def _band_hashes(words: Sequence[str]) -> Iterator[int]:
    shingles = {
        " ".join(words[start : start + SHINGLE]).encode() for start in range(len(words) - SHINGLE + 1)
    }
    if not shingles:
        return
    values = min_hash(shingles)
    for band in range(BANDS):
        yield _hash("band", str(band), *map(str, values[band * ROWS : (band + 1) * ROWS]))


def min_hash(shingles: Iterable[bytes]) -> list[int]:
    """Return the MinHash signature of a set that is not empty: BANDS * ROWS numbers of 32 bits.

    Each is the least value of a permutation h -> a * h + b modulo 2**32, with `a` odd; h is the first 32 bits
    of the SHA-1 of a shingle, mixed by the finaliser of MurmurHash3 (Appleby, 2011).
    """
    import numpy as np

    numbers = np.random.RandomState(SEED)  # its streams never change (numpy's policy, NEP 19)
    count = BANDS * ROWS
    factors = numbers.randint(0, 2**31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    offsets = numbers.randint(0, 2**32, count, dtype=np.uint32)
    digests = b"".join(sha1(shingle, usedforsecurity=False).digest()[:4] for shingle in shingles)
    hashes = _mix(np.frombuffer(digests, dtype="<u4").astype(np.uint32))
    return [int((factor * hashes + offset).min()) for factor, offset in zip(factors, offsets, strict=True)]


def _mix(hashes: "npt.NDArray[np.uint32]") -> "npt.NDArray[np.uint32]":
    import numpy as np

    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        hashes = (hashes ^ (hashes >> np.uint32(shift))) * np.uint32(factor)
    return hashes


def _hash(*words: str) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest(), "big") >> 1


def compare(left: ComparableText, right: ComparableText) -> Comparison:
    """Return what two articles share. The order of the arguments does not matter."""
    shorter, longer = sorted((left, right), key=lambda text: (len(text.words.folded), text.article))
    runs = align(shorter.words.folded, longer.words.folded, MIN_RUN)
    # Words that recur within an article ("said on the same show:") count once: they are its form, not its
    # copy.
    distinct = {shorter.words.folded[run.left : run.left + run.length] for run in runs}
    copied = sum(len(words) for words in distinct)
    return Comparison(
        copied,
        share=copied / max(len(shorter.words.folded), 1),
        longest=max((len(words) for words in distinct), default=0),
        credit=_describe_credit(left, right),
        order=_describe_order(left, right),
        far_apart=_are_far_apart(left, right),
    )


def match_articles(
    left: ComparableText, right: ComparableText, *, same_page: bool = False, same_title: bool = False
) -> Iterator[tuple[JudgementKind, Match]]:
    """Yield what two articles are: carriers of one copy (`reprint`), versions of one page (`version`).

    `same_page`: they have the same address; `same_title`: and the same title.
    """
    found = compare(left, right)
    if found.score >= DOUBTFUL:
        yield "reprint", Match(found.score, found.reason)
    if same_page and (same_title or found.score >= SAME_SCORE):
        reason = f"the same address, and {'the same title' if same_title else found.reason}"
        yield "version", Match(VERSION_SCORE, reason)


def shared_credit(left: ComparableText, right: ComparableText) -> str | None:
    """Return the agency whose copy both articles carry; one of them may be by that agency itself."""
    both = (left.credits | {left.outlet}) & (right.credits | {right.outlet}) - {None}
    credited = left.credits | right.credits
    return min((name for name in both if name in credited), default=None)


def _describe_credit(left: ComparableText, right: ComparableText) -> str:
    agency = shared_credit(left, right)
    if agency is None:
        return ""
    is_own = agency in (left.outlet, right.outlet)
    return f"one is by {agency}, the other credits {agency}" if is_own else f"both credit {agency}"


def _are_far_apart(left: ComparableText, right: ComparableText) -> bool:
    one, other = (edtf_bounds(text.published) if text.published else None for text in (left, right))
    if one is None or other is None:
        return False
    gap = max(other[0].toordinal() - one[1].toordinal(), one[0].toordinal() - other[1].toordinal())
    return gap > FAR_APART_DAYS


def _describe_order(left: ComparableText, right: ComparableText) -> str:
    one, other = left.published, right.published
    if not one or not other or one == other:
        return ""
    first = left if one < other else right
    return f"{first.article} was published first ({min(one, other)})"


def _find_unquoted(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        start = span.start
        for match in _QUOTED.finditer(text, span.start, span.end):
            if start < match.start():
                yield Span(start, match.start())
            start = match.end()
        if start < span.end:
            yield Span(start, span.end)


def _split_sentences(text: str, words: Words) -> Iterator[tuple[str, ...]]:
    """Yield the words of each sentence.

    A line break ends one, too, and so does the end of a left-out quotation's sentence.
    """
    sentence: list[str] = []
    for index, (word, span) in enumerate(zip(words.folded, words.spans, strict=True)):
        sentence.append(word)
        is_last = index + 1 == len(words.spans)
        if is_last or _SENTENCE_END.search(text, span.end, words.spans[index + 1].start):
            yield tuple(sentence)
            sentence = []
