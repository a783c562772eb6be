"""Noun phrases by their words alone: the smallest phrase that names somebody, and its head. No syntax is read."""

import re

from onrecord.model.span import Span

_ARTICLE = re.compile(
    r"(?:the|an?|this|that|these|those|some|several|many|both|all|his|her|its|their|our|my)\s", re.IGNORECASE
)
# What is said of somebody behind the noun. "of" goes with the smallest phrase ("members of the council"), not with the head.
_ADJUNCT = r"[;:(—–]|,(?!\d)|\s(?:who|whom|whose|that|which|for|from|in|at|with|on|by|to|familiar|close|near|speaking|quoted)\s"
_BEHIND = re.compile(_ADJUNCT)
_BEHIND_HEAD = re.compile(rf"{_ADJUNCT}|\sof\s")


def smallest_phrase(span: Span, text: str) -> Span:
    """Return a noun phrase without article, apposition, relative clause and adjuncts but "of …"."""
    return _cut(span, text, _BEHIND)


def head_phrase(span: Span, text: str) -> Span:
    """Return a noun phrase up to its noun: "former members" of "the former members of the council in exile"."""
    return _cut(span, text, _BEHIND_HEAD)


def _cut(span: Span, text: str, behind: re.Pattern[str]) -> Span:
    words = span.words(text)
    first = _ARTICLE.match(words)
    start = first.end() if first else 0
    end = behind.search(words, start + 1)
    shorter = Span(span.start + start, span.start + (end.start() if end else len(words))).trimmed(text)
    return shorter if shorter is not None and shorter.is_sound(text) else span
