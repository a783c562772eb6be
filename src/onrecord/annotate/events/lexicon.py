"""The lexicon of events.

Triggers with their argument frames, light verbs, modality, contexts, word classes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_rows, word_class
from onrecord.model.annotation import EVENT_TYPES, EventType
from onrecord.model.errors import ModelError

_FRAME = frozenset({"object", "object!", "together", "host", "gone", "act", "patient", "must", "alone"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A verb, noun or phrase that reports an event.

    `words` are the lemmas after the first, each with its alternatives. `frame` says which argument is the
    actor and which the recipient (see `lexicons/en/events/verbs.txt`); `prepositions` are those before the
    recipient.
    """

    type: EventType
    mode: str | None
    frame: frozenset[str]
    prepositions: frozenset[str]
    words: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class EventLexicon:
    """Triggers and other word lists.

    `verbs` are keyed by their first lemma, longest phrases first; `nouns` by their words; `light` verbs give
    the types that they can report; `modality` is keyed by reality; `harm` has the nouns of accidents and of
    violence; `contexts` are keyed by the words that show them.
    """

    verbs: Mapping[str, tuple[Trigger, ...]]
    nouns: Mapping[str, Trigger]
    light: Mapping[str, frozenset[str]]
    modality: Mapping[str, frozenset[str]]
    harm: Mapping[str, frozenset[str]]
    contexts: Mapping[str, tuple[str, ...]]


def event_words(name: str) -> frozenset[str]:
    """Return a class of `word_classes.txt`. Raises ModelError when the file or the class is missing."""
    return word_class("events/word_classes", name)


@cache
def ordinal_numbers(language: str = "en") -> Mapping[str, int]:
    """Return the numbers of ordinal words. Raises ModelError when the list is missing."""
    return MappingProxyType({word: int(number) for word, number in lexicon_rows("events/ordinals", language)})


@cache
def load_event_lexicon(language: str = "en") -> EventLexicon:
    """Return the lexicon of a language. Raises ModelError when a list is missing or names an unknown type."""
    verbs: dict[str, list[Trigger]] = {}
    nouns: dict[str, Trigger] = {}
    for row in lexicon_rows("events/verbs", language):
        for phrase in alternatives(fields(row, 4)[3]):
            first, *rest = phrase.split()
            verbs.setdefault(first, []).append(_trigger(row, rest))
    for row in lexicon_rows("events/nouns", language):
        for phrase in alternatives(fields(row, 4)[3]):
            nouns[phrase] = _trigger(row, ())
    contexts: dict[str, list[str]] = {}
    for name, words in lexicon_rows("events/contexts", language):
        for word in alternatives(words):
            contexts.setdefault(word, []).append(name)
    light: dict[str, set[str]] = {}
    for row in lexicon_rows("events/light_verbs", language):
        light.setdefault(row[0], set()).update(row[1:] or EVENT_TYPES)
    for found in verbs.values():
        found.sort(key=lambda trigger: -len(trigger.words))
    return EventLexicon(
        MappingProxyType({verb: tuple(found) for verb, found in verbs.items()}),
        MappingProxyType(nouns),
        MappingProxyType({verb: frozenset(types) for verb, types in light.items()}),
        MappingProxyType(
            {row[0]: frozenset(alternatives(row[1])) for row in lexicon_rows("events/modality", language)}
        ),
        MappingProxyType(
            {row[0]: frozenset(alternatives(row[1])) for row in lexicon_rows("events/accidents", language)}
        ),
        MappingProxyType({word: tuple(names) for word, names in contexts.items()}),
    )


def _trigger(row: tuple[str, ...], words: Iterable[str]) -> Trigger:
    name, mode, frame, _ = fields(row, 4)
    if name not in EVENT_TYPES:
        raise ModelError(f"the trigger lexicon has the event type {name!r}, which is not a PLOVER type")
    listed = frozenset(word.strip() for word in frame.split(","))
    return Trigger(
        name,
        mode or None,
        listed & _FRAME,
        listed - _FRAME,
        tuple(frozenset(word.split("/")) for word in words),
    )
