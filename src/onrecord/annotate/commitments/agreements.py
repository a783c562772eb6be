"""Agreements told of: between whom, when and where; what a sentence under one ("Under the deal, …") or behind one obliges to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.annotate.commitments.parties import Parties
from onrecord.annotate.commitments.triggers import Binding, Bound
from onrecord.annotate.events.time_and_place import TimesAndPlaces, dates_of, place_of
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import PlaceMention, TimeExpression, Token
from onrecord.model.span import Span

_REACH = 3  # sentences behind an agreement in which a duty under it may be told
_UNDER = frozenset({"under", "in", "with", "by", "per", "through", "of"})


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as one sentence tells it. `under`: the sentence stands under it ("Under the accord …")."""

    sentence: int
    token: int
    parties: tuple[int, ...]
    day: TimeExpression | None
    place: PlaceMention | None
    under: bool
    binds: bool = True


def find_agreements(
    binding: Binding, parties: Parties, scene: TimesAndPlaces, bound: Sequence[Bound]
) -> tuple[Agreement, ...]:
    """Return the agreements in text order: nouns with a verb of reaching, "under the deal", and what several agreed on."""
    found = [
        *_named(binding, parties, scene),
        *_agreed(binding.tree, parties, scene, bound),
        *_met(binding, parties, scene),
    ]
    return tuple(sorted(found, key=lambda row: (row.sentence, row.token)))


def _named(binding: Binding, parties: Parties, scene: TimesAndPlaces) -> Iterator[Agreement]:
    tree = binding.tree
    for noun in tree.tokens:
        if noun.pos not in ("NOUN", "PROPN") or not binding.words.has("agreement", noun.lemma.lower()):
            continue
        head = tree[noun.head]
        if any(child.text.lower() in ("no", "any") for child in tree.below(noun.index, "det")):
            continue
        under = (
            noun.dep == "pobj"
            and head.text.lower() in _UNDER
            and (tree[head.head].pos in VERBAL or head.text.lower() == "under")
        )
        reached = (
            head.pos in VERBAL
            and binding.words.has("reach", head.lemma.lower())
            and noun.dep in ("dobj", "nsubjpass")
        )
        near = None if reached else _verb_before(binding, noun)
        head, reached = (near, True) if near is not None else (head, reached)
        participle = next(
            (child for child in tree.below(noun.index, "acl", "relcl") if child.pos in VERBAL), None
        )
        participle = participle or _set_off(binding, noun)
        if not (under or reached or participle):
            continue
        times = _own_times(scene, noun, head if reached else participle)
        where = _own_place(scene, noun, head if reached else participle)
        who = parties.agents(noun)
        subject = binding.subject(head) if reached else None
        if subject is not None:
            who = tuple(dict.fromkeys((*parties.meant(tree[subject]), *who)))
        yield Agreement(
            noun.sentence, noun.index, who, times, where, under, binding.words.has("pact", noun.lemma.lower())
        )


def _verb_before(binding: Binding, noun: Token) -> Token | None:
    """Return the verb of reaching right before an agreement that the parse takes for the subject of what follows."""
    if noun.dep not in ("nsubj", "nsubjpass"):
        return None
    for index in range(noun.index - 1, max(-1, noun.index - 5), -1):
        token = binding.tree[index]
        if token.sentence != noun.sentence or token.pos == "PUNCT":
            return None
        if token.pos in VERBAL and binding.words.has("reach", token.lemma.lower()):
            return token
    return None


def _set_off(binding: Binding, noun: Token) -> Token | None:
    """Return the participle set off behind an agreement ("the accord, reached in May") that the parse hangs elsewhere."""
    comma, verb = binding.tree.get(noun.index + 1), binding.tree.get(noun.index + 2)
    if comma is None or verb is None or comma.text != "," or verb.sentence != noun.sentence:
        return None
    return verb if verb.tag == "VBN" and binding.words.has("reach", verb.lemma.lower()) else None


def _agreed(
    tree: SyntaxTree, parties: Parties, scene: TimesAndPlaces, bound: Sequence[Bound]
) -> Iterator[Agreement]:
    for row in bound:
        if row.proposed or row.kind not in ("bind", "word"):
            continue
        trigger = tree[row.trigger]
        who = parties.meant(tree[row.who]) if row.who is not None else ()
        if who:
            yield Agreement(
                trigger.sentence,
                trigger.index,
                who,
                first_dated(dates_of(scene, trigger.span)),
                place_of(scene, trigger.span),
                False,
            )


