"""Claims of responsibility: who says that an attack was his is its actor, where the text names no other."""

from bisect import bisect_left
from dataclasses import replace

from onrecord.annotate.events.arguments import subjects
from onrecord.annotate.events.context import EventContext
from onrecord.annotate.events.reality import verb_reality
from onrecord.model.annotation import EventMention, Token

_BACK = 1500  # characters a claim looks back for the attack


def with_claims(events: list[EventMention], stage: EventContext) -> list[EventMention]:
    """Give each attack by nobody those who claim responsibility for it not far behind."""
    found = list(events)
    starts = [event.span.start for event in found]
    for verb in stage.tree.tokens:
        if not _is_claim(verb, stage):
            continue
        parts = stage.cast.parts(subjects(verb, stage.tree))
        first, last = (bisect_left(starts, offset) for offset in (verb.span.start - _BACK, verb.span.start))
        for place in range(first, last) if parts else ():
            event = found[place]
            if event.type == "ASSAULT" and not event.actors and event.span.end <= verb.span.start:
                actors, spans = tuple(part.actor for part in parts), tuple(part.span for part in parts)
                found[place] = replace(event, actors=actors, actor_spans=spans)
    return found


def _is_claim(verb: Token, stage: EventContext) -> bool:
    """Tell "claimed responsibility" from what is denied, planned or only thought of."""
    if verb.lemma.lower() != "claim" or verb.pos != "VERB" or verb_reality(verb, stage.tree) is not None:
        return False
    return any(
        row.lemma.lower() in ("responsibility", "credit") for row in stage.tree.below(verb.index, "dobj")
    )
