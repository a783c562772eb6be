"""Tellings: a candidate becomes an event as its sentence tells it, or nothing. Everything an event has is put together here."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.annotate.events.arguments import Parties, find_parties
from onrecord.annotate.events.context import VERBAL_ACTS, EventContext
from onrecord.annotate.events.duplicates import Telling
from onrecord.annotate.events.filters import (
    are_people,
    is_accident,
    is_bare,
    is_by_unknown,
    is_in_words,
    is_nobodys,
    meets_thing,
)
from onrecord.annotate.events.lexicon import Trigger
from onrecord.annotate.events.participants import Part, Participants
from onrecord.annotate.events.reality import has_tense, is_known_deed, is_part, reality_of
from onrecord.annotate.events.time_and_place import date_of, place_of
from onrecord.annotate.events.trigger_candidates import Candidate, fitting_triggers
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    Amount,
    Attribution,
    EventMention,
    EventType,
    Reality,
    Token,
)
from onrecord.model.span import Span

_COMPLEMENTS = frozenset(
    {
        "dobj",
        "prep",
        "dative",
        "xcomp",
        "ccomp",
        "acomp",
        "agent",
        "attr",
        "oprd",
        "prt",
        "npadvmod",
        "advmod",
    }
)
_LONGEST = 60  # tokens of evidence
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_COVERING = frozenset(
    {"AGREE", "REJECT", "THREATEN"}
)  # what is agreed, refused or threatened is no event apart
# Whether the article tells it itself, and whether several act -> the share that was right on the tune articles, with one
# right and one wrong more than counted.
_RIGHT = {(True, True): 0.92, (True, False): 0.86, (False, True): 0.71, (False, False): 0.46}
_BESIDE = frozenset({"as", "while", "after", "before", "since", "when", "although", "though", "whereas"})
_VICTIMS = frozenset(
    {"ASSAULT", "COERCE", "SANCTION", "ACCUSE", "RETREAT", "AID"}
)  # told by whom it befell alone


@dataclass(frozen=True, slots=True)
class _Roles:
    """Who acts and whom it is done to, as parts."""

    actors: tuple[Part, ...]
    recipients: tuple[Part, ...]


def tell(candidate: Candidate, stage: EventContext) -> list[Telling]:
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
    if _round(candidate, stage.tree) is not None or _is_told_alone(candidate, stage):
        telling = _telling(candidate, candidate.triggers[0], _Roles((), ()), stage)
        return [] if telling is None else [replace(telling, again=_is_known(candidate, stage.tree))]
    return []


def _is_told_alone(candidate: Candidate, stage: EventContext) -> bool:
    """Tell whether a noun tells violence or a protest with its day or place, though nobody is named."""
    if not candidate.is_noun or candidate.triggers[0].type not in ("ASSAULT", "PROTEST"):
        return False
    span = candidate.token.span
    return date_of(stage.scene, span) is not None or place_of(stage.scene, span) is not None


def _is_known(candidate: Candidate, tree: SyntaxTree) -> bool:
    """Tell whether a noun is told as one known already: "the attack", "those protests"."""
    return any(child.text.lower() in _KNOWN for child in tree.below(candidate.token.index, "det"))


_KNOWN = frozenset({"the", "this", "that", "these", "those"})


def with_parties(tellings: list[Telling]) -> list[Telling]:
    """Give a round of talks whose parties are not told beside it those of the talks told before it, or else after it."""
    found: list[Telling] = []
    for place, telling in enumerate(tellings):
        event = telling.event
        if event.round is None or event.actors:
            found.append(telling)
            continue
        others = [row.event for row in (*reversed(tellings[:place]), *tellings[place:])]
        talks = next((row for row in others if row.type == "CONSULT" and len(row.actors) > 1), None)
        if talks is not None:
            found.append(
                replace(telling, event=replace(event, actors=talks.actors, actor_spans=talks.actor_spans))
            )
    return found


def _again(candidate: Candidate, telling: Telling, stage: EventContext) -> list[Telling]:
    """Return the event once more for each "again on June 2" in a sentence whose main verb tells it."""
    tree = stage.tree
    if candidate.token.head != candidate.token.index or telling.event.time is None:
        return []
    sentence = tree.sentence_at(candidate.token.index)
    found = []
    for time in stage.scene.times:
        indices = tree.range(time.span)
        if time.value and candidate.token.index < indices.start < sentence.last:
            before = [
                tree[i].text.lower()
                for i in range(max(candidate.token.index, indices.start - 2), indices.start)
            ]
            if "again" in before:
                found.append(replace(telling, event=replace(telling.event, time=time)))
    return found


def _is_covered(candidate: Candidate, stage: EventContext) -> bool:
    """Tell whether the candidate is what somebody agrees, refuses or threatens to do ("agreed to withdraw its troops")."""
    tree, at = stage.tree, candidate.verb
    for _ in range(3):
        above = tree[at.head]
        if above.index == at.index or at.dep not in (
            "xcomp",
            "ccomp",
            "pcomp",
            "prep",
            "dobj",
            "pobj",
            "acl",
            "conj",
        ):
            return False
        if at.dep == "ccomp" and not any(aux.tag == "TO" for aux in tree.below(at.index, "aux")):
            return False
        if above.pos == "VERB" and at.dep != "conj" and _covers(above, stage):
            return not (candidate.is_noun and candidate.triggers[0].type in VERBAL_ACTS)
        noun = stage.lexicon.nouns.get(above.lemma.lower())
        if above.pos == "NOUN" and noun is not None and noun.type in _COVERING:
            return True
        at = above
    return False


def _covers(verb: Token, stage: EventContext) -> bool:
    """Tell whether a verb agrees, refuses or threatens in its sentence: "expressed readiness" does, "expressed fear" not."""
    rows = fitting_triggers(verb, stage.tree, stage.lexicon)
    return any(len(row.words) < 2 and row.type in _COVERING for row, _ in rows)


def _roles(candidate: Candidate, trigger: Trigger, stage: EventContext) -> _Roles | None:
    parties = find_parties(candidate, trigger, stage.tree)
    cast = stage.cast
    actors = _actors(candidate, parties, cast)
    recipients = _recipients(candidate, trigger, parties, cast)
    if candidate.is_noun and "patient" in trigger.parts and not recipients and are_people(actors, cast):
        actors, recipients = (), actors  # "the writer's arrest", "a hostage release"
    numbers = {part.actor for part in actors}
    recipients = tuple(part for part in recipients if part.actor not in numbers)
    if is_nobodys(candidate, trigger, actors, stage):
        return None
    if "together" in trigger.parts:
        return _together(candidate, parties, (*actors, *recipients), stage)
    if trigger.parts & {"object!", "must"} and not recipients:
        return None
    if actors and trigger.mode == "visit" and not recipients and not _is_somewhere(candidate, stage):
        return None
    if actors or _is_author(candidate, trigger, stage):
        return _Roles(actors, recipients)
    return (
        _Roles((), recipients)
        if recipients and _befell(candidate, trigger, parties, recipients, stage)
        else None
    )


def _is_author(candidate: Candidate, trigger: Trigger, stage: EventContext) -> bool:
    """Tell whether whoever wrote the text does it with these words ("I applaud the senators") and is not named in it."""
    own = list(stage.tree.below(candidate.token.index, "nsubj"))
    said = candidate.token.tag == "VBP" and any(token.text.lower() == "i" for token in own)
    return "act" in trigger.parts and said and stage.cast.told_in(candidate.token) is None


def _befell(
    candidate: Candidate,
    trigger: Trigger,
    parties: Parties,
    recipients: tuple[Part, ...],
    stage: EventContext,
) -> bool:
    """Tell whether something is told by whom it befell alone."""
    if trigger.type not in _VICTIMS:
        return False
    if candidate.is_noun:
        return "patient" in trigger.parts
    if not parties.passive or not _is_finite_passive(candidate.token, stage.tree):
        return False
    if candidate.token.dep == "relcl" and not any(part.actor in stage.cast.named for part in recipients):
        return False
    return trigger.type not in ("ACCUSE", "SANCTION") or not _is_any(candidate.token, parties, stage.tree)


def _together(
    candidate: Candidate, parties: Parties, parts: tuple[Part, ...], stage: EventContext
) -> _Roles | None:
    """Return all who take part in what several do; None where too few are known or what is met is nobody."""
    cast = stage.cast
    if meets_thing(candidate, cast, stage.tree):
        return None
    both = tuple({part.actor: part for part in parts}.values())
    if parties.passive and len(both) == 1:
        both = (*cast.teller(candidate.token), *both)
    elif not candidate.is_noun and len(both) == 1 and is_by_unknown(candidate, cast, stage.tree):
        return None
    return _Roles(both, ()) if both and _is_kept_together(candidate, both, cast) else None


def _is_somewhere(candidate: Candidate, stage: EventContext) -> bool:
    """Tell whether a visit goes somewhere that is told."""
    return place_of(stage.scene, candidate.token.span) is not None


def _actors(candidate: Candidate, parties: Parties, cast: Participants) -> tuple[Part, ...]:
    """Return who acts; of the cue of a statement its speaker, however its subject was read."""
    found = cast.parts(parties.actors)
    speaker = () if parties.passive else cast.speaker_of_cue(candidate.token)
    if not speaker or any(part.actor == speaker[0].actor for part in found):
        return found
    return (*speaker, *(part for part in found if part.actor in cast.named)) if len(found) > 1 else speaker


def _is_finite_passive(verb: Token, tree: SyntaxTree) -> bool:
    """Tell whether a passive without "by" tells what happened: "was freed", not "after being freed"."""
    aux = [child.text.lower() for child in tree.below(verb.index, "aux", "auxpass")]
    return verb.dep == "acl" or bool({"was", "were", "been"} & set(aux)) or verb.dep == "conj"


def _is_any(verb: Token, parties: Parties, tree: SyntaxTree) -> bool:
    """Tell whether a participle only says which ones are meant, of whom no number is told: "people accused of theft"."""
    if any(True for _ in tree.below(verb.index, "aux", "auxpass")):
        return False
    bare = [row for row in parties.recipients if row.tag == "NNS" or row.lemma.lower() == "people"]
    return bool(bare) and not any(
        True for row in bare for _ in tree.below(row.index, "det", "nummod", "poss")
    )


def _is_kept_together(candidate: Candidate, actors: tuple[Part, ...], cast: Participants) -> bool:
    """Tell whether enough parties are known: one alone does not meet, unless it is several ("the leaders", "the G7")."""
    if len(actors) > 1:
        return True
    if candidate.is_noun and candidate.verb is candidate.token:
        return False
    return candidate.triggers[0].type != "CONSULT" or cast.kind_of(actors[0].actor) in (
        "people",
        "organisation",
        "armed-group",
    )


def _recipients(
    candidate: Candidate, trigger: Trigger, parties: Parties, cast: Participants
) -> tuple[Part, ...]:
    found: list[Part] = []
    for token in parties.recipients:
        parts = cast.parts([token]) if "object!" not in trigger.parts or cast.is_named_at(token) else ()
        owned = "object!" not in trigger.parts and token not in candidate.words
        if not parts and owned and token.pos in ("NOUN", "PROPN"):
            parts = cast.owner_of(token)
        found += parts
        if found and "act" in trigger.parts:
            break
    return tuple(dict.fromkeys(found))


def _telling(candidate: Candidate, trigger: Trigger, roles: _Roles, stage: EventContext) -> Telling | None:
    kind = (
        "ACCUSE" if is_in_words(candidate, trigger, (roles.actors, roles.recipients), stage) else trigger.type
    )
    told_by = _told_by(candidate, stage)
    reality = "actual" if _is_wished(candidate, trigger, stage) else _reality(candidate, kind, told_by, stage)
    if reality is None or (not roles.actors and reality in ("hypothetical", "negated")):
        return None
    if is_bare(candidate, trigger, roles.recipients, stage.tree) or (
        not roles.actors and is_accident(candidate, trigger, stage)
    ):
        return None
    span = _trigger_span(candidate, stage.tree)
    time = date_of(stage.scene, span)
    if (
        time is None
        and told_by is not None
        and stage.cast.speakers.get(told_by) in {part.actor for part in roles.actors}
    ):
        time = stage.said.get(told_by)
    evidence = _evidence(candidate, roles, stage)
    event = EventMention(
        span=evidence,
        type=_announced(candidate, kind),
        trigger=tuple(word.span for word in _trigger_words(candidate)),
        evidence=(evidence,),
        confidence=_confidence(roles, told_by),
        reality=reality,
        mode=trigger.mode,
        contexts=_contexts(candidate, stage),
        actors=tuple(part.actor for part in roles.actors),
        actor_spans=tuple(part.span for part in roles.actors),
        recipients=tuple(part.actor for part in roles.recipients),
        recipient_spans=tuple(part.span for part in roles.recipients),
        time=time,
        place=place_of(stage.scene, span),
        told_by=None
        if _is_performed(candidate, trigger, stage)
        else _teller(candidate, trigger, roles.actors, told_by, stage),
        amounts=_amounts(evidence, stage.amounts),
        round=_round(candidate, stage.tree),
    )
    named = next(
        (word for word in candidate.words if word.lemma.lower() in stage.lexicon.nouns), candidate.token
    )
    about = _about(candidate, stage.tree) - {word.lemma.lower() for word in candidate.words}
    return Telling(event, named.lemma.lower(), about, _names(roles, stage))


def _told_by(candidate: Candidate, stage: EventContext) -> int | None:
    """Return the statement an event is told in; who "declared an emergency" is not who tells of it."""
    told_by = stage.cast.told_in(candidate.token)
    light = candidate.is_noun and candidate.verb is not candidate.token
    if told_by is not None and light and stage.cast.cues.get(candidate.verb.index) == told_by:
        return stage.attributions[told_by].within
    return told_by


def _names(roles: _Roles, stage: EventContext) -> frozenset[str]:
    """Return the words for those who act that are not known by a name of their own."""
    nouns = [part for part in roles.actors if not stage.cast.is_named(part.actor)]
    return frozenset(stage.tree[i].lemma.lower() for part in nouns for i in stage.tree.range(part.span))


def _reality(
    candidate: Candidate, kind: EventType, told_by: int | None, stage: EventContext
) -> Reality | None:
    """Return the reality; None where nobody asserts the event: what an accusation that is rejected charges with is no event."""
    reality = reality_of(candidate, stage.tree, stage.lexicon)
    if reality == "hypothetical" and told_by is not None and _is_reported_future(candidate.verb, stage.tree):
        reality = "planned"
    aside = _is_aside(candidate.verb, stage.tree)
    while told_by is not None and not aside:
        row, act = stage.attributions[told_by], stage.acts.get(told_by, "assert")
        if act == "reject" and reality == "actual" and kind not in VERBAL_ACTS:
            return "negated"
        if act in ("demand", "request") and reality == "actual" and not _is_first_told(candidate, stage, row):
            return "demanded" if kind not in VERBAL_ACTS else reality
        told_by = row.within
    return reality


def _is_reported_future(verb: Token, tree: SyntaxTree) -> bool:
    words = {child.text.lower() for child in tree.below(verb.index, "aux", "mark")}
    return "would" in words and not words & {"if", "unless", "have"}


def _is_aside(verb: Token, tree: SyntaxTree) -> bool:
    """Tell whether a clause only goes beside what is said: "rejected the charge as its forces went on bombing"."""
    at = verb
    for _ in range(4):
        if at.dep == "advcl" and any(
            child.text.lower() in _BESIDE for child in tree.below(at.index, "mark", "advmod")
        ):
            return True
        if at.dep not in ("xcomp", "conj"):
            return False
        at = tree[at.head]
    return False


def _is_first_told(candidate: Candidate, stage: EventContext, told: Attribution) -> bool:
    """Tell whether it is told as known: by a verb with a tense of its own ("urged Moscow to stop because it bombs"), or by a
    noun that only says which thing is asked for ("demanded the transcript of the call")."""
    verb = candidate.verb
    if candidate.is_noun and verb is candidate.token:
        heads = {head.index for head in stage.tree.heads(told.content)}
        above = stage.tree[stage.tree[verb.head].head]
        beside = verb.dep == "pobj" and above.pos == "NOUN" and not is_part(above)
        return verb.index not in heads and (beside or is_known_deed(candidate, stage.tree))
    return has_tense(verb, stage.tree) or verb.tag == "VBP"


def _announced(candidate: Candidate, kind: EventType) -> EventType:
    """Return CONCEDE for a withdrawal or release that is only announced (PLOVER)."""
    announced = candidate.is_noun and candidate.verb.lemma.lower() in ("announce", "declare")
    return "CONCEDE" if kind == "RETREAT" and announced else kind


def _is_performed(candidate: Candidate, trigger: Trigger, stage: EventContext) -> bool:
    """Tell whether saying it is doing it: "We urge …" in somebody's own words is told by the article, not by him."""
    own = list(stage.tree.below(candidate.token.index, "nsubj"))
    said = candidate.token.tag == "VBP" and any(token.text.lower() in ("i", "we") for token in own)
    return ("act" in trigger.parts and said) or _is_wished(candidate, trigger, stage)


