"""Statements that are events: an utterance whose act accuses, demands, rejects, …, where no verb of its own told so already."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.annotate.attribution.speech_acts import find_act
from onrecord.annotate.events.arguments import is_passive
from onrecord.annotate.events.context import EventContext
from onrecord.annotate.events.duplicates import Telling
from onrecord.annotate.events.filters import is_said_otherwise
from onrecord.annotate.events.participants import Part
from onrecord.model.annotation import Attribution, Circumstance, EventMention, EventType, Token
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

# What an utterance does, in PLOVER's words. What only tells, announces, thinks, asks or warns is no event by itself; who
# promises, thanks, praises or apologises says so with a verb of the trigger lexicon.
_TYPES: dict[str, EventType] = {
    "accuse": "ACCUSE",
    "criticise": "ACCUSE",
    "reject": "REJECT",
    "demand": "REQUEST",
    "request": "REQUEST",
    "threaten": "THREATEN",
}


_PRONOUNS = frozenset({"i", "we", "he", "she", "it", "they"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
# What nobody refuses by saying that it will not be.
_BEFALLS = frozenset(
    {
        "win",
        "lose",
        "be",
        "have",
        "know",
        "see",
        "find",
        "become",
        "happen",
        "get",
        "fail",
        "succeed",
        "need",
        "feel",
    }
)
_MUST = frozenset({"must", "need"})  # what shows a demand where the cue is neutral
_WISHES = frozenset({"seek", "want", "hope", "need", "try", "look", "wish"})


def statement_tellings(stage: EventContext, view: Annotations, told: list[Telling]) -> Iterator[Telling]:
    """Yield an event for each statement that does one of these acts and whose words no candidate told already."""
    tokens = view.of(Token)
    types = _types_by_token(told, stage)
    speakers = {row.attribution: row for row in view.of(Circumstance)}
    for index, row in stage.attributions.items():
        kind = _TYPES.get(stage.acts.get(index, "assert"))
        speaker = speakers[index].speaker if index in speakers else None
        if speaker is None or _is_told(row, kind, types, stage) or _is_wish(row, stage):
            continue
        verb = _cue_verb(row, stage)
        if verb is not None and is_said_otherwise(verb, stage):
            continue
        if (
            verb is not None
            and is_passive(verb, stage.tree)
            and not any(True for _ in stage.tree.below(verb.index, "agent"))
        ):
            if kind == "ACCUSE" and _is_by_cue(row, kind, tokens, stage):
                yield _of_accused(_telling(stage, row, kind, speakers[index]))
            continue
        if kind in (None, "REJECT"):
            refusal = _refusal(row, speaker, stage)
            if refusal is not None:
                yield _telling(stage, replace(row, cue=refusal), "REJECT", speakers[index])
                continue
        by_cue = _is_by_cue(row, kind, tokens, stage)
        if kind is not None and (by_cue or (kind == "REQUEST" and _is_demanded(row, stage))):
            yield _telling(stage, row, kind, speakers[index])


def _is_by_cue(
    row: Attribution, kind: EventType | None, tokens: Sequence[Token], stage: EventContext
) -> bool:
    """Tell whether the cue alone shows what the utterance does."""
    return _TYPES.get(find_act(stage.text, row.cue, (), tokens)) == kind and not _has(row.cue, _NOT, stage)


def _cue_verb(row: Attribution, stage: EventContext) -> Token | None:
    return next(
        (stage.tree[i] for span in row.cue for i in stage.tree.range(span) if stage.tree[i].pos == "VERB"),
        None,
    )


def _of_accused(telling: Telling) -> Telling:
    """Return the event of a passive that nobody is told to have done: "X, charged with fraud", read as what X says, befell X."""
    event = telling.event
    turned = replace(
        event, actors=(), actor_spans=(), recipients=event.actors, recipient_spans=event.actor_spans
    )
    return replace(telling, event=turned)


def _refusal(row: Attribution, speaker: int, stage: EventContext) -> tuple[Span, ...] | None:
    """Return "will not approve" where somebody says it of himself: a refusal, whatever the cue."""
    tree = stage.tree
    for head in tree.heads(row.content):
        words = {child.text.lower() for child in tree.below(head.index, "aux", "neg")}
        if (
            head.pos != "VERB"
            or head.lemma.lower() in _BEFALLS
            or not words & {"will", "wo", "’ll", "'ll"}
            or not words & {"not", "n't", "n’t", "never"}
        ):
            continue
        subjects = list(tree.below(head.index, "nsubj"))
        told = stage.cast.parts(subjects)
        own = any(token.text.lower() in _PRONOUNS for token in subjects)
        if own and (told[0].actor == speaker if told else subjects[0].text.lower() != "they"):
            first = min(child.index for child in tree.below(head.index, "aux", "neg"))
            return (tree.span(first, head.index),)
    return None


def _is_wish(row: Attribution, stage: EventContext) -> bool:
    """Tell whether the cue only says what somebody is after: "sought re-election"."""
    return _has(row.cue, _WISHES, stage)


def _has(spans: tuple[Span, ...], lemmas: frozenset[str], stage: EventContext) -> bool:
    return any(stage.tree[i].lemma.lower() in lemmas for span in spans for i in stage.tree.range(span))


def _is_demanded(row: Attribution, stage: EventContext) -> bool:
    """Tell "they must leave" from "they must have left", which guesses."""
    tree = stage.tree
    words = (tree[i] for span in row.content for i in tree.range(span) if tree[i].lemma.lower() in _MUST)
    return any(not any(aux.lemma.lower() == "have" for aux in tree.below(word.head, "aux")) for word in words)


def _types_by_token(told: list[Telling], stage: EventContext) -> dict[int, set[EventType]]:
    """Return the types of events that each trigger token tells."""
    found: dict[int, set[EventType]] = {}
    for telling in told:
        for trigger in telling.event.trigger:
            for i in stage.tree.range(trigger):
                found.setdefault(i, set()).add(telling.event.type)
    return found


def _is_told(
    row: Attribution, kind: EventType | None, types: dict[int, set[EventType]], stage: EventContext
) -> bool:
    """Tell whether an event is told by the cue, or one of this type within the content."""
    if any(i in types for span in row.cue for i in stage.tree.range(span)):
        return True
    return any(kind in types.get(i, ()) for span in row.content for i in stage.tree.range(span))


def _accused(row: Attribution, speaker: int | None, stage: EventContext) -> list[Part]:
    """Return who is found fault with: the object of the cue, whose it is ("called Norway's plan a trick"), or after "against"."""
    verb = _cue_verb(row, stage)
    if verb is None:
        return []
    tree = stage.tree
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
    told = [part for token in tokens for part in (stage.cast.parts([token]) or stage.cast.owner_of(token))]
    return [part for part in dict.fromkeys(told) if part.actor != speaker][:1]


def _telling(stage: EventContext, row: Attribution, kind: EventType, around: Circumstance) -> Telling:
    words = row.cue or row.content[:1]
    heard = [
        Part(mention.actor, mention.span) for mention in around.addressees if kind in ("REQUEST", "THREATEN")
    ]
    heard = heard or (_accused(row, around.speaker, stage) if kind == "ACCUSE" else [])
    evidence = tuple(sorted((*row.source, *row.cue, *row.content)))
    event = EventMention(
        span=row.span,
        type=kind,
        trigger=words,
        evidence=evidence,
        confidence=0.6,
        actors=(around.speaker, *around.others) if around.speaker is not None else (),
        actor_spans=row.source,
        recipients=tuple(part.actor for part in heard),
        recipient_spans=tuple(part.span for part in heard),
        time=around.said,
        told_by=row.within,
    )
    return Telling(event, " ".join(span.words(stage.text).lower() for span in words), frozenset())
