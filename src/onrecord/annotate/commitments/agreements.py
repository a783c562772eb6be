"""Agreements and meetings that an article mentions, and the duties that later sentences report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.annotate.commitments.deadlines import own_times
from onrecord.annotate.commitments.lexicon import commitment_words
from onrecord.annotate.commitments.parties import Parties
from onrecord.annotate.commitments.trigger_syntax import TriggerSyntax
from onrecord.annotate.commitments.triggers import BoundAct
from onrecord.annotate.events.time_and_place import TimesAndPlaces, dates_of, place_of
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import PlaceMention, TimeExpression, Token

_REACH = 3  # sentences after an agreement in which a duty under it is searched
_FAR = 5  # tokens before an agreement in which its verb is searched


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as one sentence mentions it; `token` is the index of its word.

    `under`: the sentence is about its content ("Under the accord …"); `binds`: later sentences may report
    duties.
    """

    sentence: int
    token: int
    parties: tuple[int, ...]
    day: TimeExpression | None
    place: PlaceMention | None
    under: bool
    binds: bool = True


def find_agreements(
    syntax: TriggerSyntax, parties: Parties, times_and_places: TimesAndPlaces, bound: Sequence[BoundAct]
) -> tuple[Agreement, ...]:
    """Return in text order the agreements named by a noun or made by a commitment, and the meetings."""
    found = [
        *_named(syntax, parties, times_and_places),
        *_agreed(syntax.tree, parties, times_and_places, bound),
        *_met(syntax, parties, times_and_places),
    ]
    return tuple(sorted(found, key=lambda row: (row.sentence, row.token)))


def _named(syntax: TriggerSyntax, parties: Parties, times_and_places: TimesAndPlaces) -> Iterator[Agreement]:
    tree = syntax.tree
    for noun in tree.tokens:
        if noun.pos not in ("NOUN", "PROPN") or not syntax.words.has("agreement", noun.lemma.lower()):
            continue
        head = tree[noun.head]
        if any(child.text.lower() in ("no", "any") for child in tree.below(noun.index, "det")):
            continue
        under = (
            noun.dep == "pobj"
            and head.text.lower() in commitment_words("prepositions before an agreement")
            and (tree[head.head].pos in VERBAL or head.text.lower() == "under")
        )
        reached = (
            head.pos in VERBAL
            and syntax.words.has("reach", head.lemma.lower())
            and noun.dep in ("dobj", "nsubjpass")
        )
        near = None if reached else _verb_before(syntax, noun)
        head, reached = (near, True) if near is not None else (head, reached)
        participle = next(
            (child for child in tree.below(noun.index, "acl", "relcl") if child.pos in VERBAL), None
        )
        participle = participle or _detached_participle(syntax, noun)
        if not (under or reached or participle):
            continue
        verb = head if reached else participle
        actors = parties.agents_of(noun)
        subject = syntax.subject(head) if reached else None
        if subject is not None:
            actors = tuple(dict.fromkeys((*parties.actors_of(tree[subject]), *actors)))
        day, place = _day(times_and_places, noun, verb), _place(times_and_places, noun, verb)
        binds = syntax.words.has("pact", noun.lemma.lower())
        yield Agreement(noun.sentence, noun.index, actors, day, place, under, binds)


def _verb_before(syntax: TriggerSyntax, noun: Token) -> Token | None:
    """Return the verb just before an agreement that the parser takes for the subject of the next clause."""
    if noun.dep not in ("nsubj", "nsubjpass"):
        return None
    for index in range(noun.index - 1, max(-1, noun.index - _FAR), -1):
        token = syntax.tree[index]
        if token.sentence != noun.sentence or token.pos == "PUNCT":
            return None
        if token.pos in VERBAL and syntax.words.has("reach", token.lemma.lower()):
            return token
    return None


def _detached_participle(syntax: TriggerSyntax, noun: Token) -> Token | None:
    """Return "reached" of "the accord, reached in May", where the parser attaches it elsewhere."""
    comma, verb = syntax.tree.get(noun.index + 1), syntax.tree.get(noun.index + 2)
    if comma is None or verb is None or comma.text != "," or verb.sentence != noun.sentence:
        return None
    return verb if verb.tag == "VBN" and syntax.words.has("reach", verb.lemma.lower()) else None


def _agreed(
    tree: SyntaxTree, parties: Parties, times_and_places: TimesAndPlaces, bound: Sequence[BoundAct]
) -> Iterator[Agreement]:
    for row in bound:
        if row.proposed or row.kind not in ("bind", "word"):
            continue
        trigger = tree[row.trigger]
        actors = parties.actors_of(tree[row.bearer]) if row.bearer is not None else ()
        if actors:
            day = first_dated(own_times(times_and_places, row))
            place = place_of(times_and_places, trigger.span)
            yield Agreement(trigger.sentence, trigger.index, actors, day, place, False)


