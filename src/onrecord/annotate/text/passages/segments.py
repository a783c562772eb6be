"""Segments: pieces of text that get one kind each.

Mostly lines; datelines, time stamps and credits are cut off.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.annotate.text.passages.cues import Word, words_of
from onrecord.annotate.text.passages.lines import find_lines
from onrecord.model.span import Span

Classes = Mapping[str, frozenset[str]]

_HEAD = 140  # characters: the longest dateline
_TAIL = 600  # characters: the longest credit in parentheses
_EARLY = 6  # lines: datelines without an agency are only in the first ones
_DASH = re.compile(r"\s*(?:[—―]\s*|(?:–|--|\s-)\s+)(?=\S)")
_SLASHED = re.compile(r"[^/\n]{2,80}/[A-Z][A-Za-z ]{1,20}/\.?(?=\s)")
_AGENCY = re.compile(r"\(\s?[A-Z][\w/&. ]{1,30}\)\s*\Z")
_CLOCK = r"\d{1,2}[:.]\d{2}\s?[AaPp]\.?[Mm]\.?(?:\s[A-Z]{2,5}\b)?"
_CLOCK_FIRST = re.compile(_CLOCK + r"(?=\s{2,})")
_CLOCK_LAST = re.compile(r"(?<=\s\s)" + _CLOCK + r"\Z")
_SENTENCE_CLOSE = '.!?…"”’»'


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that gets one kind; `cut`: it was cut from its line as a dateline or time stamp."""

    span: Span
    gap: bool
    cut: bool = False


def find_segments(text: str, classes: Classes) -> list[Segment]:
    """Return the segments of a text in order; together they cover every non-space character."""
    out: list[Segment] = []
    for number, line in enumerate(find_lines(text)):
        rest = line.span
        head = _dateline(text, rest, classes, early=number < _EARLY) or _found(
            _CLOCK_FIRST.match(text, *rest)
        )
        if head:
            out.append(Segment(head, line.gap, cut=True))
            rest = _after(text, head, rest)
        clock = _clock_last(text, rest)
        last = clock or _credit(text, rest, classes)
        before = Span(rest.start, last.start).trimmed(text) if last else None
        if last and before:
            out.append(Segment(before, line.gap and not head))
            out.append(Segment(last, False, cut=clock is not None))
        else:
            out.append(Segment(rest, line.gap and not head))
    return out


def is_date(words: Sequence[Word], classes: Classes) -> bool:
    """Return whether the words are only a date or a time of day ("Published: 3 June 2023, 10:15 GMT")."""
    if len(words) > 24:
        return False
    bare = [word.text for word in words if word.text[0].isalnum()]
    dated = any(word in classes["calendar"] for word in bare) or _has_clock(words)
    return (
        dated and any(word[0].isdigit() for word in bare) and all(_is_dating(word, classes) for word in bare)
    )


def _is_dating(word: str, classes: Classes) -> bool:
    return word in classes["calendar"] or word in classes["dating"] or word.rstrip("sthndramp").isdigit()


def _has_clock(words: Sequence[Word]) -> bool:
    texts = [word.text for word in words]
    colon = any(
        b == ":" and a.isdigit() and c[:2].isdigit()
        for a, b, c in zip(texts, texts[1:], texts[2:], strict=False)
    )
    return colon or any(a.isdigit() and b in {"a", "p", "am", "pm"} for a, b in pairwise(texts))


def _dateline(text: str, line: Span, classes: Classes, early: bool) -> Span | None:
    """Return the dateline at the start of a line, including its dash."""
    stop = min(line.end, line.start + _HEAD)
    slashed = _SLASHED.match(text, line.start, stop)
    if slashed and _is_place(text[line.start : text.index("/", line.start)], classes, True):
        return Span(line.start, slashed.end()) if slashed.end() < line.end else None
    if not (text[line.start].isalnum() or text[line.start] == "("):
        return None
    for dash in _dashes(text, line.start, stop):
        head, rest = text[line.start : dash.start()], text[dash.end()]
        agency = _AGENCY.search(head)
        if (agency or (early and not rest.islower())) and _is_place(
            _AGENCY.sub("", head), classes, bool(agency)
        ):
            end = Span(dash.start(), dash.end()).trimmed(text)
            return Span(line.start, end.end) if end else None
    return None


def _dashes(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Yield the first two dashes: a place name may contain one ("SHARM EL-SHEIKH - ")."""
    for count, dash in enumerate(_DASH.finditer(text, start, stop)):
        if count == 2 or dash.start() == start:
            return
        yield dash


def _is_place(head: str, classes: Classes, agency: bool) -> bool:
    """Return whether the words before the dash are a place, a date or both.

    With an agency there may be no words.
    """
    words = [word for word in words_of(head, 0, len(head)) if word.text[0].isalnum()]
    if not words or any(mark in head for mark in '!?:;"“'):
        return agency and not words
    if is_date(words, classes):
        return True
    if len(words) > 12 or words[0].text in classes["noplace"] or words[0].text in classes["dating"]:
        return False
    if not all(
        word.capital or _is_dating(word.text, classes) or word.text in classes["joining"] for word in words
    ):
        return False
    upper = head.split(maxsplit=1)[0].isupper()
    shouted = upper and sum(map(str.isupper, head)) >= 3 and len(words) <= 6
    two_parts = "," in head and not upper and len(words) <= 5 and head[-1:].isalpha()
    return agency or shouted or (two_parts and words[0].text not in classes["calendar"])


def _clock_last(text: str, line: Span) -> Span | None:
    found = _CLOCK_LAST.search(text, max(line.start, line.end - 40), line.end)
    return Span(*found.span()) if found and found.start() > line.start else None


def _credit(text: str, line: Span, classes: Classes) -> Span | None:
    """Return the credit in parentheses at the end of a line: "… on Tuesday. (Reporting by Ann Lee)"."""
    end = line.end - 1 if text[line.end - 1] == "." else line.end
    if text[end - 1] != ")":
        return None
    start = text.rfind("(", max(line.start, end - _TAIL), end)
    before = Span(line.start, start).trimmed(text) if start > line.start else None
    if before is None or text[before.end - 1] not in _SENTENCE_CLOSE:
        return None
    words = words_of(text, start + 1, min(end, start + 40))
    return Span(start, line.end) if words and words[0].text in classes["crediting"] else None


def _after(text: str, head: Span, line: Span) -> Span:
    rest = Span(head.end, line.end).trimmed(text)
    if rest is None:  # cannot happen: a dateline is only cut where text follows
        return line
    return rest


def _found(match: re.Match[str] | None) -> Span | None:
    return Span(*match.span()) if match else None
