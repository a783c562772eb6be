"""Events and commitments of a mark file."""

from collections.abc import Iterable, Mapping
from typing import cast, get_args

from onrecord.evaluation.corpus import SURE
from onrecord.evaluation.marks.rows import MANY, Field, Row
from onrecord.evaluation.marks.sheet import Member, Sheet, read_head
from onrecord.evaluation.marks.statements import only_answers
from onrecord.evaluation.marks.values import (
    check_context,
    check_country,
    check_edtf,
    check_mode,
    choose,
    read_quantity,
)
from onrecord.model.annotation import EVENT_TYPES, CommitmentStatus
from onrecord.model.errors import GoldError
from onrecord.model.evidence import Evidence
from onrecord.model.record import (
    Agreed,
    Commitment,
    Condition,
    Dated,
    Event,
    EventEvidence,
    Place,
    Quantity,
    Statement,
)
from onrecord.model.span import Span

# The fields of event and commitment rows, and how many bare words each may have.
EVENT_FIELDS = {
    "by": MANY, "to": MANY, "trig": 0, "on": 1, "at": MANY, "ctx": MANY, "real": 1, "told": 1, "round": 1,
    "qty": MANY, "of": 1,
}  # fmt: skip
COMMITMENT_FIELDS = {
    "by": MANY, "to": 0, "words": 0, "in": 1, "on": 1, "at": MANY, "qty": MANY, "if": 0, "deadline": 1,
    "moved": 0,
}  # fmt: skip
_STATUSES = cast("tuple[CommitmentStatus, ...]", get_args(CommitmentStatus))
Statements = Mapping[str, Statement]


def read_event(row: Row, sheet: Sheet, statements: Statements) -> Event:
    """Return the event of a row. An event `of` a statement takes from it what its own row does not give."""
    row.check_fields(EVENT_FIELDS)
    identity, kind, *mode = read_head(row, "eN TYPE [MODE]", 2)
    event_type = choose(kind, EVENT_TYPES, "type of event")
    of = row.get("of")
    statement = _statement(of, statements) if of else None
    actors, recipients = sheet.members(row.get("by")), sheet.members(row.get("to"))
    if statement is not None and not actors:
        actors = [(actor, statement.evidence.source.spans) for actor in statement.actors]
    trigger = _read_trigger(row, statement, sheet)
    day = sheet.dated(row.get("on")) or (statement.said if statement is not None else None)
    place = _read_place(row.get("at"), sheet)
    quantities = _read_quantities(row, sheet)
    contexts, rounds = row.get("ctx"), row.get("round")
    return Event(
        id=identity,
        type=event_type,
        reality=sheet.reality(row) or (statement.reality if statement is not None else "actual"),
        evidence=EventEvidence(
            _hull(trigger, _participant_spans([*actors, *recipients], day, place, quantities), sheet),
            trigger,
            sheet.of(_spans(actors)),
            sheet.of(_spans(recipients)),
        ),
        confidence=SURE,
        mode=check_mode(mode[0], event_type) if mode else None,
        contexts=tuple(check_context(one) for one in contexts.bare) if contexts else (),
        actors=_ids(actors),
        recipients=_ids(recipients),
        date=day,
        place=place,
        told_by=_read_told_by(row.get("told"), statement, statements),
        quantities=quantities,
        round=_read_round(rounds) if rounds else None,
    )


def _read_round(row: Field) -> int:
    if len(row.bare) != 1 or not row.bare[0].isdigit():
        raise GoldError("`round` is written `round 3`")
    return int(row.bare[0])


def _read_quantities(row: Row, sheet: Sheet) -> tuple[Quantity, ...]:
    return tuple(read_quantity(one, sheet.evidence(one)) for one in row.all("qty"))


def _read_trigger(row: Row, statement: Statement | None, sheet: Sheet) -> Evidence:
    trigger = row.get("trig")
    if trigger is not None:
        return sheet.news(sheet.required(row, "trig"))
    if statement is not None and statement.evidence.cue:
        return statement.evidence.cue
    raise GoldError("the event has no `trig`, and no cue of a statement to take it from")


def _read_told_by(field: Field | None, statement: Statement | None, statements: Statements) -> str | None:
    if field is not None:
        return _statement(field, statements).id
    if statement is None or statement.within is None:
        return None
    return None if only_answers(statements[statement.within], statement) else statement.within


def _statement(row: Field, statements: Statements) -> Statement:
    name = row.value
    if name not in statements:
        raise GoldError(f"there is no statement {name}")
    return statements[name]


def _read_place(row: Field | None, sheet: Sheet) -> Place | None:
    if row is None:
        return None
    name = " ".join(row.bare[:-1]) or row.text
    if not name or not row.bare or not row.words:
        raise GoldError("`at` is written `at NAME COUNTRY 3<words>`")
    return Place(name, sheet.evidence(row), check_country(row.bare[-1]))


def _participant_spans(
    members: Iterable[Member], day: Dated | None, place: Place | None, quantities: Iterable[Quantity]
) -> list[Span]:
    spans = _spans(members)
    for evidence in (day and day.evidence, place and place.evidence, *(one.evidence for one in quantities)):
        spans += evidence.spans if evidence else ()
    return spans


def _hull(trigger: Evidence, spans: Iterable[Span], sheet: Sheet) -> Evidence:
    """Return the evidence of the whole event: its first to its last word in each paragraph with a trigger."""
    hulls: dict[int, Span] = {}
    for span in trigger.spans:
        number = sheet.words.paragraph_of(span.start)
        hulls[number] = hulls[number].joined(span) if number in hulls else span
    for span in spans:
        number = sheet.words.paragraph_of(span.start)
        if number in hulls:
            hulls[number] = hulls[number].joined(span)
    return sheet.of(hulls.values())


def read_commitment(row: Row, sheet: Sheet, events: Mapping[str, Event]) -> Commitment:
    """Return the commitment of a row. Day and place are those of its event unless the row gives them."""
    row.check_fields(COMMITMENT_FIELDS)
    identity, status = read_head(row, "cN STATUS")
    to, deadline = row.get("to"), row.get("deadline")
    if to is None or not to.text:
        raise GoldError('the promised act is missing: to "exchange prisoners"')
    return Commitment(
        id=identity,
        parties=_ids(sheet.members(row.get("by"))),
        to=to.text,
        status=choose(status, _STATUSES, "status"),
        evidence=sheet.news(sheet.required(row, "words")),
        terms=_read_quantities(row, sheet),
        conditions=tuple(Condition(str(sheet.evidence(one)), sheet.evidence(one)) for one in row.all("if")),
        agreed=_read_agreed(row, events),
        status_evidence=sheet.evidence(row.get("moved")),
        deadline=check_edtf(deadline.value) if deadline else None,
    )


def _read_agreed(row: Row, events: Mapping[str, Event]) -> Agreed | None:
    inside, day, place = row.get("in"), row.get("on"), row.get("at")
    if inside is None and day is None and place is None:
        return None
    name = inside.value if inside else None
    if name is not None and name not in events:
        raise GoldError(f"there is no event {name}")
    event = events.get(name or "")
    when = check_edtf(day.value) if day else event.date.value if event and event.date else None
    if place:
        where = " ".join(place.bare) or place.text
    else:
        where = event.place.name if event and event.place else None
    return Agreed(name, when, where)


def _ids(members: Iterable[Member]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor for actor, _ in members))


def _spans(members: Iterable[Member]) -> list[Span]:
    return [span for _, spans in members for span in spans]
