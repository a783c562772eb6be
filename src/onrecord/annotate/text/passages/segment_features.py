"""Traits of a segment by itself: its words, the cues in it and features that need neither neighbours nor the article's title."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.annotate.text.passages.cues import OUTLET, Cue, CueList, Word, with_outlet, words_of
from onrecord.annotate.text.passages.segments import Classes, Segment, is_date
from onrecord.model.span import Span

_MOST = 1200  # of a longer segment only as many characters are looked at, half at each end
_OPENING, _CLOSING, _STRAIGHT, _SINGLE = "“«„", "”»", '"', "'"
_ENDING = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\Z")
_CLAUSE_END = re.compile(r"[,;:–—-]\Z")
_SPEAKER = re.compile(
    r"Q[.:]?\s{1,9}\S|\(\([A-Za-z]{1,20}\)\)|[A-Z][A-Z.'’\- ]{1,40}(?:\([^()\n]{1,40}\))?:\s"
)
_BULLET = re.compile(r"(?:[-–—*•▪·►~]|\d{1,2}[.)])\s")
_ADDRESS = re.compile(r"@[\w-]{1,60}\.[A-Za-z]{2}")
_LETTER = re.compile(r"[^\W_]")
_MARKUP = re.compile(r"<[^<>]{0,400}>|\bhttps?://\S{1,400}|\bwww\.\S{1,400}|\bpic\.twitter\S{1,80}")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a segment by itself. `features` are those of encoder/models/en/passages.txt, by name."""

    bare: tuple[str, ...]  # the words without the marks, lower-cased
    capitals: int  # how many of them begin with a capital
    count: int  # words, estimated where the segment is very long
    cues: tuple[Cue, ...]
    features: Mapping[str, float]
    date: bool  # a date or time of day and nothing else
    open: bool  # ends like a heading: neither like a sentence nor in the middle of one
    ended: bool  # ends like a sentence
    press: bool  # speaks of publishing, outside quotation marks
    first: str  # the first character


def find_traits(text: str, segment: Segment, cues: CueList, outlet: Sequence[str]) -> Traits:
    """Return the traits of a segment; `outlet` is the outlet's name in lower-cased words, empty when not known."""
    words = with_outlet(_words(text, segment.span), outlet)
    masked = _quoted(words)
    bare = [word for word in words if word.text[0].isalnum() or word.text == OUTLET]
    found = tuple(cues.find(words, masked if len(bare) > 4 else [False] * len(words)))
    end = text[max(segment.span.start, segment.span.end - 5) : segment.span.end]
    ended = _ENDING.search(end) is not None
    open_ = not ended and _CLAUSE_END.search(end) is None
    count = len(bare) if segment.span.length <= _MOST else segment.span.length // 6
    plain = [word.text for word, mask in zip(words, masked, strict=True) if not mask]
    capitals = sum(word.capital for word in bare)
    titled = len(bare) >= 3 and capitals >= 0.7 * len(bare)
    return Traits(
        tuple(word.text for word in bare),
        capitals,
        count,
        found,
        {
            **_counted(plain, found, cues.classes, titled),
            **_shaped(text, segment, found, bare),
            "words": min(count, 100) / 20,
            "quotes": float(sum(masked) >= 6),
            "ended": float(ended),
            "colon": float(end.endswith(":")),
            "asks": float(end.endswith("?")),
            "open": float(open_ and count <= 12),
            "titlecase": float(titled),
        },
        is_date(words, cues.classes),
        open_,
        ended,
        OUTLET in plain or not cues.classes["press"].isdisjoint(plain),
        text[segment.span.start],
    )


def _counted(plain: Sequence[str], found: Sequence[Cue], classes: Classes, titled: bool) -> dict[str, float]:
    """Return the features made of counts of the words outside quotation marks."""
    we, you = (min(4, sum(map(classes[name].__contains__, plain))) for name in ("we", "you"))
    says = not classes["reporting"].isdisjoint(plain)
    return {
        "line": 1.0,
        "says": float(says),
        "told": float(says and not titled and _is_told(plain, classes)),
        "person": float(not classes["person"].isdisjoint(plain)),
        "we": float(we),
        "you": float(you),
        "pleads": float(min(4, we + you) * any(cue.kind == "appeal" for cue in found)),
        "scene": float(plain[-1:] == [")"] and not says and not classes["depicting"].isdisjoint(plain[:12])),
        "outlet": float(OUTLET in plain),
    }


def _is_told(plain: Sequence[str], classes: Classes) -> bool:
    """Tell whether a verb of speech follows a comma closely: "…, the mayor told residents"."""
    return any(
        word in classes["reporting"] and "," in plain[max(0, i - 6) : i] for i, word in enumerate(plain)
    )


def _shaped(text: str, segment: Segment, found: Sequence[Cue], bare: Sequence[Word]) -> dict[str, float]:
    """Return the features made of the look of the segment."""
    span = segment.span
    furnished = any(cue.at_start and cue.kind != "headline" for cue in found)
    empty = not bare or (
        span.length <= _MOST
        and len(bare) <= 60
        and _LETTER.search(_MARKUP.sub(" ", span.words(text))) is None
    )
    letters = [word for word in bare if word.text.isalpha()]
    shouted = len(bare) <= 10 and any(len(word.text) > 2 for word in letters) and span.words(text).isupper()
    return {
        "cut": float(segment.cut),
        "speaker": float(not furnished and _SPEAKER.match(text, *span) is not None),
        "item": float(_BULLET.match(text, *span) is not None),
        "empty": float(empty),
        "address": float(_ADDRESS.search(text, *span) is not None),
        "letter": float(
            len(bare) == 1 and len(bare[0].text) == 1 and bare[0].text.isalpha() and bare[0].text not in "aiq"
        ),
        "shouted": float(shouted),
    }


def _words(text: str, span: Span) -> list[Word]:
    if span.length <= _MOST:
        return words_of(text, *span)
    half = _MOST // 2
    return words_of(text, span.start, span.start + half) + words_of(text, span.end - half, span.end)


def _quoted(words: Sequence[Word]) -> list[bool]:
    """Tell for each word whether it stands between quotation marks. A quotation that does not close goes to the end."""
    masked: list[bool] = []
    depth, straight = 0, False
    last = ""
    for word in words:
        depth += (word.text in _OPENING) - (word.text in _CLOSING and depth > 0)
        doubled = word.text == _SINGLE and last == _SINGLE  # two typewriter apostrophes make a quotation mark
        straight ^= word.text == _STRAIGHT or doubled
        masked.append(depth > 0 or straight)
        last = "" if doubled else word.text
    return masked
