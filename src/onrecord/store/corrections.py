"""Applies people's decisions on rows and fields to a record. Pure: the stored record never changes."""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Any

from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import OnRecordError, SettingError
from onrecord.model.judgement import Judgement
from onrecord.model.record import Actor, Record, Statement, find_list
from onrecord.model.serial import outcome_from_json, outcome_to_json
from onrecord.store.added_rows import with_added_rows
from onrecord.store.stored_rows import LearntFacts

Raw = dict[str, Any]  # a row of the record as JSON; types are those of docs/record.schema.json
ROW_DECISIONS = ("row", "field", "added")  # kinds of judgements that change the rows of an article
ROWS = ("actors", "statements", "events", "commitments")
# Fields that a person may correct, by the list of the row. The spans of evidence may be corrected, but never
# its words, which are the article's.
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
ACTOR_FIELDS = ("actor", "actors", "on_behalf_of", "recipients", "parties")  # hold ids of actors
SPAN_FIELDS = ("content", "source", "cue")
_DATE_FIELDS = ("said", "date", "published")
_NAME_KEYS = {
    "medium": "kind",
    "place": "name",
}  # fields that may be given as a string -> where it goes in their object
MAX_LISTED_ACTORS = 20  # in an error message


def apply_decisions(record: Record, decisions: Iterable[Judgement]) -> Record:
    """Return the record with added rows, without rejected ones, and with corrected fields.

    Later decisions win. Statements nested in a rejected statement move to the one around it; events that only
    the rejected one reports are removed. Decisions on missing rows or fields change nothing. Raises
    SettingError for an invalid value.
    """
    decisions = list(decisions)
    record = with_added_rows(record, decisions)
    rejected: dict[str, bool] = {}
    fields: dict[tuple[str, str], str] = {}
    for decision in decisions:
        row = decision.left.partition("/")[2]
        if decision.kind == "row":
            rejected[row] = not decision.same
        elif decision.kind == "field" and decision.value is not None:
            fields.pop((row, decision.right), None)  # so that it is applied after earlier decisions
            fields[row, decision.right] = decision.value
    if fields:
        record = _with_fields(record, fields)
    removed = {row for row, is_rejected in rejected.items() if is_rejected}
    return _without_rows(record, removed) if removed else record


def with_learnt_facts(
    record: Record, learnt: Mapping[str, LearntFacts], decided: Set[tuple[str, str]]
) -> Record:
    """Return the record with the country, sector and Wikidata id that other articles tell of its actors.

    `learnt` is by the actors' ids. Nothing that the record itself tells is replaced, and no field that people
    have `decided`, given as row (`ARTICLE/ROW`) and field.
    """

    def filled(actor: Actor) -> Actor:
        facts = learnt.get(actor.id)
        if facts is None:
            return actor
        row = f"{record.article.id}/{actor.id}"
        country = actor.country or (None if (row, "country") in decided else facts.country)
        sector = actor.sector or (None if (row, "sector") in decided else facts.sector)
        is_new = country != actor.country or sector != actor.sector
        known_from = actor.known_from or (facts.known_from if is_new else None)
        wikidata = actor.wikidata or facts.wikidata
        return replace(actor, country=country, sector=sector, wikidata=wikidata, known_from=known_from)

    return replace(record, actors=tuple(map(filled, record.actors)))


def check_correction(record: Record, row: str, field: str, value: str) -> None:
    """Raise SettingError when the record has no such row, the row no such field, or the value is invalid."""
    row_list = "article" if not row else find_list(record, row)
    if row_list is None:
        raise SettingError(f"the record holds no row {row!r}")
    if field not in FIELDS[row_list]:
        allowed = ", ".join(FIELDS[row_list])
        raise SettingError(f"{field!r} of {row_list} cannot be corrected; these fields can: {allowed}")
    if field in _DATE_FIELDS:
        _check_date(field, value)
    _with_fields(record, {(row, field): value})


def _check_date(field: str, value: str) -> None:
    given = json.loads(value) if value.startswith('"') else None
    if isinstance(given, str) and edtf_bounds(given) is None:
        raise SettingError(
            f"{field}: {given[:40]!r} is no date; write it in EDTF, "
            "such as 2025-07-01, 2025-07 or 2025-06-01/2025-06-05"
        )


def _with_fields(record: Record, fields: dict[tuple[str, str], str]) -> Record:
    raw: Raw = json.loads(outcome_to_json(record))
    actors = {actor.id: actor.name for actor in record.actors}
    for (row, field), value in fields.items():
        target = _find_row(raw, row)
        if target is not None:
            holder = target["evidence"] if field in SPAN_FIELDS else target
            holder[field] = _parse_value(field, value, holder.get(field), actors)
            _update_dependent_fields(target, field)
    try:
        corrected = outcome_from_json(json.dumps(raw))
    except OnRecordError as error:
        corrections = "; ".join(f"{field} = {value}" for (_, field), value in fields.items())
        raise SettingError(f"this correction is invalid: {corrections}: {_first_problem(error)}") from error
    if not isinstance(corrected, Record):
        raise SettingError("the corrected record is no longer a record")
    return corrected


