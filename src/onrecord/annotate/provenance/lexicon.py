"""The lexicon of passing words on: verbs of citing and carrying, nouns for works, agencies. Data in lexicons/*/provenance/passing_on.txt."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from onrecord.annotate.lexicon_files import fields, lexicon_rows
from onrecord.model.annotation import Medium


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
    for row in lexicon_rows("provenance/passing_on", language):
        name, words, medium = fields(row, 3)
        lists.setdefault(name, set()).add(words)
        if name == "work":
            works[words] = cast("Medium", medium)
    of = {name: frozenset(found) for name, found in lists.items()}
    return RelayLexicon(
        citing=of["citing"],
        carrying=of["carrying"],
        agencies=of["agency"],
        agency_nouns=of["agencies"],
        going_on=of["going-on"],
        reports=of["report"],
        words=of["words"],
        making=of["making"],
        works=MappingProxyType(works),
    )
