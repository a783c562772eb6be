"""Authors of an article: names without "By", dates, places and doubles, and bylines on the page itself."""

import re
from collections.abc import Iterable
from functools import cache

from onrecord.ingest.dates import parse_printed_date
from onrecord.ingest.lexicons import LANGUAGES, load_entries, load_words

MAX_LINE = 200  # characters of a byline
MAX_NAME = 80
_MOST_WORDS = 5  # of a name
_PARTICLES = frozenset(
    [
        "al",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "los",
        "ten",
        "ter",
        "van",
        "von",
        "y",
        "zu",
    ]
)
_END_OF_NAMES = re.compile(
    r"\s*(?:[|•·(\[\d\n–—]|\s-\s|\bfor\s+(?=[A-Z])|\bin\s+(?=[A-Z])|\b(?:at|on)\s+(?=[A-Z\d])"
    r"|(?i:\b(?:published|updated|posted|last|first published|@)))"
)
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|&|\band\b|\bwith\b)\s*(?:and\b\s*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+|https?:\S+|@\w+")
_CAPITAL = re.compile(r"[^\W\d_]")


def clean_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are names, in their order, each once.

    "By Ann Lee and Jon Mars" is two names; dates, addresses and what is too long are left out.
    """
    found: dict[str, str] = {}
    for printed in names:
        for name in _names(printed):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def names_in_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the names in the lines about an article that begin with "By" or the like."""
    found: list[str] = []
    for line in lines:
        match = _label_pattern().match(line) if len(line) <= MAX_LINE else None
        if not match:
            continue
        names = _split(line[match.end() :])
        found += [name for name in names if looks_like_person(name)] or list(filter(_is_capital, names[:1]))
    return clean_names(found)


def names_guessed(names: str) -> tuple[str, ...]:
    """Return the names in a list with semicolons that was guessed, without those that have small words."""
    return tuple(
        name for name in clean_names(names.split("; ")) if looks_like_person(name) or len(name.split()) == 1
    )


def looks_like_person(name: str) -> bool:
    """Return whether a text is two to five words with capitals, particles aside."""
    words = name.split()
    if not 2 <= len(words) <= _MOST_WORDS:
        return False
    return all(_is_capital(word) or word.lower() in _PARTICLES for word in words) and _is_capital(words[-1])


def _is_capital(word: str) -> bool:
    first = _CAPITAL.search(word)
    return first is not None and (first[0].isupper() or not first[0].islower())


def _names(printed: str) -> list[str]:
    text = " ".join(_ADDRESS.sub(" ", printed).split()).strip(" ,;|-–—")
    text = re.sub(rf"^(?:{_labels()})\b:?\s+", "", text, flags=re.IGNORECASE)
    parts = _split(text)
    people = [part for part in parts if looks_like_person(part)]
    if len(parts) > 1 and (len(people) == len(parts) or (people and people[0] == parts[0] and "," in text)):
        return people
    text = _cut(text) or text
    return [text] if text and len(text) <= MAX_NAME and not _is_date(text) else []


def _cut(text: str) -> str:
    """Return the part of a byline before its place, date or job."""
    end = _END_OF_NAMES.search(text)
    return text[: end.start()].strip(" ,;|-") if end and end.start() > 0 else text.strip(" ,;|-")


def _split(text: str) -> list[str]:
    parts = (_cut(part) for part in _BETWEEN_NAMES.split(text))
    return [
        part.rstrip(".") if part.count(".") == 1 else part for part in parts if part and not _is_date(part)
    ]


def _is_date(text: str) -> bool:
    """Return whether a text is a date, with or without a year: "Tuesday July 1"."""
    words = re.findall(r"\w+", text.lower())
    known = _date_words()
    return (bool(words) and all(word in known or word.isdigit() for word in words)) or bool(
        parse_printed_date(text)
    )


@cache
def _date_words() -> frozenset[str]:
    months = {
        line.partition(" ")[2].strip(".")
        for language in LANGUAGES
        for line in load_entries(f"{language}/months.txt")
    }
    return frozenset({*months, *(word.strip(".") for word in load_words("weekdays.txt")), "am", "pm"})


@cache
def _labels() -> str:
    return "|".join(map(re.escape, load_words("byline_labels.txt")))


@cache
def _label_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{_labels()})(?::\s*|\s+)(?=\S)", re.IGNORECASE)