def _find_row(raw: Raw, row: str) -> Raw | None:
    if not row:
        article: Raw = raw["article"]
        return article
    return next((found for name in ROWS for found in raw[name] if found["id"] == row), None)


def _update_dependent_fields(row: Raw, field: str) -> None:
    """Update the fields that depend on a corrected one: first actor and list of actors, and the source of
    country or sector.
    """
    if field == "actor":
        others = [actor for actor in row["actors"][1:] if actor != row["actor"]]
        row["actors"] = [] if row["actor"] is None else [row["actor"], *others]
    elif field == "actors" and "actor" in row:
        row["actor"] = next(iter(row["actors"] or []), None)
    elif field in ("country", "sector") and row["country"] is None and row["sector"] is None:
        row["known_from"] = None


def _first_problem(error: OnRecordError) -> str:
    """Return in one line what is wrong with a field, without the names of Pydantic's checks."""
    lines = [line.strip() for line in str(error).splitlines()]
    return lines[2].partition(" [type=")[0] if len(lines) > 2 else lines[0]


def _parse_value(field: str, value: str, before: Any, actors: dict[str, str]) -> Any:
    """Return the JSON value of a field. Dates, media and places keep their evidence. Raises SettingError."""
    try:
        given = json.loads(value)
    except ValueError as error:
        raise SettingError(f"{value[:40]!r} is not JSON; put words in double quotes") from error
    if field in ACTOR_FIELDS:
        ids = [given] if isinstance(given, str) else given or []
        if any(actor_id not in actors for actor_id in ids):
            known = ", ".join(f"{id_} ({name})" for id_, name in list(actors.items())[:MAX_LISTED_ACTORS])
            if len(actors) > MAX_LISTED_ACTORS:
                known += f" and {len(actors) - MAX_LISTED_ACTORS} more"
            raise SettingError(f"{field}: {value} names no actor of the article; its actors are {known}")
    if field == "published" and given is None:
        return {"value": None, "how": "unknown", "evidence": []}
    if not isinstance(given, str):
        return given
    current = before if isinstance(before, dict) else {"evidence": []}
    if field in _DATE_FIELDS:
        return {**current, "value": given} | ({"how": "given"} if field == "published" else {})
    if field in _NAME_KEYS:
        return {**current, _NAME_KEYS[field]: given}
    return given


def _without_rows(record: Record, removed: set[str]) -> Record:
    """Return the record without these rows and without any reference to them."""
    outer = {row.id: row.within for row in record.statements}
    links = {link.id for row in record.statements if row.id in removed for link in row.source_chain}
    events_removed = {row.id for row in record.events if row.id in removed or row.told_by in removed}
    statements = tuple(
        _without_references(row, removed | links, outer) for row in record.statements if row.id not in removed
    )
    events = tuple(
        replace(row, actors=_remaining(row.actors, removed), recipients=_remaining(row.recipients, removed))
        for row in record.events
        if row.id not in events_removed
    )
    commitments = tuple(
        replace(
            row,
            parties=_remaining(row.parties, removed),
            agreed=replace(row.agreed, event=_unless_removed(row.agreed.event, events_removed))
            if row.agreed
            else None,
        )
        for row in record.commitments
        if row.id not in removed
    )
    actors = tuple(
        replace(row, roles=tuple(replace(role, of=_unless_removed(role.of, removed)) for role in row.roles))
        for row in record.actors
        if row.id not in removed
    )
    return replace(record, actors=actors, statements=statements, events=events, commitments=commitments)


def _without_references(row: Statement, removed: set[str], outer: dict[str, str | None]) -> Statement:
    """Return a statement without references to removed rows, within the next outer statement that remains."""
    within = row.within
    while within is not None and within in removed:
        within = outer.get(within)
    chain = tuple(
        replace(
            link,
            actor=_unless_removed(link.actor, removed),
            outlet=_unless_removed(link.outlet, removed),
        )
        for link in row.source_chain
    )
    actors = _remaining(row.actors, removed)
    medium = row.medium
    return replace(
        row,
        actor=next(iter(actors), None),
        actors=actors,
        on_behalf_of=_unless_removed(row.on_behalf_of, removed),
        within=within,
        answers=tuple(answer for answer in row.answers if answer.to not in removed),
        addressees=tuple(addressee for addressee in row.addressees if addressee.actor not in removed),
        source_chain=chain,
        medium=replace(medium, outlet=_unless_removed(medium.outlet, removed)) if medium else None,
    )


def _unless_removed(row: str | None, removed: set[str]) -> str | None:
    return None if row in removed else row


def _remaining(rows: tuple[str, ...], removed: set[str]) -> tuple[str, ...]:
    return tuple(row for row in rows if row not in removed)
