"""Noun phrases by their words, without syntax: the smallest phrase that names somebody, and its head."""

import re

from onrecord.model.span import Span

_DETERMINER = re.compile(
    r"(?:the|an?|this|that|these|those|some|several|many|both|all|his|her|its|their|our|my)\s", re.IGNORECASE
)
# Where an apposition, relative clause or adjunct begins after the noun.
_ADJUNCT = (
    r"[;:(—–]|,(?!\d)|\s(?:who|whom|whose|that|which|for|from|in|at|with|on|by|to"
    r"|familiar|close|near|speaking|quoted)\s"
)
# "of …" belongs to the smallest phrase ("members of the council"), but not to the head.
_AFTER_PHRASE = re.compile(_ADJUNCT)
_AFTER_HEAD = re.compile(rf"{_ADJUNCT}|\sof\s")


def smallest_phrase(span: Span, text: str) -> Span:
    """Return a noun phrase without determiner, apposition, relative clause and adjuncts other than "of …"."""
    return _cut(span, text, _AFTER_PHRASE)


def head_phrase(span: Span, text: str) -> Span:
    """Return a noun phrase up to its noun: "former members" of "the former members of the council"."""
    return _cut(span, text, _AFTER_HEAD)


def _cut(span: Span, text: str, after: re.Pattern[str]) -> Span:
    words = span.words(text)
    first = _DETERMINER.match(words)
    start = first.end() if first else 0
    end = after.search(words, start + 1)
    shorter = Span(span.start + start, span.start + (end.start() if end else len(words))).trimmed(text)
    return shorter if shorter is not None and shorter.is_sound(text) else span