def _is_wished(candidate: Candidate, trigger: Trigger, stage: EventContext) -> bool:
    """Tell whether somebody does with words what he says he would like to: "I want to thank you", "let me thank you"."""
    tree, verb = stage.tree, stage.tree[candidate.token.head]
    if verb.lemma.lower() == "let" and candidate.token.dep == "ccomp" and "act" in trigger.parts:
        return any(token.text.lower() in ("me", "us") for token in tree.below(candidate.token.index, "nsubj"))
    if (
        candidate.is_noun
        or candidate.token.dep != "xcomp"
        or verb.lemma.lower() not in ("want", "like", "wish")
    ):
        return False
    if "act" not in trigger.parts or any(True for _ in tree.below(verb.index, "neg")):
        return False
    return any(token.text.lower() in ("i", "we") for token in tree.below(verb.index, "nsubj"))


def _teller(
    candidate: Candidate, trigger: Trigger, actors: tuple[Part, ...], told_by: int | None, stage: EventContext
) -> int | None:
    """Return by which statement it is told; a request or offer that somebody turns down is told by whoever tells that, and so
    is what he does with words himself ("discussed their support")."""
    if told_by is None or not candidate.is_noun or trigger.type not in VERBAL_ACTS:
        return told_by
    row = stage.attributions[told_by]
    if stage.cast.speakers.get(told_by) in {part.actor for part in actors}:
        return row.within
    heads = {head.index for head in stage.tree.heads(row.content)}
    turned = trigger.type in ("REQUEST", "AGREE") and stage.acts.get(told_by, "assert") in ("reject", "agree")
    return row.within if turned and candidate.token.index in heads else told_by


