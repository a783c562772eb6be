"""How sure an event is: the chance that its type and one of its actors are right, by signs that its sentence shows.

The weights are data (`event_confidence.txt`), fitted by logistic regression on marked articles; `training/event_confidence/fit.py`
fits them again and prints how well they tell right events from wrong ones.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from math import exp

from onrecord.annotate.events.context import EventContext
from onrecord.annotate.events.reality import has_tense
from onrecord.annotate.lexicon_files import weight_rows
from onrecord.model.annotation import EventMention, Token

_FAR = 12  # tokens between trigger and actor
_BESIDE = frozenset({"relcl", "acl", "advcl", "conj", "pcomp", "xcomp"})  # clauses that go beside another
_PLAIN_TYPES = frozenset(
    {"ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONSULT", "REJECT", "REQUEST", "SUPPORT"}
)


def with_confidence(
    events: Iterable[EventMention], stage: EventContext, least: float | None = None
) -> list[EventMention]:
    """Return the events with their confidence, without those that are less likely than `least`, or than the least listed."""
    weights = _weights()
    rated = [replace(event, confidence=round(chance(signs_of(event, stage), weights), 4)) for event in events]
    return [event for event in rated if event.confidence >= (weights["least"] if least is None else least)]


def chance(signs: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the chance that weights give to signs."""
    return 1 / (1 + exp(-weights["always"] - sum(weights.get(sign, 0.0) for sign in signs)))


@cache
def _weights(language: str = "en") -> Mapping[str, float]:
    return {row[0]: float(row[1]) for row in weight_rows("event_confidence", language)}


def signs_of(event: EventMention, stage: EventContext) -> frozenset[str]:
    """Return what speaks for or against an event: how it is told, by whom, in which words, and who acts."""
    tree = stage.tree
    heads = tree.heads(event.trigger[:1])
    head = heads[0] if heads else tree[0]
    found = set(_of_trigger(head, event, stage))
    found.update(_of_actors(head, event, stage))
    if event.told_by is not None:
        found.add("told by a statement")
    if event.reality != "actual":
        found.add("not actual")
    if len(event.evidence) > 1:
        found.add("told again")
    if event.recipients:
        found.add("recipient")
    if event.actors and all(stage.cast.is_private(actor) for actor in (*event.actors, *event.recipients)):
        found.add("private")
    if event.time is not None or event.place is not None:
        found.add("day or place")
    return frozenset(found)


def _of_trigger(head: Token, event: EventMention, stage: EventContext) -> Iterator[str]:
    if event.type in _PLAIN_TYPES:
        yield event.type
    if head.pos in ("NOUN", "PROPN"):
        yield "noun"
    elif not has_tense(head, stage.tree) and head.tag != "VBP":
        yield "no tense"
    if head.dep in _BESIDE and head.pos in ("VERB", "AUX"):
        yield "beside"
        yield head.dep
    if head.index in stage.cast.cues:
        yield "cue"
    if len(event.trigger) > 1:
        yield "phrase"


def _of_actors(head: Token, event: EventMention, stage: EventContext) -> Iterator[str]:
    if not event.actors:
        yield "nobody"
        return
    if len(event.actors) > 1:
        yield "several"
    tokens = list(stage.tree.range(event.actor_spans[0])) if event.actor_spans else []
    if not tokens:
        return
    token = stage.tree[tokens[-1]]
    if token.pos == "PRON" or token.tag in ("PRP", "PRP$"):
        yield "pronoun"
    elif not stage.cast.is_named(event.actors[0]):
        yield "noun for somebody"
    if token.sentence != head.sentence or abs(token.index - head.index) > _FAR:
        yield "far"
    if not any(child.index in tokens for child in stage.tree.below(head.index, "nsubj", "agent", "poss")):
        yield "no subject of its own"
