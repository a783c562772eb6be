"""Statements that are events: an utterance whose act accuses, demands, rejects, …, where no verb of its own told so already."""

from collections.abc import Iterator

from onrecord.model.annotation import Act, Attribution, Circumstance, EventMention, EventType, Token
from onrecord.model.reading import Reading
from onrecord.reading.acts import find_act
from onrecord.reading.events.merging import Telling
from onrecord.reading.events.telling import Stage

# What an utterance does, in PLOVER's words. What only tells, announces, thinks, asks or warns is no event by itself.
_TYPES: dict[Act, EventType] = {
    "accuse": "ACCUSE",
    "criticise": "ACCUSE",
    "reject": "REJECT",
    "demand": "REQUEST",
    "request": "REQUEST",
    "promise": "AGREE",
    "agree": "AGREE",
    "threaten": "THREATEN",
    "thank": "SUPPORT",
    "praise": "SUPPORT",
    "apologise": "CONCEDE",
}


def statement_tellings(stage: Stage, reading: Reading, told: list[Telling]) -> Iterator[Telling]:
    """Yield an event for each statement that does one of these acts and whose words no candidate told already."""
    tokens = reading.of(Token)
    speakers = {row.attribution: row for row in reading.of(Circumstance)}
    for index, row in enumerate(stage.attributions):
        kind = _TYPES.get(stage.acts[index])  # type: ignore[call-overload]
        speaker = speakers[index].speaker if index in speakers else None
        if speaker is None or _is_told(row, kind, told):
            continue
        if kind is not None and (kind == "REQUEST" or _TYPES.get(find_act(stage.text, row.cue, (), tokens)) == kind):
            yield _telling(stage, row, kind, speakers[index])


def _is_told(row: Attribution, kind: EventType | None, told: list[Telling]) -> bool:
    """Tell whether an event is told by the cue, or one of this type within the content."""
    for telling in told:
        for trigger in telling.event.trigger:
            if any(span.overlaps(trigger) for span in row.cue):
                return True
            if telling.event.type == kind and any(span.overlaps(trigger) for span in row.content):
                return True
    return False


def _telling(stage: Stage, row: Attribution, kind: EventType, around: Circumstance) -> Telling:
    words = row.cue or row.content[:1]
    heard = tuple(mention for mention in around.addressees if kind in ("REQUEST", "AGREE", "THREATEN"))
    evidence = tuple(sorted((*row.source, *row.cue, *row.content)))
    event = EventMention(
        span=row.span,
        type=kind,
        trigger=words,
        evidence=evidence,
        confidence=0.6,
        actors=(around.speaker,) if around.speaker is not None else (),
        actor_spans=row.source,
        recipients=tuple(mention.actor for mention in heard),
        recipient_spans=tuple(mention.span for mention in heard),
        time=around.said,
        told_by=row.within,
    )
    return Telling(event, " ".join(span.words(stage.text).lower() for span in words), frozenset())