def _trigger_words(candidate: Candidate) -> tuple[Token, ...]:
    return tuple(sorted({*candidate.words, candidate.token}, key=lambda word: word.index))


def _trigger_span(candidate: Candidate, tree: SyntaxTree) -> Span:
    words = [candidate.token, *([candidate.verb] if candidate.verb.index != candidate.token.index else [])]
    first, last = min(word.index for word in words), max(word.index for word in words)
    return tree.span(first, last) if last - first < 6 else candidate.token.span


def _evidence(candidate: Candidate, roles: _Roles, stage: EventContext) -> Span:
    """Return the stretch of the sentence from the first to the last word of trigger, parties and what the act is about."""
    tree, sentence = stage.tree, stage.tree.sentence_at(candidate.token.index)
    indices = {word.index for word in (*candidate.words, candidate.token, candidate.verb)}
    for token in (candidate.token, candidate.verb):
        for child in tree.below(token.index):
            if child.dep in _COMPLEMENTS:
                indices.update(tree.subtree(child.index, _LONGEST))
    for part in (*roles.actors, *roles.recipients):
        indices.update(i for i in tree.range(part.span) if sentence.first <= i < sentence.last)
    kept = [
        i
        for i in indices
        if abs(i - candidate.token.index) <= _LONGEST and sentence.first <= i < sentence.last
    ]
    while len(kept) > 1 and not tree[max(kept)].text[-1:].isalnum():
        kept.remove(max(kept))
    return tree.span(min(kept), max(kept))


