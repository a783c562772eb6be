"""Corrections: a record as it stands once people's decisions on its rows and fields are applied. Pure; nothing is lost by it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import OnRecordError, SettingError
from onrecord.model.judgement import Judgement
from onrecord.model.record import Record, Statement, find_list
from onrecord.model.serial import outcome_from_json, outcome_to_json

Raw = dict[str, Any]  # a row of the record as JSON; types are those of docs/record.schema.json
ROWS = ("actors", "statements", "events", "commitments")
# Fields a person may correct, by the list a row stands in. Where evidence stands may be corrected (lists of spans), never its
# words: they are the article's.
FIELDS: dict[str, tuple[str, ...]] = {
    "article": ("title", "outlet", "published", "authors", "url"),
    "actors": ("name", "kind", "country", "sector"),
    "statements": (
        "actor",
        "actors",
        "on_behalf_of",
        "reality",
        "kind",
        "act",
        "within",
        "said",
        "medium",
        "content",
        "source",
        "cue",
    ),
    "events": (
        "type",
        "mode",
        "reality",
        "contexts",
        "actors",
        "recipients",
        "date",
        "place",
        "told_by",
        "round",
    ),
    "commitments": ("parties", "to", "status"),
}
ACTORS = ("actor", "actors", "on_behalf_of", "recipients", "parties")  # fields that name actors by their ids
MOST_TOLD = 20  # actors a message lists
SPANS = ("content", "source", "cue")
_DATED, _NAMED = ("said", "date", "published"), {"medium": "kind", "place": "name"}


def apply_decisions(record: Record, decisions: Iterable[Judgement]) -> Record:
    """Return the record without the rows people reject and with the fields they correct.

    Later decisions win. What hung on a rejected statement hangs on the one around it; events that only it told go with it.
    Decisions on rows or fields that are not there change nothing. Raises SettingError for a value a field cannot have.
    """
    rejected: dict[str, bool] = {}
    fields: dict[tuple[str, str], str] = {}
    for decision in decisions:
        row = decision.left.partition("/")[2]
        if decision.kind == "row":
            rejected[row] = not decision.same
        elif decision.kind == "field" and decision.value is not None:
            fields.pop((row, decision.right), None)  # put in again, it stands behind what was decided before
            fields[row, decision.right] = decision.value
    if fields:
        record = _with_fields(record, fields)
    out = {row for row, is_out in rejected.items() if is_out}
    return _without(record, out) if out else record


def check_correction(record: Record, row: str, field: str, value: str) -> None:
    """Raise SettingError when a row of the record has no such field, or the field cannot have the value."""
    place = "article" if not row else find_list(record, row)
    if place is None:
        raise SettingError(f"the record holds no row {row!r}")
    if field not in FIELDS[place]:
        raise SettingError(
            f"{field!r} of {place} cannot be corrected; what can is {', '.join(FIELDS[place])}"
        )
    if field in _DATED:
        _check_day(field, value)
    _with_fields(record, {(row, field): value})


def _check_day(field: str, value: str) -> None:
    given = json.loads(value) if value.startswith('"') else None
    if isinstance(given, str) and edtf_bounds(given) is None:
        raise SettingError(
            f"{field}: {given[:40]!r} is no date; write it in EDTF, such as 2025-07-01, 2025-07 or 2025-06-01/2025-06-05"
        )


def _with_fields(record: Record, fields: dict[tuple[str, str], str]) -> Record:
    raw: Raw = json.loads(outcome_to_json(record))
    actors = {actor.id: actor.name for actor in record.actors}
    for (row, field), value in fields.items():
        target = (
            raw["article"]
            if not row
            else next((r for name in ROWS for r in raw[name] if r["id"] == row), None)
        )
        if target is not None:
            held = target["evidence"] if field in SPANS else target
            held[field] = _fitting(field, value, held.get(field), actors)
            _agree(target, field)
    try:
        corrected = outcome_from_json(json.dumps(raw))
    except OnRecordError as error:
        told = "; ".join(f"{field} = {value}" for (_, field), value in fields.items())
        raise SettingError(f"that cannot be: {told}: {_why(error)}") from error
    if not isinstance(corrected, Record):
        raise SettingError("a correction made the record something else")
    return corrected


def _agree(row: Raw, field: str) -> None:
    """Put in order what a correction of a field leaves at odds: the first actor, and where country and sector are known from."""
    if field == "actor":
        others = [actor for actor in row["actors"][1:] if actor != row["actor"]]
        row["actors"] = [] if row["actor"] is None else [row["actor"], *others]
    elif field == "actors" and "actor" in row:
        row["actor"] = next(iter(row["actors"] or []), None)
    elif field in ("country", "sector") and row["country"] is None and row["sector"] is None:
        row["known_from"] = None


def _why(error: OnRecordError) -> str:
    """Return why a record is none in one line: what is wrong with the field, without how the check is called."""
    lines = [line.strip() for line in str(error).splitlines()]
    return lines[2].partition(" [type=")[0] if len(lines) > 2 else lines[0]


def _fitting(field: str, value: str, before: Any, actors: dict[str, str]) -> Any:
    """Return a field's value as JSON: dates, media and places keep the words that told them. Raises SettingError."""
    try:
        given = json.loads(value)
    except ValueError as error:
        raise SettingError(f"{value[:40]!r} is not JSON; write words in double quotes") from error
    if field in ACTORS:
        named = [given] if isinstance(given, str) else given or []
        if any(name not in actors for name in named):
            some = ", ".join(f"{id_} ({name})" for id_, name in list(actors.items())[:MOST_TOLD])
            known = some if len(actors) <= MOST_TOLD else f"{some} and {len(actors) - MOST_TOLD} more"
            raise SettingError(f"{field}: {value} names no actor of the article; its actors are {known}")
    if isinstance(given, str) and field in _DATED:
        kept = before if isinstance(before, dict) else {"evidence": []}
        return {**kept, "value": given} | ({"how": "given"} if field == "published" else {})
    if isinstance(given, str) and field in _NAMED:
        return {**(before if isinstance(before, dict) else {"evidence": []}), _NAMED[field]: given}
    return given


