"""Records as JSON: what is written is read back, and so are records from before fields were added."""

import json

from builders import make_joint, make_record
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json, outcome_to_json

ADDED = {"statements": ("actors", "on_behalf_of", "reality"), "actors": ("wikidata", "known_from")}


def test_a_record_is_read_back_as_it_was_written() -> None:
    for record in (make_record(1), make_joint(1)):
        assert outcome_from_json(outcome_to_json(record)) == record


def test_a_record_from_before_statements_had_several_actors_is_read_with_the_one_it_has() -> None:
    record = make_record(1)
    raw = json.loads(outcome_to_json(record))
    for rows, fields in ADDED.items():
        for row in raw[rows]:
            for field in fields:
                del row[field]
    older = outcome_from_json(json.dumps(raw))
    assert isinstance(older, Record)
    assert older.statements == record.statements
    assert [row.actors for row in older.statements] == [
        (row.actor,) if row.actor else () for row in record.statements
    ]
    assert {row.reality for row in older.statements} == {"actual"}
    assert {(row.wikidata, row.known_from) for row in older.actors} == {(None, None)}