def _met(binding: Binding, parties: Parties, scene: TimesAndPlaces) -> Iterator[Agreement]:
    """Yield meetings: "sat down in Istanbul on Friday", "met in Doha"."""
    for verb in binding.tree.tokens:
        if (
            verb.pos != "VERB"
            or not binding.words.has("meeting", verb.lemma.lower())
            or verb.tag not in ("VBD", "VBN")
        ):
            continue
        day, place = first_dated(dates_of(scene, verb.span)), place_of(scene, verb.span)
        subject = binding.subject(verb)
        if subject is not None and (day is not None or place is not None):
            yield Agreement(
                verb.sentence, verb.index, parties.together(binding.tree[subject]), day, place, False, False
            )


def _own_times(scene: TimesAndPlaces, noun: Token, verb: Token | None) -> TimeExpression | None:
    own = first_dated(dates_of(scene, noun.span))
    return own or (first_dated(dates_of(scene, verb.span)) if verb is not None else None)


def _own_place(scene: TimesAndPlaces, noun: Token, verb: Token | None) -> PlaceMention | None:
    own = place_of(scene, noun.span)
    return own or (place_of(scene, verb.span) if verb is not None else None)


def first_dated(times: Sequence[TimeExpression]) -> TimeExpression | None:
    """Return the first of the times that has a value."""
    return next((time for time in times if time.value is not None), None)


def find_duties(
    binding: Binding, parties: Parties, agreements: Sequence[Agreement], taken: frozenset[int]
) -> Iterator[Bound]:
    """Yield what parties will or are to do under an agreement told in the sentence or shortly before."""
    at = 0
    recent: list[Agreement] = []
    for sentence in binding.tree.sentences:
        while at < len(agreements) and agreements[at].sentence <= sentence.index:
            recent.append(agreements[at])
            at += 1
        recent = [row for row in recent if sentence.index - row.sentence <= _REACH]
        if not recent:
            continue
        for index in range(sentence.first, sentence.last):
            verb = binding.tree[index]
            if index in taken or verb.pos not in VERBAL or not _is_duty(binding, verb):
                continue
            yield from _duties(binding, parties, verb, recent)


def _duties(binding: Binding, parties: Parties, verb: Token, recent: Sequence[Agreement]) -> Iterator[Bound]:
    subject = binding.subject(verb)
    if subject is None:
        return
    who = parties.meant(binding.tree[subject])
    if not who:
        return
    recent = [row for row in recent if row.binds]
    returned = _in_return(binding.tree, verb) or _in_return(binding.tree, binding.tree[subject])
    above = next((row for row in reversed(recent) if returned or _covers(row, who, verb)), None)
    if above is None:
        return
    act = (
        next((child for child in binding.tree.below(verb.index, "xcomp")), verb)
        if verb.lemma in ("be", "have")
        else verb
    )
    if binding.counts(act) or above.token == -1:
        for one in binding.joined(act):
            yield Bound(
                one.index if one is not act else verb.index, one.index, "duty", False, subject, above.token
            )


def _in_return(tree: SyntaxTree, verb: Token) -> bool:
    words = [child.text.lower() for child in tree.below(verb.index, "prep") if child.text.lower() == "in"]
    return bool(words) and any(
        inner.text.lower() in ("return", "exchange")
        for child in tree.below(verb.index, "prep")
        for inner in tree.below(child.index, "pobj")
    )


def _covers(row: Agreement, who: tuple[int, ...], verb: Token) -> bool:
    same = verb.sentence == row.sentence
    if same:
        return row.under
    if len(row.parties) == 1 and not row.under and verb.sentence - row.sentence > 1:
        return False
    return bool(set(row.parties) & set(who)) or (row.under and not row.parties)


def _is_duty(binding: Binding, verb: Token) -> bool:
    """Tell "will release" and "is to release" from what happened and what only may."""
    tree = binding.tree
    below = {child.text.lower() for child in tree.below(verb.index, "aux", "neg", "mark")}
    if below & binding.words.lists["hypothetical"] or below & {"if", "whether"}:
        return False
    if verb.lemma in ("be", "have") and any(
        "to" in [c.text.lower() for c in tree.below(x.index, "aux")] for x in tree.below(verb.index, "xcomp")
    ):
        return not any(child.pos == "ADJ" for child in tree.below(verb.index, "acomp"))
    return bool(below & {"will", "would", "shall", "'ll", "’ll"}) and verb.dep in (
        "ROOT",
        "conj",
        "ccomp",
        "relcl",
    )


def span_of(tree: SyntaxTree, agreement: Agreement) -> Span:
    """Return the span of the word that names an agreement."""
    return tree[agreement.token].span
