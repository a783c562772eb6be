"""The lexicon of passing words on: verbs of citing and carrying, nouns for works, agencies. Data in lexicons/*/relaying.txt."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from onrecord.model.annotation import Medium
from onrecord.reading.lexicon_files import fields, lexicon_rows


@dataclass(frozen=True, slots=True)
class RelayLexicon:
    """Lists by the names they have in the file; `works` is the medium of each noun for a work."""

    citing: frozenset[str]
    carrying: frozenset[str]
    agencies: frozenset[str]
    agency_nouns: frozenset[str]
    going_on: frozenset[str]
    reports: frozenset[str]
    words: frozenset[str]
    making: frozenset[str]
    works: Mapping[str, Medium]


@cache
def load_relay_lexicon(language: str = "en") -> RelayLexicon:
    """Return the lexicon of a language. Raises ModelError when the list is missing."""
    lists: dict[str, set[str]] = {}
    works: dict[str, Medium] = {}
    for row in lexicon_rows("relaying", language):
        name, words, medium = fields(row, 3)
        lists.setdefault(name, set()).add(words)
        if name == "work":
            works[words] = cast("Medium", medium)
    names = ("citing", "carrying", "agency", "agencies", "going-on", "report", "words", "making")
    return RelayLexicon(*(frozenset(lists.get(name, ())) for name in names), works=MappingProxyType(works))
