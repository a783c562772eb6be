"""The tables of a batch: the rows of a record have all columns, and Arrow and Spark take them."""

import json
from typing import Any

import pyarrow
import pytest
from hypothesis import given, settings

from builders import records
from onrecord.batch.schema import arrow_schema, spark_ddl
from onrecord.batch.tables import OUTCOMES, STATEMENTS, TABLES, day_of, rows_of_record
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json
from small_record import SMALL, TEXT


def rows_of(record: Record) -> dict[str, list[dict[str, Any]]]:
    return rows_of_record(json.loads(outcome_to_json(record)))


@settings(max_examples=30)
@given(records())
def test_rows_have_the_columns_of_their_table_and_keep_their_values(record: Record) -> None:
    found = rows_of(record)
    assert set(found) == {table.name for table in TABLES} - {OUTCOMES.name}
    for table in TABLES:
        schema = arrow_schema(table)
        for row in found.get(table.name, []):
            assert set(schema.names) - set(row) <= {"record"}
            assert set(row) <= set(schema.names)
        kept = pyarrow.Table.from_pylist(found.get(table.name, []), schema=schema).to_pylist()
        assert kept == [{name: row.get(name) for name in schema.names} for row in found.get(table.name, [])]


def test_each_row_of_the_record_is_one_row() -> None:
    found = rows_of(SMALL)
    raw = json.loads(outcome_to_json(SMALL))
    for name in ("statements", "events", "commitments", "actors"):
        assert [row["id"] for row in found[name]] == [row["id"] for row in raw[name]]
        assert found["articles"][0][name] == len(raw[name])
    assert len(found["mentions"]) == sum(len(actor["mentions"]) for actor in raw["actors"])
    assert all(row["words"] == TEXT[slice(*row["span"])] for row in found["mentions"])


def test_cells_with_a_value_are_flattened_and_the_words_are_told() -> None:
    first = rows_of(SMALL)["statements"][0]
    raw = json.loads(outcome_to_json(SMALL))["statements"][0]
    assert first["said"] == raw["said"]["value"]
    assert first["said_evidence"] == raw["said"]["evidence"]
    assert first["cue"] == " … ".join(TEXT[start:end] for start, end in raw["evidence"]["cue"])
    names = {actor.id: actor.name for actor in SMALL.actors}
    assert first["actor_names"] == [names[one] for one in raw["actors"]]


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (None, "unknown"),
        ("", "unknown"),
        ("2025", "unknown"),
        ("2025-07", "unknown"),
        ("2025-07-01", "2025-07-01"),
        ("2025-07-01T09:30+03:00", "2025-07-01"),
        ("2025-07-01?", "unknown"),
        ("2025-07-01/2025-07-04", "unknown"),
        ("2025-07-XX", "unknown"),
        ("../../../etc", "unknown"),
    ],
)
def test_the_day_is_told_only_where_it_is_known(published: str | None, day: str) -> None:
    assert day_of(published) == day


def test_the_schema_of_spark_names_every_column_and_the_day_as_text() -> None:
    told = spark_ddl(STATEMENTS)
    assert all(f"`{column.name}` " in told for column in STATEMENTS.columns)
    assert told.endswith("`day` STRING")
    assert "`evidence` STRUCT<`source`: ARRAY<ARRAY<INT>>, `cue`: ARRAY<ARRAY<INT>>" in told
