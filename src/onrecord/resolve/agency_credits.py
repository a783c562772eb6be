"""Agency credits: which agency an article names as its source ("(Reuters)", "reporting by AP")."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.model.annotation import PassageKind
from onrecord.model.record import PassageRow
from onrecord.resolve.lexicon import load_rows

# A credit stands in one of these passages, or in the dateline at the start of the body ("KYIV (Reuters) -
# …").
CREDIT_PASSAGES: frozenset[PassageKind] = frozenset({"byline", "dateline", "notice"})
MAX_DATELINE = 120  # characters of the first body passage in which a dateline may stand
_CREDIT_WORDS = r"(?i:\b(?:reporting|editing|source|files|contributed|copyright|by)\b)"
_CREDIT = r"(?:\(\s*{name}\s*\)|" + _CREDIT_WORDS + r"[^.\n]{{0,60}}\b{name}\b|^\s*{name}\s*$)"
# A place in capitals, perhaps a date, then a name in brackets and a dash.
_DATELINE = re.compile(r"[A-Z][A-Z .'’/-]{2,40}(?:,[^()\n]{1,30})?\s\(([A-Z][\w .&'’-]{1,40})\)\s*[-–—]")


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency that an article credits, and the words of the credit."""

    agency: str
    words: str


def find_credits(text: str, passages: Sequence[PassageRow]) -> tuple[Credit, ...]:
    """Return the agencies that an article credits, each once.

    Agencies of the word list are found wherever a credit can stand, other names only in the brackets of a
    dateline.
    """
    found: dict[str, Credit] = {}
    for line in _credit_lines(text, passages):
        for agency, pattern in _agency_patterns():
            match = pattern.search(line)
            if match:
                found.setdefault(agency, Credit(agency, " ".join(match.group().split())))
        match = _DATELINE.match(line)
        if match:
            name = match.group(1).strip()
            words = f"({name})"
            if all(credit.words != words for credit in found.values()):
                found.setdefault(name, Credit(name, words))
    return tuple(found.values())


def _credit_lines(text: str, passages: Sequence[PassageRow]) -> Iterator[str]:
    is_first_body = True
    for passage in passages:
        words = passage.span.words(text)
        if passage.kind in CREDIT_PASSAGES:
            yield words
        elif passage.kind == "body" and is_first_body:
            is_first_body = False
            start = passage.span.start
            line_start = text[max(start - MAX_DATELINE, 0) : start].rpartition("\n")[2]
            yield line_start + words[:MAX_DATELINE]


@cache
def _agency_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = []
    for agency, forms in load_rows("agencies"):
        names = sorted(forms.split(";"), key=len, reverse=True)
        # Names of up to three letters count only in capitals: "(AP)", but not "(aa)".
        pieces = [re.escape(name.upper()) if len(name) <= 3 else f"(?i:{re.escape(name)})" for name in names]
        rows.append((agency, re.compile(_CREDIT.format(name=f"(?:{'|'.join(pieces)})"), re.MULTILINE)))
    return tuple(rows)