def _met(syntax: TriggerSyntax, parties: Parties, times_and_places: TimesAndPlaces) -> Iterator[Agreement]:
    """Yield meetings: "sat down in Istanbul on Friday", "met in Doha"."""
    for verb in syntax.tree.tokens:
        if (
            verb.pos != "VERB"
            or not syntax.words.has("meeting", verb.lemma.lower())
            or verb.tag not in ("VBD", "VBN")
        ):
            continue
        day, place = first_dated(dates_of(times_and_places, verb.span)), place_of(times_and_places, verb.span)
        subject = syntax.subject(verb)
        if subject is not None and (day is not None or place is not None):
            yield Agreement(
                verb.sentence,
                verb.index,
                parties.actors_together(syntax.tree[subject]),
                day,
                place,
                False,
                False,
            )


def _day(times_and_places: TimesAndPlaces, noun: Token, verb: Token | None) -> TimeExpression | None:
    own = first_dated(dates_of(times_and_places, noun.span))
    return own or (first_dated(dates_of(times_and_places, verb.span)) if verb is not None else None)


def _place(times_and_places: TimesAndPlaces, noun: Token, verb: Token | None) -> PlaceMention | None:
    own = place_of(times_and_places, noun.span)
    return own or (place_of(times_and_places, verb.span) if verb is not None else None)


def first_dated(times: Sequence[TimeExpression]) -> TimeExpression | None:
    """Return the first of the times that has a value."""
    return next((time for time in times if time.value is not None), None)


def find_duties(
    syntax: TriggerSyntax, parties: Parties, agreements: Sequence[Agreement], taken: frozenset[int]
) -> Iterator[BoundAct]:
    """Yield what parties will or are to do under an agreement of the same sentence or shortly before."""
    at = 0
    recent: list[Agreement] = []
    for sentence in syntax.tree.sentences:
        while at < len(agreements) and agreements[at].sentence <= sentence.index:
            recent.append(agreements[at])
            at += 1
        recent = [row for row in recent if sentence.index - row.sentence <= _REACH]
        if not recent:
            continue
        for index in range(sentence.first, sentence.last):
            verb = syntax.tree[index]
            if index in taken or verb.pos not in VERBAL or not _is_duty(syntax, verb):
                continue
            yield from _duties(syntax, parties, verb, recent)


def _duties(
    syntax: TriggerSyntax, parties: Parties, verb: Token, recent: Sequence[Agreement]
) -> Iterator[BoundAct]:
    subject = syntax.subject(verb)
    if subject is None:
        return
    actors = parties.actors_of(syntax.tree[subject])
    if not actors:
        return
    recent = [row for row in recent if row.binds]
    in_return = _in_return(syntax.tree, verb) or _in_return(syntax.tree, syntax.tree[subject])
    agreement = next((row for row in reversed(recent) if in_return or _covers(row, actors, verb)), None)
    if agreement is None:
        return
    is_auxiliary = verb.lemma in ("be", "have")
    act = next(syntax.tree.below(verb.index, "xcomp"), verb) if is_auxiliary else verb
    if syntax.counts(act):
        for one in syntax.joined(act):
            trigger = one.index if one is not act else verb.index
            yield BoundAct(trigger, one.index, "duty", False, subject, agreement.token)


def _in_return(tree: SyntaxTree, verb: Token) -> bool:
    """Return whether a word has "in return" or "in exchange"."""
    prepositions = list(tree.below(verb.index, "prep"))
    nouns = (noun for child in prepositions for noun in tree.below(child.index, "pobj"))
    has_in = any(child.text.lower() == "in" for child in prepositions)
    return has_in and any(noun.text.lower() in ("return", "exchange") for noun in nouns)


def _covers(row: Agreement, actors: tuple[int, ...], verb: Token) -> bool:
    """Return whether a verb with these actors may report a duty under an agreement."""
    if verb.sentence == row.sentence:
        return row.under
    if len(row.parties) == 1 and not row.under and verb.sentence - row.sentence > 1:
        return False
    return bool(set(row.parties) & set(actors)) or (row.under and not row.parties)


def _is_duty(syntax: TriggerSyntax, verb: Token) -> bool:
    """Return whether a verb is "will release" or "is to release", not what happened or may happen."""
    tree = syntax.tree
    below = {child.text.lower() for child in tree.below(verb.index, "aux", "neg", "mark")}
    if below & (syntax.words.lists["hypothetical"] | {"if", "whether"}):
        return False
    clauses = tree.below(verb.index, "xcomp")
    if verb.lemma in ("be", "have") and any(syntax.is_infinitive(clause) for clause in clauses):
        return not any(child.pos == "ADJ" for child in tree.below(verb.index, "acomp"))
    is_clause = verb.dep in ("ROOT", "conj", "ccomp", "relcl")
    return is_clause and bool(below & commitment_words("will and would"))
