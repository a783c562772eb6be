"""The trigger lexicon: which verbs, nouns and phrases tell which events, and whose part is what. Reads files, finds nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_rows
from onrecord.model.annotation import EVENT_TYPES, EventType
from onrecord.model.errors import ModelError

_PARTS = frozenset({"object", "object!", "together", "host", "gone", "act", "patient", "must", "alone"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A verb, noun or phrase that tells an event.

    `words` are the lemmas after the first, each with its alternatives; `parts` says whose part is what (see event_verbs.txt),
    `prepositions` those before the recipient.
    """

    type: EventType
    mode: str | None
    parts: frozenset[str]
    prepositions: frozenset[str]
    words: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class EventLexicon:
    """Verbs by their first lemma, longest phrases first; nouns by their words; light verbs with the types they
    serve; words of modality
    by what they say; `harm`: nouns of accidents and of violence; `contexts` by the words that show them."""

    verbs: Mapping[str, tuple[Trigger, ...]]
    nouns: Mapping[str, Trigger]
    light: Mapping[str, frozenset[str]]
    modality: Mapping[str, frozenset[str]]
    harm: Mapping[str, frozenset[str]]
    contexts: Mapping[str, tuple[str, ...]]


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
    name, mode, parts, _ = fields(row, 4)
    if name not in EVENT_TYPES:
        raise ModelError(f"the trigger lexicon has the event type {name!r}, which PLOVER does not know")
    told = frozenset(part.strip() for part in parts.split(","))
    return Trigger(
        name,
        mode or None,
        told & _PARTS,
        told - _PARTS,
        tuple(frozenset(word.split("/")) for word in words),
    )
