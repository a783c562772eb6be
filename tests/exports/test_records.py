"""Whole records as JSON Lines: each line can be read back as the record it was."""

from builders import make_record
from onrecord.exports.records import render_records
from onrecord.model.serial import outcome_from_json


def test_each_line_is_a_record_that_can_be_read_back() -> None:
    kept = [make_record(3), make_record(4)]
    lines = list(render_records(kept))
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert [outcome_from_json(line) for line in lines] == kept
