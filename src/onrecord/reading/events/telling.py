"""Tellings: a candidate becomes an event as its sentence tells it, or nothing. Everything an event has is put together here."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.model.annotation import (
    Amount,
    Attribution,
    Circumstance,
    EventMention,
    EventType,
    Reality,
    TimeExpression,
    Token,
    UtteranceAct,
)
from onrecord.model.reading import Reading
from onrecord.model.span import Span
from onrecord.reading.dating import Scene, date_of, place_of
from onrecord.reading.events.candidates import Candidate
from onrecord.reading.events.cast import Cast, Part
from onrecord.reading.events.lexicon import EventLexicon, Trigger
from onrecord.reading.events.merging import Telling
from onrecord.reading.events.modality import reality_of
from onrecord.reading.events.parties import Parties, find_parties
from onrecord.reading.tree import Tree

_COMPLEMENTS = frozenset(
    {"dobj", "prep", "dative", "xcomp", "ccomp", "acomp", "agent", "attr", "oprd", "prt", "npadvmod", "advmod"}
)
_LONGEST = 60  # tokens of evidence
_ORDINALS = {
    word: number for number, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}  # noqa: SIM905
_VERBAL_ACTS = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "SUPPORT"})
_COVERING = frozenset({"AGREE", "REJECT", "THREATEN"})  # what is agreed, refused or threatened is no event apart
_BESIDE = frozenset({"as", "while", "after", "before", "since", "when", "although", "though", "whereas"})
_VICTIMS = frozenset({"ASSAULT", "COERCE", "SANCTION", "ACCUSE", "RETREAT", "AID"})  # told by whom it befell alone


@dataclass(frozen=True, slots=True)
class Stage:
    """An article ready to be asked: syntax, cast, times and places, amounts, the acts of its attributions."""

    text: str
    tree: Tree
    cast: Cast
    scene: Scene
    lexicon: EventLexicon
    amounts: tuple[Amount, ...]
    attributions: tuple[Attribution, ...]
    acts: tuple[str, ...]
    said: tuple[TimeExpression | None, ...]

    @classmethod
    def of(cls, text: str, reading: Reading, cast: Cast, lexicon: EventLexicon) -> "Stage":
        """Return the stage of a reading."""
        amounts = tuple(sorted(reading.of(Amount), key=lambda row: row.span)) if reading.has(Amount) else ()
        attributions = reading.of(Attribution)
        acts = {row.attribution: row.act for row in reading.of(UtteranceAct)}
        named = tuple(acts.get(index, "assert") for index in range(len(attributions)))
        times = {row.attribution: row.said for row in reading.of(Circumstance)}
        said = tuple(times.get(index) for index in range(len(attributions)))
        return cls(text, cast.tree, cast, Scene.of(reading), lexicon, amounts, attributions, named, said)


@dataclass(frozen=True, slots=True)
class _Roles:
    """Who acts and whom it is done to, as parts."""

    actors: tuple[Part, ...]
    recipients: tuple[Part, ...]


def tell(candidate: Candidate, stage: Stage) -> list[Telling]:
    """Return the event a candidate tells; none where nobody is known to take part or its words tell another one.

    "They met on May 16 and again on June 2" tells two.
    """
    if _is_covered(candidate, stage):
        return []
    for trigger in candidate.triggers:
        roles = _roles(candidate, trigger, stage)
        if roles is not None:
            telling = _telling(candidate, trigger, roles, stage)
            return [] if telling is None else [telling, *_again(candidate, telling, stage)]
    return []


def _again(candidate: Candidate, telling: Telling, stage: Stage) -> list[Telling]:
    """Return the event once more for each "again on June 2" in a sentence whose main verb tells it."""
    tree = stage.tree
    if candidate.token.head != candidate.token.index or telling.event.time is None:
        return []
    sentence = tree.sentence_at(candidate.token.index)
    found = []
    for time in stage.scene.times:
        indices = tree.range(time.span)
        if time.value and candidate.token.index < indices.start < sentence.last:
            before = [tree[i].text.lower() for i in range(max(candidate.token.index, indices.start - 2), indices.start)]
            if "again" in before:
                found.append(replace(telling, event=replace(telling.event, time=time)))
    return found


def _is_covered(candidate: Candidate, stage: Stage) -> bool:
    """Tell whether the candidate is what somebody agrees, refuses or threatens to do ("agreed to withdraw its troops")."""
    tree, at = stage.tree, candidate.verb
    for _ in range(3):
        above = tree[at.head]
        if above.index == at.index or at.dep not in ("xcomp", "ccomp", "pcomp", "prep", "dobj", "pobj", "acl", "conj"):
            return False
        if at.dep == "ccomp" and not any(aux.tag == "TO" for aux in tree.below(at.index, "aux")):
            return False
        known = stage.lexicon.verbs.get(above.lemma.lower(), ())
        if above.pos == "VERB" and at.dep != "conj" and known and any(not row.words and row.type in _COVERING for row in known):
            return not (candidate.is_noun and candidate.triggers[0].type in _VERBAL_ACTS)
        noun = stage.lexicon.nouns.get(above.lemma.lower())
        if above.pos == "NOUN" and noun is not None and noun.type in _COVERING:
            return True
        at = above
    return False


def _roles(candidate: Candidate, trigger: Trigger, stage: Stage) -> _Roles | None:
    parties = find_parties(candidate, trigger, stage.tree)
    cast = stage.cast
    actors = _actors(candidate, parties, cast)
    recipients = _recipients(candidate, trigger, parties, cast)
    numbers = {part.actor for part in actors}
    recipients = tuple(part for part in recipients if part.actor not in numbers)
    if "together" in trigger.parts:
        return (
            _Roles(tuple(dict.fromkeys((*actors, *recipients))), ()) if actors and _is_kept_together(candidate, actors) else None
        )
    if trigger.parts & {"object!", "must"} and not recipients:
        return None
    if actors:
        return _Roles(actors, recipients)
    if parties.actors and not parties.passive and not candidate.is_noun:
        return None
    if candidate.is_noun:
        kept = bool(recipients) and "patient" in trigger.parts
    else:
        kept = parties.passive and bool(recipients) and _is_finite_passive(candidate.token, stage.tree)
    return _Roles((), recipients) if kept and trigger.type in _VICTIMS else None


def _actors(candidate: Candidate, parties: Parties, cast: Cast) -> tuple[Part, ...]:
    """Return who acts; of the cue of a statement its speaker, however its subject was read."""
    found = cast.parts(parties.actors)
    speaker = () if parties.passive else cast.speaker_of_cue(candidate.token)
    if not speaker or any(part.actor == speaker[0].actor for part in found):
        return found
    named = {row.actor for row in cast.mentions}
    return (*speaker, *(part for part in found if part.actor in named)) if len(found) > 1 else speaker


def _is_finite_passive(verb: Token, tree: Tree) -> bool:
    """Tell whether a passive without "by" tells what happened: "was freed", not "after being freed"."""
    aux = [child.text.lower() for child in tree.below(verb.index, "aux", "auxpass")]
    return verb.dep == "acl" or bool({"was", "were", "been"} & set(aux)) or verb.dep == "conj"


def _is_kept_together(candidate: Candidate, actors: tuple[Part, ...]) -> bool:
    """Tell whether enough parties are known: "the deal" with one owner is not told to be an act of his."""
    return len(actors) > 1 or not candidate.is_noun or candidate.verb is not candidate.token


def _recipients(candidate: Candidate, trigger: Trigger, parties: Parties, cast: Cast) -> tuple[Part, ...]:
    found: list[Part] = []
    for token in parties.recipients:
        parts = cast.parts([token])
        owned = "object!" not in trigger.parts and token not in candidate.words
        if not parts and owned and token.pos in ("NOUN", "PROPN"):
            parts = cast.owner_of(token)
        found += parts
        if found and "act" in trigger.parts:
            break
    return tuple(dict.fromkeys(found))


def _telling(candidate: Candidate, trigger: Trigger, roles: _Roles, stage: Stage) -> Telling | None:
    kind, told_by = trigger.type, stage.cast.told_in(candidate.token)
    reality = _reality(candidate, kind, told_by, stage)
    if reality is None or (not roles.actors and reality in ("hypothetical", "negated")):
        return None
    if _is_bare(candidate, trigger, roles, stage.tree):
        return None
    span = _trigger_span(candidate, stage.tree)
    time = date_of(stage.scene, span)
    if time is None and told_by is not None and stage.cast.speakers.get(told_by) in {part.actor for part in roles.actors}:
        time = stage.said[told_by]
    evidence = _evidence(candidate, roles, stage)
    event = EventMention(
        span=evidence,
        type=_announced(candidate, kind, stage),
        trigger=tuple(word.span for word in _trigger_words(candidate)),
        evidence=(evidence,),
        confidence=_confidence(candidate, roles, told_by),
        reality=reality,
        mode=trigger.mode,
        actors=tuple(part.actor for part in roles.actors),
        actor_spans=tuple(part.span for part in roles.actors),
        recipients=tuple(part.actor for part in roles.recipients),
        recipient_spans=tuple(part.span for part in roles.recipients),
        time=time,
        place=place_of(stage.scene, span),
        told_by=None if _is_performed(candidate, trigger, stage) else told_by,
        amounts=_amounts(evidence, stage.amounts),
        round=_round(candidate, stage.tree),
    )
    return Telling(event, candidate.token.lemma.lower(), _about(candidate, stage.tree))


def _is_bare(candidate: Candidate, trigger: Trigger, roles: _Roles, tree: Tree) -> bool:
    """Tell whether a noun for an act in words stands for no act: "the commitment of the United States"."""
    if not candidate.is_noun or trigger.type not in _VERBAL_ACTS or candidate.verb is not candidate.token:
        return False
    clause = any(True for _ in tree.below(candidate.token.index, "acl", "ccomp"))
    return not clause and (trigger.type in ("AGREE", "THREATEN") or not roles.recipients)


def _reality(candidate: Candidate, kind: EventType, told_by: int | None, stage: Stage) -> Reality | None:
    """Return the reality; None where nobody asserts the event: what an accusation that is rejected charges with is no event."""
    reality = reality_of(candidate, stage.tree, stage.lexicon)
    if reality == "hypothetical" and told_by is not None and _is_reported_future(candidate.verb, stage.tree):
        reality = "planned"
    aside = _is_aside(candidate.verb, stage.tree)
    while told_by is not None and not aside:
        row, act = stage.attributions[told_by], stage.acts[told_by]
        if act == "reject" and reality == "actual" and kind not in _VERBAL_ACTS:
            return "negated"
        if act in ("demand", "request") and reality == "actual" and not _is_first_told(candidate, stage):
            return "demanded" if kind not in _VERBAL_ACTS else reality
        told_by = row.within
    return reality


def _is_reported_future(verb: Token, tree: Tree) -> bool:
    words = {child.text.lower() for child in tree.below(verb.index, "aux", "mark")}
    return "would" in words and not words & {"if", "unless", "have"}


def _is_aside(verb: Token, tree: Tree) -> bool:
    """Tell whether a clause only goes beside what is said: "rejected the charge as its forces went on bombing"."""
    at = verb
    for _ in range(4):
        if at.dep == "advcl" and any(child.text.lower() in _BESIDE for child in tree.below(at.index, "mark", "advmod")):
            return True
        if at.dep not in ("xcomp", "conj"):
            return False
        at = tree[at.head]
    return False


def _is_first_told(candidate: Candidate, stage: Stage) -> bool:
    """Tell whether a verb with a tense of its own tells it: "urged Moscow to stop because it bombs" tells the bombing."""
    verb = candidate.verb
    return verb.tag in ("VBD", "VBZ", "VBP") or any(
        aux.tag in ("VBD", "VBZ", "VBP") for aux in stage.tree.below(verb.index, "aux", "auxpass")
    )


def _announced(candidate: Candidate, kind: EventType, stage: Stage) -> EventType:
    """Return CONCEDE for a withdrawal or release that is only announced (PLOVER)."""
    announced = candidate.is_noun and candidate.verb.lemma.lower() in ("announce", "declare")
    return "CONCEDE" if kind == "RETREAT" and announced else kind


def _is_performed(candidate: Candidate, trigger: Trigger, stage: Stage) -> bool:
    """Tell whether saying it is doing it: "We urge …" in somebody's own words is told by the article, not by him."""
    subjects = list(stage.tree.below(candidate.token.index, "nsubj"))
    return (
        "act" in trigger.parts and any(token.text.lower() in ("i", "we") for token in subjects) and candidate.token.tag == "VBP"
    )


