"""What is known of saying before reading: verbs that address somebody, nouns and verbs for how something was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.model.annotation import Medium


@dataclass(frozen=True, slots=True)
class SpeechLexicon:
    """Lists about saying; keys are lemmas in lower case.

    `addressing`: verb -> "object" or the prepositions before the addressee. `nouns` and `verbs`: how it was said.
    """

    addressing: Mapping[str, frozenset[str]]
    nouns: Mapping[str, Medium]
    verbs: Mapping[str, Medium]


@cache
def load_speech_lexicon(language: str = "en") -> SpeechLexicon:
    """Return the lexicon of a language. Raises ModelError when a list is missing."""
    addressing: dict[str, set[str]] = {}
    for verb, way in lexicon_rows("attribution/addressing", language):
        addressing.setdefault(verb, set()).add(way)
    media = {words: cast("Medium", medium) for words, medium in lexicon_rows("attribution/media", language)}
    return SpeechLexicon(
        MappingProxyType({verb: frozenset(ways) for verb, ways in addressing.items()}),
        MappingProxyType({words: medium for words, medium in media.items() if not words.startswith("verb ")}),
        MappingProxyType(
            {
                words.removeprefix("verb "): medium
                for words, medium in media.items()
                if words.startswith("verb ")
            }
        ),
    )
