"""The vocabulary of made-up reports: invented names by number, and common words by their frequency."""

from collections.abc import Callable
from pathlib import Path
from random import Random


def _load() -> dict[str, tuple[str, ...]]:
    paragraphs = (Path(__file__).parent / "vocabulary.txt").read_text("utf-8").split("\n\n")[1:]
    found = {}
    for paragraph in paragraphs:
        name, _, listed = paragraph.partition(":")
        split = listed.split("|") if "|" in listed else listed.split()
        found[name.strip()] = tuple(" ".join(entry.split()) for entry in split)
    return found


_LISTS = _load()
FIRST, _START, _MIDDLE, _END = (_LISTS[name] for name in ("first", "start", "middle", "end"))
OFFICES, GENERIC_BODIES, PEOPLE = (_LISTS[name] for name in ("offices", "generic_bodies", "people"))
BODY_KINDS, OUTLET_KINDS, NUMBERS = (_LISTS[name] for name in ("body_kinds", "outlet_kinds", "numbers"))
VERBS, NOUNS, ADJECTIVES = (_LISTS[name] for name in ("verbs", "nouns", "adjectives"))
PREPOSITIONS = _LISTS["prepositions"]
# Real ones, with country and entry in the list of known actors; those that are named most come first.
STATES = tuple(row.rsplit(" ", 2) for row in _LISTS["states"])
BODIES = (("United Nations", "Q1065"), ("European Union", "Q458"), ("NATO", "Q7184"))
SURNAMES = len(_START) * len(_MIDDLE) * len(_END)
_COMBINATIONS = SURNAMES * len(FIRST)
_STEP = 7_919  # a prime: neighbouring numbers have different surnames
OUTLETS = 60


def full_name(number: int) -> tuple[str, str]:
    """Return first name and surname of person `number`; no two numbers below half a million share both."""
    at = number * _STEP % _COMBINATIONS
    return FIRST[at // SURNAMES], surname(at % SURNAMES)


def surname(number: int) -> str:
    """Return a surname, one of 6,000; also used for places and bodies."""
    number, end = divmod(number, len(_END))
    start, middle = divmod(number, len(_MIDDLE))
    return _START[start % len(_START)] + _MIDDLE[middle] + _END[end]


def outlet_name(number: int) -> str:
    """Return the name of an outlet, one of OUTLETS."""
    return f"{surname(number * 101 % SURNAMES)} {OUTLET_KINDS[number % len(OUTLET_KINDS)]}"


def frequent(chance: Random, count: int) -> int:
    """Return a number below `count`, small ones much more often: about as words and names occur (Zipf)."""
    return int(count ** chance.random()) - 1


def clause(chance: Random, least: int, most: int) -> str:
    """Return a clause of `least` to about `most` words, without its first capital and full stop."""
    pick = chance.random
    length = least + int(pick() * (most - least + 1))
    words = [
        "the",
        _adjective(pick),
        _noun(pick),
        "will",
        VERBS[int(pick() * len(VERBS))],
        "the",
        _noun(pick),
    ]
    while len(words) < length - 1:
        turn = pick()
        words.append(PREPOSITIONS[int(pick() * len(PREPOSITIONS))])
        if turn < 0.3:
            words.append(NUMBERS[int(pick() * len(NUMBERS))])
            words.append(f"{_noun(pick)}s")
        else:
            words += ["the", _adjective(pick), _noun(pick)] if turn < 0.7 else ["the", _noun(pick)]
    return " ".join(words)


def _noun(pick) -> str:  # type: ignore[no-untyped-def]
    return NOUNS[int(pick() * len(NOUNS))]


def _adjective(pick: Callable[[], float]) -> str:
    return ADJECTIVES[int(pick() * len(ADJECTIVES))]