def _trigger_words(candidate: Candidate) -> tuple[Token, ...]:
    return tuple(sorted({*candidate.words, candidate.token}, key=lambda word: word.index))


def _trigger_span(candidate: Candidate, tree: Tree) -> Span:
    words = [candidate.token, *([candidate.verb] if candidate.verb.index != candidate.token.index else [])]
    first, last = min(word.index for word in words), max(word.index for word in words)
    return tree.span(first, last) if last - first < 6 else candidate.token.span


def _evidence(candidate: Candidate, roles: _Roles, stage: Stage) -> Span:
    """Return the stretch of the sentence from the first to the last word of trigger, parties and what the act is about."""
    tree, sentence = stage.tree, stage.tree.sentence_at(candidate.token.index)
    indices = {word.index for word in (*candidate.words, candidate.token, candidate.verb)}
    for token in (candidate.token, candidate.verb):
        for child in tree.below(token.index):
            if child.dep in _COMPLEMENTS:
                indices.update(tree.subtree(child.index, _LONGEST))
    for part in (*roles.actors, *roles.recipients):
        indices.update(i for i in tree.range(part.span) if sentence.first <= i < sentence.last)
    kept = [i for i in indices if abs(i - candidate.token.index) <= _LONGEST and sentence.first <= i < sentence.last]
    while len(kept) > 1 and not tree[max(kept)].text[-1:].isalnum():
        kept.remove(max(kept))
    return tree.span(min(kept), max(kept))


