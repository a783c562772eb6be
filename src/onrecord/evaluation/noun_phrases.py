"""Noun phrases by their words, without syntax: the smallest phrase that names somebody, and its head."""

import re
from functools import cache

from onrecord.annotate.lexicon_files import word_class
from onrecord.model.span import Span

_DETERMINER = re.compile(
    r"(?:the|an?|this|that|these|those|some|several|many|both|all|his|her|its|their|our|my)\s", re.IGNORECASE
)
_MARKS = r"[;:(—–]|,(?!\d)"  # of an apposition or a clause
# Where an apposition, relative clause or adjunct begins after the noun.
_ADJUNCT = (
    rf"{_MARKS}|\s(?:who|whom|whose|that|which|for|from|in|at|with|on|by|to"
    r"|familiar|close|near|speaking|quoted)\s"
)
# "of …" belongs to the smallest phrase ("members of the council"), but not to the head.
_AFTER_PHRASE = re.compile(_ADJUNCT)
_AFTER_HEAD = re.compile(rf"{_ADJUNCT}|\sof\s")
_WITH_WORD_LISTS = ("ru", "uk")  # their genitives have no preposition: phrase and head end alike


def smallest_phrase(span: Span, text: str, language: str | None = "en") -> Span:
    """Return a noun phrase without determiner, apposition, relative clause and adjuncts other than "of …"."""
    return _cut(span, text, *(_listed(language) or (_DETERMINER, _AFTER_PHRASE)))


def head_phrase(span: Span, text: str, language: str | None = "en") -> Span:
    """Return a noun phrase up to its noun: "former members" of "the former members of the council"."""
    return _cut(span, text, *(_listed(language) or (_DETERMINER, _AFTER_HEAD)))


@cache
def _listed(language: str | None) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """Return patterns of determiner and adjunct from the word list of a language, None where it has none."""
    base = (language or "en").split("-")[0]
    if base not in _WITH_WORD_LISTS:
        return None
    determiners, adjuncts = ("|".join(_edges(kind, base)) for kind in ("determiner", "adjunct"))
    whole = "".join(rf"(?<!\b{word})" for word in _edges("partitive", base))  # "один из них" is one phrase
    first = re.compile(rf"(?:{determiners})\s", re.IGNORECASE)
    return first, re.compile(rf"{_MARKS}|\s-\s|{whole}\s(?:{adjuncts})\s", re.IGNORECASE)


def _edges(kind: str, language: str) -> list[str]:
    """Return the words of a class as patterns, the longest first."""
    words = word_class("mentions/noun_phrases", kind, language)
    return [re.escape(word) for word in sorted(words, key=len, reverse=True)]


def _cut(span: Span, text: str, before: re.Pattern[str], after: re.Pattern[str]) -> Span:
    words = span.words(text)
    first = before.match(words)
    start = first.end() if first else 0
    end = after.search(words, start + 1)
    shorter = Span(span.start + start, span.start + (end.start() if end else len(words))).trimmed(text)
    return shorter if shorter is not None and shorter.is_sound(text) else span
