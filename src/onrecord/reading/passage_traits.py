"""Traits of segments: what can be told of a piece of text and its neighbours without deciding what kind of passage it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.model.annotation import PassageKind
from onrecord.model.article import Article
from onrecord.model.span import Span
from onrecord.reading.passage_cues import OUTLET, Cue, CueList, Word, with_outlet, words_of
from onrecord.reading.passage_segments import Classes, Segment, is_date

_MOST = 1200  # of a longer segment, only as much is looked at, half at each end
_OPENING, _CLOSING, _STRAIGHT = "“«„", "”»", '"'
_ENDING = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\Z")
_CLAUSE_END = re.compile(r"[,;:–—-]\Z")
_SPEAKER = re.compile(r"(?:Q[.:]?\s\s*\S|\(\([A-Za-z]{1,20}\)\)|[A-Z][A-Z.'’\- ]{1,40}(?:\([^()\n]{1,40}\))?:\s)")
_BULLET = re.compile(r"(?:[-–—*•▪·►~]|\d{1,2}[.)])\s")
_MARKUP = re.compile(r"<[^<>]{0,400}>|\bhttps?://\S{1,400}|\bwww\.\S{1,400}|\bpic\.twitter\S{1,80}|(?:^|\s)@\w{1,40}")
_TITLE_TAIL = re.compile(r"\s[-–—|]\s[^-–—|]{1,40}\Z")
_STRONG = 20  # words a segment without cues has when it is surely part of the report
_SHORT, _ITEM = 12, 25  # words of a subhead and of an item of a list of links, at most


@dataclass(frozen=True, slots=True)
class Traits:
    """The cues found in a segment and its numbered features (names as in lexicons/en/passage_weights.txt)."""

    cues: tuple[Cue, ...]
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known of a segment by itself."""

    words: tuple[Word, ...]
    bare: tuple[str, ...]  # the words without the marks
    count: int
    quoted: int  # words between quotation marks
    cues: tuple[Cue, ...]
    own: Mapping[str, float]
    date: bool
    ended: bool  # ends like a sentence
    open: bool  # ends like a heading, neither a sentence nor in the middle of one
    lower: bool  # begins in lower case


def find_traits(article: Article, segments: Sequence[Segment], cues: CueList) -> list[Traits]:
    """Return the traits of each segment."""
    outlet = _bare(_without_article(article.outlet or ""))
    looks = [_look(article.text, segment, cues, outlet) for segment in segments]
    around = _Around(article, segments, looks, cues.classes)
    return [Traits(look.cues, {**look.own, **around.features(i)}) for i, look in enumerate(looks)]


def _look(text: str, segment: Segment, cues: CueList, outlet: Sequence[str]) -> _Look:
    words = with_outlet(_words(text, segment.span), outlet)
    masked = _quoted(words)
    bare = tuple(word.text for word in words if word.text[0].isalnum() or word.text == OUTLET)
    whole = len(bare) <= 4
    found = tuple(cues.find(words, [False] * len(words) if whole else masked))
    end = text[max(segment.span.start, segment.span.end - 5) : segment.span.end]
    ended = _ENDING.search(end) is not None
    quoted = sum(mask and word.text[0].isalnum() for word, mask in zip(words, masked, strict=True))
    plain = [word.text for word, mask in zip(words, masked, strict=True) if not mask]
    first = text[segment.span.start]
    return _Look(
        tuple(words),
        bare,
        len(bare) if segment.span.length <= _MOST else segment.span.length // 6,
        quoted,
        found,
        _own_features(text, segment, plain, words, cues.classes),
        is_date(words, cues.classes),
        ended,
        not ended and _CLAUSE_END.search(end) is None,
        first.islower(),
    )


def _own_features(
    text: str, segment: Segment, plain: Sequence[str], words: Sequence[Word], classes: Classes
) -> dict[str, float]:
    """Return the features that counting words tells; `plain` are the words outside quotation marks."""
    counts = {name: sum(word in classes[name] for word in plain) for name in ("reporting", "person", "we", "you")}
    bare = [word for word in words if word.text[0].isalnum()]
    capitals = sum(word.capital for word in bare)
    long_words = sum(len(word.text) > 3 for word in bare)
    return {
        "line": 1,
        "says": min(counts["reporting"], 1),
        "person": min(counts["person"], 1),
        "we": min(counts["we"], 4),
        "you": min(counts["you"], 4),
        "outlet": min(plain.count(OUTLET), 1),
        "titlecase": float(len(bare) >= 3 and capitals >= 0.7 * len(bare) and long_words > 0),
        "cut": float(segment.cut),
        "item": float(_BULLET.match(text, *segment.span) is not None),
    }


@dataclass(frozen=True, slots=True)
class _Around:
    """Features that need the neighbours or the article."""

    article: Article
    segments: Sequence[Segment]
    looks: Sequence[_Look]
    classes: Classes

    def features(self, i: int) -> dict[str, float]:
        return {}


def _words(text: str, span: Span) -> list[Word]:
    if span.length <= _MOST:
        return words_of(text, *span)
    half = _MOST // 2
    return words_of(text, span.start, span.start + half) + words_of(text, span.end - half, span.end)


def _quoted(words: Sequence[Word]) -> list[bool]:
    """Tell for each word whether it stands between quotation marks. A quotation that does not close goes to the end."""
    masked: list[bool] = []
    depth, straight = 0, False
    for word in words:
        depth += (word.text in _OPENING) - (word.text in _CLOSING and depth > 0)
        straight ^= word.text == _STRAIGHT
        masked.append(depth > 0 or straight)
    return masked
