"""Event extraction: from a trigger candidate to the event that its sentence reports, or to none."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from onrecord.annotate.events.arguments import Arguments, find_arguments
from onrecord.annotate.events.coreference import UNRATED, EventReport
from onrecord.annotate.events.filters import (
    are_people,
    has_unknown_subject,
    is_accident,
    is_bare_noun,
    is_no_event,
    is_verbal_attack,
    meets_a_thing,
)
from onrecord.annotate.events.lexicon import Trigger, event_words, ordinal_numbers
from onrecord.annotate.events.participants import VERBAL_ACTS, EventContext, Participant, Participants
from onrecord.annotate.events.reality import reported_reality
from onrecord.annotate.events.time_and_place import date_of, place_of
from onrecord.annotate.events.trigger_candidates import Candidate, fitting_triggers
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Amount, EventMention, EventType, TimeExpression, Token
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
_CONTENT_RELATIONS = frozenset({"xcomp", "ccomp", "pcomp", "prep", "dobj", "pobj", "acl", "conj"})
_LONGEST = 60  # tokens of evidence
_CONTEXT_WORDS = 200  # tokens on each side of a trigger that show its contexts: longer sentences are lists
# What is agreed, refused or threatened is no event of its own.
_COVERING = frozenset({"AGREE", "REJECT", "THREATEN"})
# Types that a passive without "by" can report, by the recipient alone.
_VICTIM_TYPES = frozenset({"ASSAULT", "COERCE", "SANCTION", "ACCUSE", "RETREAT", "AID"})


@dataclass(frozen=True, slots=True)
class _Roles:
    """The resolved arguments of an event."""

    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]


def find_reports(candidate: Candidate, context: EventContext) -> list[EventReport]:
    """Return the event that a candidate reports; two for "They met on May 16 and again on June 2".

    There is none where no participant is known, or where the candidate is the content of another verbal act.
    """
    if _is_covered(candidate, context):
        return []
    for trigger in candidate.triggers:
        roles = _roles(candidate, trigger, context)
        if roles is not None:
            report = _report(candidate, trigger, roles, context)
            return [] if report is None else [report, *_again(candidate, report, context)]
    if _round(candidate, context.tree) is not None or _is_dated_violence(candidate, context):
        report = _report(candidate, candidate.triggers[0], _Roles((), ()), context)
        return [] if report is None else [replace(report, is_anaphoric=_is_definite(candidate, context.tree))]
    return []


def _is_dated_violence(candidate: Candidate, context: EventContext) -> bool:
    """Return whether a noun reports violence or a protest with its day or place.

    An event even without participants.
    """
    if not candidate.is_noun or candidate.triggers[0].type not in ("ASSAULT", "PROTEST"):
        return False
    found, span = context.times_and_places, candidate.token.span
    return date_of(found, span) is not None or place_of(found, span) is not None


def _is_definite(candidate: Candidate, tree: SyntaxTree) -> bool:
    """Return whether a noun is definite: "the attack", "those protests"."""
    determiners = tree.below(candidate.token.index, "det")
    return any(child.text.lower() in event_words("definite determiners") for child in determiners)


def _again(candidate: Candidate, report: EventReport, context: EventContext) -> list[EventReport]:
    """Return the event once more for each "again on June 2" in a sentence whose main verb is the trigger."""
    tree = context.tree
    if candidate.token.head != candidate.token.index or report.event.time is None:
        return []
    sentence = tree.sentence_at(candidate.token.index)
    found = []
    for time in context.times_and_places.times_in(sentence):
        first = tree.range(time.span).start
        if time.value and candidate.token.index < first < sentence.last:
            before = range(max(candidate.token.index, first - 2), first)
            if any(tree[i].text.lower() == "again" for i in before):
                found.append(replace(report, event=replace(report.event, time=time)))
    return found


def _is_covered(candidate: Candidate, context: EventContext) -> bool:
    """Return whether a candidate is the content of an agreement, refusal or threat: "agreed to withdraw"."""
    tree, at = context.tree, candidate.verb
    for _ in range(3):
        above = tree[at.head]
        if above.index == at.index or at.dep not in _CONTENT_RELATIONS:
            return False
        if at.dep == "ccomp" and not any(aux.tag == "TO" for aux in tree.below(at.index, "aux")):
            return False
        if above.pos == "VERB" and at.dep != "conj" and _covers(above, context):
            return not (candidate.is_noun and candidate.triggers[0].type in VERBAL_ACTS)
        noun = context.lexicon.nouns.get(above.lemma.lower())
        if above.pos == "NOUN" and noun is not None and noun.type in _COVERING:
            return True
        at = above
    return False


def _covers(verb: Token, context: EventContext) -> bool:
    """Return whether a verb may report an agreement, refusal or threat.

    Example: "expressed readiness", not "expressed fear".
    """
    rows = fitting_triggers(verb, context.tree, context.lexicon)
    return any(len(row.words) < 2 and row.type in _COVERING for row, _ in rows)


def _roles(candidate: Candidate, trigger: Trigger, context: EventContext) -> _Roles | None:
    arguments = find_arguments(candidate, trigger, context.tree)
    participants = context.participants
    actors = _actors(candidate, arguments, participants)
    recipients = _recipients(candidate, trigger, arguments, participants)
    takes_patient = candidate.is_noun and "patient" in trigger.frame
    if takes_patient and not recipients and are_people(actors, participants):
        actors, recipients = (), actors  # "the writer's arrest", "a hostage release"
    numbers = {part.actor for part in actors}
    recipients = tuple(part for part in recipients if part.actor not in numbers)
    if is_no_event(candidate, trigger, actors, context):
        return None
    if "together" in trigger.frame:
        return _together(candidate, arguments, (*actors, *recipients), context)
    if trigger.frame & {"object!", "must"} and not recipients:
        return None
    place = place_of(context.times_and_places, candidate.token.span) if trigger.mode == "visit" else None
    if actors and trigger.mode == "visit" and not recipients and place is None:
        return None
    if actors or _is_author(candidate, trigger, context):
        return _Roles(actors, recipients)
    is_known = any(part.actor in participants.named for part in recipients)
    if recipients and _needs_no_actor(candidate, trigger, arguments, is_known, context.tree):
        return _Roles((), recipients)
    return None


def _is_author(candidate: Candidate, trigger: Trigger, context: EventContext) -> bool:
    """Return whether the author of the text, who is not named, performs the act: "I applaud the senators"."""
    own = list(context.tree.below(candidate.token.index, "nsubj"))
    said = candidate.token.tag == "VBP" and any(token.text.lower() == "i" for token in own)
    return "act" in trigger.frame and said and context.participants.statement_at(candidate.token) is None


def _needs_no_actor(
    candidate: Candidate, trigger: Trigger, arguments: Arguments, is_known: bool, tree: SyntaxTree
) -> bool:
    """Return whether a trigger reports an event by its recipients alone; `is_known`.

    One of them is a mention.
    """
    if trigger.type not in _VICTIM_TYPES:
        return False
    if candidate.is_noun:
        return "patient" in trigger.frame
    if not arguments.passive or not _is_finite_passive(candidate.token, tree):
        return False
    if candidate.token.dep == "relcl" and not is_known:
        return False
    return trigger.type not in ("ACCUSE", "SANCTION") or not _is_generic(candidate.token, arguments, tree)


def _together(
    candidate: Candidate, arguments: Arguments, parts: tuple[Participant, ...], context: EventContext
) -> _Roles | None:
    """Return the participants of a joint act as actors; None where too few are known or no actor is met."""
    participants = context.participants
    if meets_a_thing(candidate, participants, context.tree):
        return None
    both = tuple({part.actor: part for part in parts}.values())
    is_alone = len(both) == 1
    if arguments.passive and is_alone:
        both = (*participants.reporting_speaker(candidate.token), *both)
    elif is_alone and not candidate.is_noun and has_unknown_subject(candidate, participants, context.tree):
        return None
    return _Roles(both, ()) if both and _are_enough_parties(candidate, both, participants) else None


def _actors(
    candidate: Candidate, arguments: Arguments, participants: Participants
) -> tuple[Participant, ...]:
    """Return the actors. Where the trigger is the cue of a statement, its speaker is one."""
    found = participants.resolve(arguments.actors)
    speaker = () if arguments.passive else participants.speaker_of_cue(candidate.token)
    if not speaker or any(part.actor == speaker[0].actor for part in found):
        return found
    if len(found) == 1:
        return speaker
    return (*speaker, *(part for part in found if part.actor in participants.named))


def _is_finite_passive(verb: Token, tree: SyntaxTree) -> bool:
    """Return whether a passive without "by" reports what happened: "was freed", not "after being freed"."""
    aux = [child.text.lower() for child in tree.below(verb.index, "aux", "auxpass")]
    return verb.dep == "acl" or bool({"was", "were", "been"} & set(aux)) or verb.dep == "conj"


def _is_generic(verb: Token, arguments: Arguments, tree: SyntaxTree) -> bool:
    """Return whether a participle only restricts a bare plural: "people accused of theft"."""
    if any(tree.below(verb.index, "aux", "auxpass")):
        return False
    plural = [row for row in arguments.recipients if row.tag == "NNS" or row.lemma.lower() == "people"]
    return bool(plural) and not any(any(tree.below(row.index, "det", "nummod", "poss")) for row in plural)


def _are_enough_parties(
    candidate: Candidate, actors: tuple[Participant, ...], participants: Participants
) -> bool:
    """Return whether enough parties are known.

    One alone does not meet, unless it is a group ("the leaders", "the G7").
    """
    if len(actors) > 1:
        return True
    if candidate.is_noun and candidate.verb is candidate.token:
        return False
    return candidate.triggers[0].type != "CONSULT" or participants.kind_of(actors[0].actor) in (
        "people",
        "organisation",
        "armed-group",
    )


def _recipients(
    candidate: Candidate, trigger: Trigger, arguments: Arguments, participants: Participants
) -> tuple[Participant, ...]:
    """Return the recipients.

    Where the argument is no actor and the frame allows it, the owner of the thing.
    """
    found: list[Participant] = []
    must_be_actor = "object!" in trigger.frame
    for token in arguments.recipients:
        parts: tuple[Participant, ...] = ()
        if not must_be_actor or participants.is_named_at(token):
            parts = participants.resolve([token])
        may_be_owned = not must_be_actor and token not in candidate.words and token.pos in ("NOUN", "PROPN")
        if not parts and may_be_owned:
            parts = participants.owner_of(token)
        found += parts
        if found and "act" in trigger.frame:
            break
    return tuple(dict.fromkeys(found))


def _report(
    candidate: Candidate, trigger: Trigger, roles: _Roles, context: EventContext
) -> EventReport | None:
    """Return the event with all its parts; None where a filter holds."""
    is_verbal = is_verbal_attack(candidate, trigger, roles.actors, roles.recipients, context)
    kind: EventType = "ACCUSE" if is_verbal else trigger.type
    statement = _enclosing_statement(candidate, context)
    is_polite = _is_polite_wish(candidate, trigger, context)
    reality = "actual" if is_polite else reported_reality(candidate, kind, statement, context)
    if reality is None or is_bare_noun(candidate, trigger, roles.recipients, context.tree):
        return None
    is_unreal = reality in ("hypothetical", "negated")
    if not roles.actors and (is_unreal or is_accident(candidate, trigger, context)):
        return None
    span = _trigger_span(candidate, context.tree)
    evidence = _evidence(candidate, roles, context)
    is_performed = is_polite or _is_performative(candidate, trigger, context)
    event = EventMention(
        span=evidence,
        type=_announced(candidate, kind),
        trigger=tuple(word.span for word in _trigger_words(candidate)),
        evidence=(evidence,),
        confidence=UNRATED,
        reality=reality,
        mode=trigger.mode,
        contexts=_contexts(candidate, context),
        actors=tuple(part.actor for part in roles.actors),
        actor_spans=tuple(part.span for part in roles.actors),
        recipients=tuple(part.actor for part in roles.recipients),
        recipient_spans=tuple(part.span for part in roles.recipients),
        time=_time(span, roles, statement, context),
        place=place_of(context.times_and_places, span),
        told_by=None if is_performed else _reporting_statement(candidate, trigger, roles, statement, context),
        amounts=_amounts(evidence, context.amounts),
        round=_round(candidate, context.tree),
    )
    nouns = (word for word in candidate.words if word.lemma.lower() in context.lexicon.nouns)
    about = _about(candidate, context.tree) - {word.lemma.lower() for word in candidate.words}
    trigger_lemma = next(nouns, candidate.token).lemma.lower()
    return EventReport(event, trigger_lemma, about, _actor_nouns(roles, context))


def _time(span: Span, roles: _Roles, statement: int | None, context: EventContext) -> TimeExpression | None:
    """Return the time of a trigger.

    Where it has none and the speaker is an actor, the time of the statement.
    """
    time = date_of(context.times_and_places, span)
    if time is not None or statement is None:
        return time
    by_speaker = context.participants.speakers.get(statement) in {part.actor for part in roles.actors}
    return context.said.get(statement) if by_speaker else None


def _enclosing_statement(candidate: Candidate, context: EventContext) -> int | None:
    """Return the statement around a trigger.

    A light verb that is its cue ("declared an emergency") is not around it.
    """
    statement = context.participants.statement_at(candidate.token)
    light = candidate.is_noun and candidate.verb is not candidate.token
    if statement is not None and light and context.participants.cues.get(candidate.verb.index) == statement:
        return context.attributions[statement].within
    return statement


def _actor_nouns(roles: _Roles, context: EventContext) -> frozenset[str]:
    """Return the lemmas of the words for actors that have no name."""
    nouns = [part for part in roles.actors if not context.participants.is_named(part.actor)]
    return frozenset(context.tree[i].lemma.lower() for part in nouns for i in context.tree.range(part.span))


def _announced(candidate: Candidate, kind: EventType) -> EventType:
    """Return the type: CONCEDE for a withdrawal or release that is only announced (PLOVER)."""
    announced = candidate.is_noun and candidate.verb.lemma.lower() in ("announce", "declare")
    return "CONCEDE" if kind == "RETREAT" and announced else kind


def _is_performative(candidate: Candidate, trigger: Trigger, context: EventContext) -> bool:
    """Return whether the utterance performs the act ("We urge …").

    The article reports it, not the speaker.
    """
    own = list(context.tree.below(candidate.token.index, "nsubj"))
    said = candidate.token.tag == "VBP" and any(token.text.lower() in ("i", "we") for token in own)
    return "act" in trigger.frame and said


def _is_polite_wish(candidate: Candidate, trigger: Trigger, context: EventContext) -> bool:
    """Return whether a wish performs the act: "I want to thank you", "let me thank you"."""
    if "act" not in trigger.frame:
        return False
    tree, token = context.tree, candidate.token
    verb = tree[token.head]
    if verb.lemma.lower() == "let" and token.dep == "ccomp":
        return any(noun.text.lower() in ("me", "us") for noun in tree.below(token.index, "nsubj"))
    if (
        candidate.is_noun
        or token.dep != "xcomp"
        or verb.lemma.lower() not in event_words("verbs of a polite wish")
    ):
        return False
    is_negated = any(tree.below(verb.index, "neg"))
    return not is_negated and any(
        noun.text.lower() in ("i", "we") for noun in tree.below(verb.index, "nsubj")
    )


def _reporting_statement(
    candidate: Candidate, trigger: Trigger, roles: _Roles, statement: int | None, context: EventContext
) -> int | None:
    """Return the statement that reports an event.

    A verbal act of the speaker ("discussed their support"), and a request or an offer that he turns down or
    accepts, are reported by the statement around his.
    """
    if statement is None or not candidate.is_noun or trigger.type not in VERBAL_ACTS:
        return statement
    row = context.attributions[statement]
    if context.participants.speakers.get(statement) in {part.actor for part in roles.actors}:
        return row.within
    heads = {head.index for head in context.tree.heads(row.content)}
    is_answered = context.acts.get(statement, "assert") in ("reject", "agree")
    is_answer = trigger.type in ("REQUEST", "AGREE") and is_answered and candidate.token.index in heads
    return row.within if is_answer else statement


def _trigger_words(candidate: Candidate) -> tuple[Token, ...]:
    return tuple(sorted({*candidate.words, candidate.token}, key=lambda word: word.index))


def _trigger_span(candidate: Candidate, tree: SyntaxTree) -> Span:
    words = [candidate.token, *([candidate.verb] if candidate.verb.index != candidate.token.index else [])]
    first, last = min(word.index for word in words), max(word.index for word in words)
    return tree.span(first, last) if last - first < 6 else candidate.token.span


def _evidence(candidate: Candidate, roles: _Roles, context: EventContext) -> Span:
    """Return the span from the first to the last word of trigger, arguments and complements."""
    tree, sentence = context.tree, context.tree.sentence_at(candidate.token.index)
    indices = {word.index for word in (*candidate.words, candidate.token, candidate.verb)}
    for token in (candidate.token, candidate.verb):
        for child in tree.below(token.index):
            if child.dep in _COMPLEMENTS:
                indices.update(tree.subtree(child.index, _LONGEST))
    for part in (*roles.actors, *roles.recipients):
        indices.update(i for i in tree.range(part.span) if sentence.first <= i < sentence.last)
    first = max(sentence.first, candidate.token.index - _LONGEST)
    last = min(sentence.last, candidate.token.index + _LONGEST + 1)
    within = [i for i in indices if first <= i < last]
    while len(within) > 1 and not tree[max(within)].text[-1:].isalnum():
        within.remove(max(within))
    return tree.span(min(within), max(within))


def _contexts(candidate: Candidate, context: EventContext) -> tuple[str, ...]:
    """Return the PLOVER contexts that words of the sentence show, sorted by name."""
    at = candidate.token.index
    sentence = context.tree.sentence_at(at)
    first, last = max(sentence.first, at - _CONTEXT_WORDS), min(sentence.last, at + _CONTEXT_WORDS)
    words = context.tree.tokens[first:last]
    known = context.lexicon.contexts
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
    """Return the lemmas of the nouns and verbs that an act is about."""
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
    """Return the number of a round of talks ("the third round"), None for other triggers."""
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
    return int(match.group(1)) if match else ordinal_numbers().get(word.lower())