def _contexts(candidate: Candidate, stage: EventContext) -> tuple[str, ...]:
    """Return PLOVER's contexts that words of the sentence show, in the order of the lexicon's names."""
    sentence = stage.tree.sentence_at(candidate.token.index)
    words = [stage.tree[i] for i in range(sentence.first, sentence.last)]
    known = stage.lexicon.contexts
    found: set[str] = set()
    for place, word in enumerate(words):
        found.update(known.get(word.lemma.lower(), ()))
        if place + 1 < len(words):
            found.update(known.get(f"{word.text.lower()} {words[place + 1].lemma.lower()}", ()))
    return tuple(sorted(found))


def _amounts(span: Span, amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    first = bisect_left(amounts, span.start, key=lambda row: row.span.start)
    last = bisect_right(amounts, span.end, key=lambda row: row.span.start)
    return tuple(row for row in amounts[first:last] if span.holds(row.span))


def _about(candidate: Candidate, tree: SyntaxTree) -> frozenset[str]:
    """Return the lemmas of the nouns and verbs an act is about."""
    found: set[str] = set()
    for child in tree.below(candidate.token.index):
        if child.dep in _COMPLEMENTS:
            found.update(
                tree[i].lemma.lower()
                for i in tree.subtree(child.index, 20)
                if tree[i].pos in ("NOUN", "VERB", "PROPN")
            )
    return frozenset(found)


def _round(candidate: Candidate, tree: SyntaxTree) -> int | None:
    """Return the number of a round of talks."""
    if candidate.triggers[0].type != "CONSULT":
        return None
    nouns = [word for word in (candidate.token, *candidate.words) if word.pos == "NOUN"]
    above = [tree[tree[noun.head].head] for noun in nouns if noun.dep == "pobj"]
    below = [
        noun
        for word in (candidate.token, candidate.verb)
        for noun in tree.below(word.index, "dobj", "nsubjpass")
    ]
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


def _confidence(roles: _Roles, told_by: int | None) -> float:
    """Return the share of such events that were right on the tune articles (training/event_confidence/fit.py prints the table)."""
    several = len(roles.actors) > 1
    return _RIGHT[(told_by is None, several)]


def spans_of(words: Iterable[Token]) -> tuple[Span, ...]:
    """Return the spans of tokens in text order."""
    return tuple(sorted(word.span for word in words))
