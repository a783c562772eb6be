"""Credits: which agency an article says its copy is from, by credit lines and datelines ("(Reuters)", "reporting by AP")."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.model.annotation import PassageKind
from onrecord.model.record import PassageRow
from onrecord.resolve.lexicon import load_rows

# Where a credit stands: lines that are no news, and the first words of the news itself ("KYIV (Reuters) - …").
LINES: frozenset[PassageKind] = frozenset({"byline", "dateline", "notice"})
OPENING = 120  # characters of the first news line in which a dateline may stand
_VERBS = r"(?i:\b(?:reporting|editing|source|files|contributed|copyright|by)\b)"
_CREDIT = r"(?:\(\s*{name}\s*\)|" + _VERBS + r"[^.\n]{{0,60}}\b{name}\b|^\s*{name}\s*$)"


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency an article credits, and the words that do."""

    agency: str
    words: str


def find_credits(text: str, passages: Sequence[PassageRow]) -> tuple[Credit, ...]:
    """Return the agencies an article credits, each once: known ones where a credit can stand, others in a dateline's brackets."""
    found: dict[str, Credit] = {}
    for line in _lines(text, passages):
        for agency, pattern in _patterns():
            match = pattern.search(line)
            if match:
                found.setdefault(agency, Credit(agency, " ".join(match.group().split())))
        match = _DATELINE.match(line)
        if match and not any(credit.words == f"({match.group(1).strip()})" for credit in found.values()):
            found.setdefault(
                match.group(1).strip(), Credit(match.group(1).strip(), f"({match.group(1).strip()})")
            )
    return tuple(found.values())


# A place in capitals, perhaps a date, then a name in brackets and a dash.
_DATELINE = re.compile(r"[A-Z][A-Z .'’/-]{2,40}(?:,[^()\n]{1,30})?\s\(([A-Z][\w .&'’-]{1,40})\)\s*[-–—]")


def _lines(text: str, passages: Sequence[PassageRow]) -> Iterator[str]:
    first = True
    for passage in passages:
        words = passage.span.words(text)
        if passage.kind in LINES:
            yield words
        elif passage.kind == "body" and first:
            first = False
            yield (
                text[max(passage.span.start - OPENING, 0) : passage.span.start].rpartition("\n")[2]
                + words[:OPENING]
            )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = []
    for agency, forms in load_rows("agencies"):
        names = sorted(forms.split(";"), key=len, reverse=True)
        # Three letters are a name only in capitals: "(AP)", but not "(aa)".
        pieces = [re.escape(name.upper()) if len(name) <= 3 else f"(?i:{re.escape(name)})" for name in names]
        rows.append((agency, re.compile(_CREDIT.format(name=f"(?:{'|'.join(pieces)})"), re.MULTILINE)))
    return tuple(rows)