def _without(record: Record, out: set[str]) -> Record:
    around = {row.id: row.within for row in record.statements}
    links = {link.id for row in record.statements if row.id in out for link in row.source_chain}
    gone = {row.id for row in record.events if row.id in out or row.told_by in out}
    statements = tuple(_statement(row, out | links, around) for row in record.statements if row.id not in out)
    events = tuple(
        replace(row, actors=_all_but(row.actors, out), recipients=_all_but(row.recipients, out))
        for row in record.events
        if row.id not in gone
    )
    commitments = tuple(
        replace(
            row,
            parties=_all_but(row.parties, out),
            agreed=replace(row.agreed, event=_but(row.agreed.event, gone)) if row.agreed else None,
        )
        for row in record.commitments
        if row.id not in out
    )
    actors = tuple(
        replace(row, roles=tuple(replace(role, of=_but(role.of, out)) for role in row.roles))
        for row in record.actors
        if row.id not in out
    )
    return replace(record, actors=actors, statements=statements, events=events, commitments=commitments)


def _statement(row: Statement, out: set[str], around: dict[str, str | None]) -> Statement:
    """Return a statement that names nothing of what is out; it hangs on the next one around it that is not."""
    within = row.within
    while within is not None and within in out:
        within = around.get(within)
    chain = tuple(
        replace(link, actor=_but(link.actor, out), outlet=_but(link.outlet, out)) for link in row.source_chain
    )
    actors = _all_but(row.actors, out)
    return replace(
        row,
        actor=next(iter(actors), None),
        actors=actors,
        on_behalf_of=_but(row.on_behalf_of, out),
        within=within,
        answers=tuple(answer for answer in row.answers if answer.to not in out),
        addressees=tuple(addressee for addressee in row.addressees if addressee.actor not in out),
        source_chain=chain,
        medium=replace(row.medium, outlet=_but(row.medium.outlet, out)) if row.medium else None,
    )


def _but(row: str | None, out: set[str]) -> str | None:
    return None if row in out else row


def _all_but(rows: tuple[str, ...], out: set[str]) -> tuple[str, ...]:
    return tuple(row for row in rows if row not in out)