def _amounts(span: Span, amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    first = bisect_left(amounts, span.start, key=lambda row: row.span.start)
    last = bisect_right(amounts, span.end, key=lambda row: row.span.start)
    return tuple(row for row in amounts[first:last] if span.holds(row.span))


def _about(candidate: Candidate, tree: Tree) -> frozenset[str]:
    """Return the lemmas of the nouns and verbs an act is about."""
    found = set()
    for child in tree.below(candidate.token.index):
        if child.dep in _COMPLEMENTS:
            found.update(tree[i].lemma.lower() for i in tree.subtree(child.index, 20) if tree[i].pos in ("NOUN", "VERB", "PROPN"))
    return frozenset(found)


def _round(candidate: Candidate, tree: Tree) -> int | None:
    """Return the number of a round of talks."""
    if candidate.triggers[0].type != "CONSULT":
        return None
    nouns = [word for word in (candidate.token, *candidate.words) if word.pos == "NOUN"]
    above = [tree[tree[noun.head].head] for noun in nouns if noun.dep == "pobj"]
    below = [noun for word in (candidate.token, candidate.verb) for noun in tree.below(word.index, "dobj", "nsubjpass")]
    for noun in (*nouns, *above, *below):
        if noun.lemma.lower() == "round":
            for child in tree.below(noun.index, "amod", "compound", "nummod"):
                number = _ordinal(child.text)
                if number:
                    return number
    return None


def _ordinal(word: str) -> int | None:
    match = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)", word.lower())
    return int(match.group(1)) if match else _ORDINALS.get(word.lower())


def _confidence(candidate: Candidate, roles: _Roles, told_by: int | None) -> float:
    """Return the share of such events that were right on the tune articles; see docs/events.md for the table."""
    return 0.8


def spans_of(words: Iterable[Token]) -> tuple[Span, ...]:
    """Return the spans of tokens in text order."""
    return tuple(sorted(word.span for word in words))
