"""Statements as events: an attribution whose speech act accuses, demands, promises, praises and so on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.annotate.attribution.speech_acts import find_act
from onrecord.annotate.events.arguments import is_passive
from onrecord.annotate.events.coreference import UNRATED, EventReport
from onrecord.annotate.events.filters import has_other_sense
from onrecord.annotate.events.lexicon import event_words
from onrecord.annotate.events.participants import EventContext, Participant
from onrecord.model.annotation import Attribution, Circumstance, EventMention, EventType, Token
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

# Speech acts as PLOVER types (docs/annotation.md). Asserting, announcing, thinking, asking, warning are none.
_TYPES: dict[str, EventType] = {
    "accuse": "ACCUSE",
    "criticise": "ACCUSE",
    "reject": "REJECT",
    "demand": "REQUEST",
    "request": "REQUEST",
    "threaten": "THREATEN",
    "promise": "AGREE",
    "offer": "AGREE",
    "agree": "AGREE",
    "praise": "SUPPORT",
    "thank": "SUPPORT",
    "apologise": "CONCEDE",
}
TYPES_OF_ACTS = frozenset(_TYPES.values())


def find_statement_events(
    context: EventContext, view: Annotations, reported: list[EventReport]
) -> Iterator[EventReport]:
    """Yield an event for each statement with such an act, unless the `reported` events have it already."""
    types = _types_by_token(reported, context)
    circumstances = {row.attribution: row for row in view.of(Circumstance)}
    for number, row in context.attributions.items():
        kind = _TYPES.get(context.acts.get(number, "assert"))
        around = circumstances.get(number)
        if around is None or around.speaker is None or _is_reported(row, kind, types, context):
            continue
        if not _has(row.cue, event_words("verbs of wishing"), context):
            report = _statement_event(row, kind, around, context)
            if report is not None:
                yield report


def _statement_event(
    row: Attribution,
    kind: EventType | None,
    around: Circumstance,
    context: EventContext,
) -> EventReport | None:
    """Return the event that a statement is, None where it is none."""
    verb = _cue_verb(row, context)
    if verb is not None and has_other_sense(verb, context):
        return None
    if (
        verb is not None
        and is_passive(verb, context.tree)
        and not any(context.tree.below(verb.index, "agent"))
    ):
        is_charge = kind == "ACCUSE" and is_named_by_cue(row.cue, kind, context)
        return _with_source_as_recipient(_report(context, row, "ACCUSE", around)) if is_charge else None
    refusal = _refusal(row, around.speaker, context) if kind in (None, "REJECT") else None
    if refusal is not None:
        return _report(context, replace(row, cue=refusal), "REJECT", around)
    return _report(context, row, kind, around) if kind is not None else None


def is_named_by_cue(cue: Sequence[Span], kind: EventType | None, context: EventContext) -> bool:
    """Return whether the cue alone shows a speech act of this type."""
    by_cue = _TYPES.get(find_act(context.text, cue, (), context.tree.tokens))
    return by_cue == kind and not _has(cue, event_words("negations"), context)


def _cue_verb(row: Attribution, context: EventContext) -> Token | None:
    return next(
        (
            context.tree[i]
            for span in row.cue
            for i in context.tree.range(span)
            if context.tree[i].pos == "VERB"
        ),
        None,
    )


def _with_source_as_recipient(report: EventReport) -> EventReport:
    """Return the event of a passive cue without agent.

    Example: "X, charged with fraud" was read as a statement of X.
    """
    event = report.event
    turned = replace(
        event, actors=(), actor_spans=(), recipients=event.actors, recipient_spans=event.actor_spans
    )
    return replace(report, event=turned)


def _refusal(row: Attribution, speaker: int | None, context: EventContext) -> tuple[Span, ...] | None:
    """Return "will not approve" of a speaker's own acts: a refusal, whatever the cue."""
    tree = context.tree
    for head in tree.heads(row.content):
        words = {child.text.lower() for child in tree.below(head.index, "aux", "neg")}
        will_not = words & event_words("will") and words & event_words("negations")
        if (
            head.pos != "VERB"
            or head.lemma.lower() in event_words("verbs that nobody refuses")
            or not will_not
        ):
            continue
        subjects = list(tree.below(head.index, "nsubj"))
        actors = context.participants.resolve(subjects)
        by_pronoun = any(token.text.lower() in event_words("subject pronouns") for token in subjects)
        if by_pronoun and (actors[0].actor == speaker if actors else subjects[0].text.lower() != "they"):
            first = min(child.index for child in tree.below(head.index, "aux", "neg"))
            return (tree.span(first, head.index),)
    return None


def _has(spans: Sequence[Span], lemmas: frozenset[str], context: EventContext) -> bool:
    return any(context.tree[i].lemma.lower() in lemmas for span in spans for i in context.tree.range(span))


def _types_by_token(reported: list[EventReport], context: EventContext) -> dict[int, set[EventType]]:
    """Return the types of events by the tokens of their triggers."""
    found: dict[int, set[EventType]] = {}
    for report in reported:
        for trigger in report.event.trigger:
            for i in context.tree.range(trigger):
                found.setdefault(i, set()).add(report.event.type)
    return found


def _is_reported(
    row: Attribution, kind: EventType | None, types: dict[int, set[EventType]], context: EventContext
) -> bool:
    """Return whether the cue is a trigger, or the content has a trigger of this type."""
    if any(i in types for span in row.cue for i in context.tree.range(span)):
        return True
    return any(kind in types.get(i, ()) for span in row.content for i in context.tree.range(span))


def _accused(row: Attribution, speaker: int | None, context: EventContext) -> list[Participant]:
    """Return who is accused: the cue's object, its owner ("called Norway's plan bad"), after "against"."""
    verb = _cue_verb(row, context)
    if verb is None:
        return []
    tree = context.tree
    tokens = list(tree.below(verb.index, "dobj"))
    tokens += [
        noun
        for clause in tree.below(verb.index, "ccomp", "oprd", "xcomp")
        for noun in tree.below(clause.index, "nsubj")
    ]
    nouns = [verb, *tokens]
    for noun in nouns:
        for by in tree.below(noun.index, "prep"):
            if by.text.lower() == "against":
                tokens += tree.below(by.index, "pobj")
    who = context.participants
    found = [part for token in tokens for part in (who.resolve([token]) or who.owner_of(token))]
    return [part for part in dict.fromkeys(found) if part.actor != speaker][:1]


def _report(context: EventContext, row: Attribution, kind: EventType, around: Circumstance) -> EventReport:
    words = row.cue or row.content[:1]
    recipients = _accused(row, around.speaker, context) if kind == "ACCUSE" else []
    if kind in ("REQUEST", "THREATEN"):
        recipients = [Participant(mention.actor, mention.span) for mention in around.addressees]
    evidence = tuple(sorted((*row.source, *row.cue, *row.content)))
    event = EventMention(
        span=row.span,
        type=kind,
        trigger=words,
        evidence=evidence,
        confidence=UNRATED,
        actors=(around.speaker, *around.others) if around.speaker is not None else (),
        actor_spans=row.source,
        recipients=tuple(part.actor for part in recipients),
        recipient_spans=tuple(part.span for part in recipients),
        time=around.said,
        told_by=row.within,
    )
    about = frozenset(
        context.tree[i].lemma.lower()
        for span in row.content
        for i in context.tree.range(span)
        if context.tree[i].pos in ("NOUN", "PROPN", "VERB")
    )
    return EventReport(event, " ".join(span.words(context.text).lower() for span in words), about)
