"""Rows that people add to an article's record: each points to exact words of its text.

An addition is a judgement of the kind "added": its `left` names the row (`ARTICLE/ROW`), its `value` holds
the row and the actors that it needs, in JSON as in the record. Pure: the stored record never changes.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.model.checks import check_record
from onrecord.model.errors import OnRecordError, SettingError
from onrecord.model.ids import make_id
from onrecord.model.judgement import Judgement
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json, outcome_to_json

Raw = dict[str, Any]  # a row of the record as JSON
LETTERS = {"actors": "p", "statements": "s", "events": "e", "commitments": "c"}
_SINGLE = ("actor", "on_behalf_of", "outlet")  # fields of a row that hold one actor, or null
_LISTS = ("actors", "recipients", "parties")
_ROWS = ("within", "told_by")  # fields that hold a statement, or null


def make_row_id(row_list: str, *parts: str) -> str:
    """Return the id of an added row. It is none that a reader of articles gives, in any version: it has a
    letter behind the first ("cx3f2a9c1b").
    """
    return f"{LETTERS[row_list]}x{make_id('row', row_list, *parts).partition(':')[2][:10]}"


def with_added_rows(record: Record, decisions: Iterable[Judgement]) -> Record:
    """Return the record with the rows that people added, in the order of their times.

    References to rows that the record no longer has are left out. Raises SettingError for an invalid row.
    """
    additions = [row for row in decisions if row.kind == "added" and row.same]
    if not additions:
        return record
    raw: Raw = json.loads(outcome_to_json(record))
    for addition in additions:
        _add(raw, addition)
    try:
        found = outcome_from_json(json.dumps(raw))
    except OnRecordError as error:
        names = ", ".join(addition.id for addition in additions)
        raise SettingError(f"an added row is invalid ({names}): {error}") from error
    if not isinstance(found, Record):
        raise SettingError("a record with added rows is no longer a record")
    return found


def check_addition(record: Record | None, addition: Judgement) -> None:
    """Raise SettingError when a row cannot be added to a record, or when there is no record."""
    if record is None:
        raise SettingError(f"there is no article {addition.left.partition('/')[0]} to add a row to")
    problems = check_record(with_added_rows(record, [addition]))
    if problems:
        raise SettingError(f"the row cannot be added: {problems[0]}")


def _add(raw: Raw, addition: Judgement) -> None:
    value = json.loads(addition.value or "{}")
    known = {row["id"] for name in LETTERS for row in raw[name]}
    for actor in value.get("actors", []):
        if actor["id"] not in known:
            raw["actors"].append(actor)
    known |= {actor["id"] for actor in raw["actors"]}
    row = value["row"]
    if row["id"] not in known:
        raw[value["list"]].append(_with_known(row, known))


def _with_known(row: Raw, known: set[str]) -> Raw:
    """Return a row without references to rows that are not there."""
    kept = dict(row)
    for name in (*_SINGLE, *_ROWS):
        if kept.get(name) is not None and kept[name] not in known:
            kept[name] = None
    for name in _LISTS:
        if name in kept:
            kept[name] = [one for one in kept[name] if one in known]
    if "actors" in kept and "actor" in kept:
        kept["actor"] = next(iter(kept["actors"]), None)
    if "source_chain" in kept:
        kept["source_chain"] = [_with_known(link, known) for link in kept["source_chain"]]
    if "addressees" in kept:
        kept["addressees"] = [one for one in kept["addressees"] if one["actor"] in known]
    return kept


def ids_needed(addition: Judgement) -> Iterator[str]:
    """Yield the ids of rows that an added row refers to."""
    row = json.loads(addition.value or "{}").get("row", {})
    for name in (*_SINGLE, *_ROWS):
        if isinstance(row.get(name), str):
            yield row[name]
    for name in _LISTS:
        yield from row.get(name) or ()
