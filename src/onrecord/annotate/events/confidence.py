"""Confidence of events: the probability that the type and one actor are right, by signs of the sentence.

The weights (`encoder/models/en/event_confidence.txt`) are fitted by logistic regression on marked articles;
`training/event_confidence/fit.py` fits them again and prints how well they separate right from wrong events.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from math import exp

from onrecord.annotate.events.participants import EventContext
from onrecord.annotate.events.reality import has_tense
from onrecord.annotate.events.statement_events import TYPES_OF_ACTS, is_named_by_cue
from onrecord.annotate.lexicon_files import weight_rows
from onrecord.model.annotation import EventMention, Token

_FAR = 12  # tokens between trigger and actor beyond which the sign "far" is set
_SUBORDINATE = frozenset(
    {"relcl", "acl", "advcl", "conj", "pcomp", "xcomp"}
)  # clauses beside or below another
_PLAIN_TYPES = frozenset(
    {"ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONSULT", "REJECT", "REQUEST", "SUPPORT"}
)


def with_confidence(
    events: Iterable[EventMention], context: EventContext, least: float | None = None
) -> list[EventMention]:
    """Return the events with their confidence, without those below `least`.

    None stands for the threshold that is listed with the weights.
    """
    weights = _weights()
    rated = [
        replace(event, confidence=round(chance(signs_of(event, context), weights), 4)) for event in events
    ]
    return [event for event in rated if event.confidence >= (weights["least"] if least is None else least)]


def chance(signs: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the probability (0 to 1) that weights in log odds give to signs.

    Signs without a weight count nothing.
    """
    return 1 / (1 + exp(-weights["always"] - sum(weights.get(sign, 0.0) for sign in signs)))


@cache
def _weights(language: str = "en") -> Mapping[str, float]:
    return {row[0]: float(row[1]) for row in weight_rows("event_confidence", language)}


def signs_of(event: EventMention, context: EventContext) -> frozenset[str]:
    """Return the features of an event: its trigger, who reports it, its participants.

    Names as in the weights file.
    """
    tree = context.tree
    heads = tree.heads(event.trigger[:1])
    head = heads[0] if heads else tree[0]
    found = set(_of_trigger(head, event, context))
    found.update(_of_actors(head, event, context))
    if event.told_by is not None:
        found.add("told by a statement")
    if event.reality != "actual":
        found.add("not actual")
    if len(event.evidence) > 1:
        found.add("told again")
    if event.recipients:
        found.add("recipient")
    if event.actors and all(
        context.participants.is_private(actor) for actor in (*event.actors, *event.recipients)
    ):
        found.add("private")
    if event.time is not None or event.place is not None:
        found.add("day or place")
    return frozenset(found)


def _of_trigger(head: Token, event: EventMention, context: EventContext) -> Iterator[str]:
    if event.type in _PLAIN_TYPES:
        yield event.type
    if head.pos in ("NOUN", "PROPN"):
        yield "noun"
    elif not has_tense(head, context.tree) and head.tag != "VBP":
        yield "no tense"
    if head.dep in _SUBORDINATE and head.pos in ("VERB", "AUX"):
        yield "beside"
        yield head.dep
    if head.index in context.participants.cues:
        yield "cue"
        if event.type in TYPES_OF_ACTS and not is_named_by_cue(event.trigger, event.type, context):
            yield "act of the content"
    elif event.trigger in context.turns:
        yield "turn"
    if len(event.trigger) > 1:
        yield "phrase"


def _of_actors(head: Token, event: EventMention, context: EventContext) -> Iterator[str]:
    if not event.actors:
        yield "nobody"
        return
    if len(event.actors) > 1:
        yield "several"
    tokens = list(context.tree.range(event.actor_spans[0])) if event.actor_spans else []
    if not tokens:
        return
    token = context.tree[tokens[-1]]
    if token.pos == "PRON" or token.tag in ("PRP", "PRP$"):
        yield "pronoun"
    elif not context.participants.is_named(event.actors[0]):
        yield "noun for somebody"
    if token.sentence != head.sentence or abs(token.index - head.index) > _FAR:
        yield "far"
    if not any(child.index in tokens for child in context.tree.below(head.index, "nsubj", "agent", "poss")):
        yield "no subject of its own"
