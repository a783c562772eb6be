"""Numbers as written, in digits and words: values, scales, ranges. What they count is in units.py."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from onrecord.annotate.lexicon_files import alternatives, lexicon_rows
from onrecord.model.span import Span

_FIGURE = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,6})?"
# Characters that never touch an amount: those of names, dates, times and addresses ("F-16", "10:30", "24/7",
# "1.2.3").
_BEFORE = r"(?<![\w/:#@&.])(?<![A-Za-z][-–.,’'])(?<!\d[.,’'])"
_AFTER = r"(?![\w/@:]|[.,’']\d)"
_LONG = re.compile(r"\+?\(?\d[\d \u00a0().-]{8,24}\d")  # telephone numbers and similar
_PHONE_DIGITS = 9
_BETWEEN = re.compile(r"(?:between|from)\s+\S{0,4}$", re.IGNORECASE)
_JOINT = re.compile(
    r"\s?%?\s?(?:(?P<dash>[-–—])|(?<=[\s%])(?P<word>to|or|and|through)(?=\s))\s?(?P<sign>[^\w\s]{0,3})",
    re.IGNORECASE,
)
_TOUCHING = re.compile(r"\d[-–—]$")
_TOUCHED = re.compile(r"[-–—]\d")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or with `to` a range, and its span. `vague`: "hundreds"; `figures`: it is written in digits.

    `scale` is the value of the last scale word ("billion"), else 1; `short`: its abbreviation follows the
    digits ("20m").
    """

    span: Span
    value: float
    to: float | None = None
    scale: float = 1
    figures: bool = False
    vague: bool = False
    short: bool = False


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Number words with sort and value, and the pattern of everything that may be a number."""

    words: Mapping[str, tuple[str, float]]
    pattern: re.Pattern[str]

    def find(self, text: str, within: Span) -> list[Number]:
        """Return the numbers inside a span in text order; a range is one number."""
        closed = [Span(*match.span()) for match in _LONG.finditer(text, *within) if _is_phone(match.group())]
        single: list[Number] = []
        at = 0  # of the first closed span that does not end before the match
        for match in self.pattern.finditer(text, *within):
            while at < len(closed) and closed[at].end <= match.start():
                at += 1
            single.extend(row for row in self._numbers(match) if not _overlaps(row.span, closed, at))
        return [row for row in _joined(text, single) if not _is_of_a_row(text, row.span)]

    def _numbers(self, match: re.Match[str]) -> Iterator[Number]:
        span = Span(*match.span())
        if match["figure"]:
            value = float(match["figure"].replace(",", ""))
            name = (match["scale"] or match["short"] or "").lower()
            scale = self.words[name][1] if name else 1
            yield Number(span, value * scale, scale=scale, figures=True, short=bool(match["short"]))
        elif match["vague"]:
            value = 1.0
            for word in match["vague"].lower().split():
                value *= self.words[word][1] if word in self.words else 1
            yield Number(span, value, scale=value, vague=True)
        else:
            yield from self._in_words(match)

    def _in_words(self, match: re.Match[str]) -> Iterator[Number]:
        """Yield the numbers in a run of number words: "six two" are two numbers."""
        part = " ".join((match["part"] or "").lower().replace("-", " ").split())
        pieces = list(re.finditer(r"[^\s-]+", match["words"]))
        offset, at = match.start("words"), 0
        while at < len(pieces):
            words = [piece.group().lower() for piece in pieces[at:]]
            value, scale, used = self._value(words)
            if not used:
                at += 1
                continue
            start = match.start() if at == 0 else offset + pieces[at].start()
            first = part if at == 0 else ""
            vague = first in ("several", "a few", "few", "many")
            times = self.words[first][1] if first in self.words else 1
            yield Number(
                Span(start, offset + pieces[at + used - 1].end()), value * times, scale=scale, vague=vague
            )
            at += used

    def _value(self, words: list[str]) -> tuple[float, float, int]:
        """Return the value of the number at the start of the words, its last scale, its length in words."""
        total, current, scale, used = 0.0, -1.0, 1.0, 0
        after_scale = False
        for place, word in enumerate(words):
            if word == "and":
                following = self.words.get(words[place + 1]) if place + 1 < len(words) else None
                if not after_scale or following is None or following[0] == "scale":
                    break
                continue
            sort, value = self.words[word]
            if sort == "scale":
                if current < 0 and place:
                    break
                current, scale, after_scale = max(current, 1) * value, value, True
                if value >= 1000:
                    total, current = total + current, -1.0
            elif current < 0 or _fits_behind(current, value, sort):
                current, after_scale = max(current, 0) + value, False
            else:
                break
            used = place + 1
        return total + max(current, 0), scale, used


def _overlaps(span: Span, closed: Sequence[Span], at: int) -> bool:
    """Return whether a span overlaps one of the closed ones, which are in text order, from `at` on."""
    while at < len(closed) and closed[at].start < span.end:
        if closed[at].overlaps(span):
            return True
        at += 1
    return False


def _fits_behind(current: float, value: float, sort: str) -> bool:
    """Return whether a small number continues the one before: "hundred and five", "twenty-five"."""
    after_tens = current % 10 == 0 and current % 100 >= 20
    return current % 100 == 0 or (sort == "one" and value > 0 and after_tens)


def _is_phone(words: str) -> bool:
    return sum(map(str.isdigit, words)) >= _PHONE_DIGITS and len(re.split(r"[^\d]+", words.strip("+()"))) > 2


def _joined(text: str, rows: list[Number]) -> Iterator[Number]:
    """Yield the numbers; two that form a range become one ("between 20 and 30", "10–15", "two or three")."""
    place = 0
    while place < len(rows):
        first = rows[place]
        second = rows[place + 1] if place + 1 < len(rows) else None
        joined = _range(text, first, second) if second else None
        yield joined or first
        place += 2 if joined else 1


def _is_of_a_row(text: str, span: Span) -> bool:
    """Return whether a dash joins the number to a digit, as in results and dates ("3-1", "2025-07-01")."""
    return bool(_TOUCHING.search(text[max(0, span.start - 2) : span.start]) or _TOUCHED.match(text, span.end))


def _range(text: str, first: Number, second: Number) -> Number | None:
    joint = (
        _JOINT.fullmatch(text, first.span.end, second.span.start)
        if second.span.start - first.span.end < 12
        else None
    )
    if joint is None or first.vague or second.vague:
        return None
    shared = second.scale if first.scale == 1 and first.value < 1000 and second.scale > 1 else 1
    low = first.value * shared
    word = (joint["word"] or "").lower()
    if word == "and" and not _BETWEEN.search(text[max(0, first.span.start - 14) : first.span.start]):
        return None
    if word == "or" and not 0 < second.value - low <= max(10.0, low):
        return None
    if low >= second.value:
        return None
    return replace(
        second, span=first.span.joined(second.span), value=low, to=second.value, figures=first.figures
    )


@cache
def load_numbers(language: str = "en") -> NumberWords:
    """Return the number words of a language. Raises ModelError when their list is missing."""
    words: dict[str, tuple[str, float]] = {}
    for spellings, sort, value in lexicon_rows("amounts/numbers", language):
        for word in alternatives(spellings):
            words[word] = (sort, float(value))
    of = {
        sort: _either(word for word, row in words.items() if row[0] == sort)
        for sort in {row[0] for row in words.values()}
    }
    plain = _either(word for word, row in words.items() if row[0] in ("one", "teen", "ten", "scale"))
    part = rf"(?:{of['part']}|{of['pair']}|an?|several|a\sfew|few|many)"
    pattern = (
        rf"{_BEFORE}(?:(?P<figure>{_FIGURE})"
        rf"(?:(?:\s{{1,2}}|-)?(?P<scale>{of['scale']})|(?P<short>{of['short']}))?{_AFTER}"
        rf"|(?P<vague>(?:(?:many|several|some)\s)?(?:{of['vague']})(?:\sof\s(?:{of['vague']}))?){_AFTER}"
        rf"|(?:(?P<part>{part})[\s-](?={of['scale']}))?"
        rf"(?P<words>(?:{plain})(?:(?:-|\s(?:and\s)?)(?:{plain})){{0,9}}){_AFTER})"
    )
    return NumberWords(words, re.compile(pattern, re.IGNORECASE))


def _either(words: Iterator[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s") for word in ordered) + r")(?![^\W\d_])"
