"""Texts that are one pattern over and over, for measuring how the time of reading grows with their length."""

import re
from itertools import count
from pathlib import Path

_FILE = Path(__file__).resolve().parents[1] / "benchmarks" / "growth_patterns.txt"
_ESCAPE = re.compile(r"\\(n|[uU][0-9a-f]{4,8})")
_PLACE = re.compile(r"\{[nwW]\}")
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


def load_patterns() -> list[str]:
    """Return the patterns as they are written in the file."""
    lines = _FILE.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("# ")]


def make_text(pattern: str, length: int) -> str:
    """Return a text of a pattern, of `length` characters; its numbers and words go on counting."""
    plain = _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else chr(int(found[1][1:], 16)), pattern)
    numbers = count(1)
    parts: list[str] = []
    size = 0
    while size < length:
        parts.append(_PLACE.sub(lambda found: _fill(found[0], next(numbers)), plain))
        size += len(parts[-1])
    return "".join(parts)[:length]


def _fill(place: str, number: int) -> str:
    if place == "{n}":
        return str(number)
    return make_word(number).capitalize() if place == "{W}" else make_word(number)


def make_word(number: int) -> str:
    """Return a word of three syllables; different ones for the first 300,000 numbers."""
    left = number * 7919 + 12345
    syllables = []
    for _ in range(3):
        left, consonant = divmod(left, len(_CONSONANTS))
        left, vowel = divmod(left, len(_VOWELS))
        syllables.append(_CONSONANTS[consonant] + _VOWELS[vowel])
    return "".join(syllables)
