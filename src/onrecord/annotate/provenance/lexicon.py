"""The word lists of source chains.

Verbs of citing and carrying, nouns for documents, agencies, small word classes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from onrecord.annotate.lexicon_files import fields, lexicon_rows, word_class
from onrecord.model.annotation import Medium


def words_of(name: str) -> frozenset[str]:
    """Return a word class of `word_classes.txt`. Raises ModelError when there is none of this name."""
    return word_class("provenance/word_classes", name)


@dataclass(frozen=True, slots=True)
class ProvenanceLexicon:
    """The lists of `source_chains.txt`, described there.

    `documents` gives the medium of each noun for a document.
    """

    citing: frozenset[str]
    carrying: frozenset[str]
    making: frozenset[str]
    continuing: frozenset[str]
    agencies: frozenset[str]
    agency_nouns: frozenset[str]
    report_nouns: frozenset[str]
    text_nouns: frozenset[str]
    documents: Mapping[str, Medium]


@cache
def load_provenance_lexicon(language: str = "en") -> ProvenanceLexicon:
    """Return the lexicon of a language. Raises ModelError when the list is missing."""
    lists: dict[str, set[str]] = {}
    documents: dict[str, Medium] = {}
    for row in lexicon_rows("provenance/source_chains", language):
        name, words, medium = fields(row, 3)
        lists.setdefault(name, set()).add(words)
        if name == "document":
            documents[words] = cast("Medium", medium)
    words_in = {name: frozenset(words) for name, words in lists.items()}
    return ProvenanceLexicon(
        citing=words_in["citing"],
        carrying=words_in["carrying"],
        making=words_in["making"],
        continuing=words_in["continuing"],
        agencies=words_in["agency"],
        agency_nouns=words_in["agency noun"],
        report_nouns=words_in["report noun"],
        text_nouns=words_in["text noun"],
        documents=MappingProxyType(documents),
    )
