"""PLOVER records: fields as in the manual, exported types, and events left out and counted."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from builders import make_record, records
from onrecord.exports.plover import SCALE, PloverCount, render_plover
from onrecord.model.annotation import EVENT_TYPES
from onrecord.model.record import Dated, Event, Quantity, Record

SCHEMA = Draft202012Validator(json.loads((Path(__file__).parent / "plover.schema.json").read_text("utf-8")))


def exported(record: Record) -> tuple[list[dict[str, object]], PloverCount]:
    count = PloverCount()
    rows = [json.loads(line) for line in render_plover([record], count)]
    for row in rows:
        SCHEMA.validate(row)
    return rows, count


def with_event(record: Record, **changes: object) -> Record:
    return replace(record, events=(replace(record.events[0], **changes),))  # type: ignore[arg-type]


def only(record: Record) -> dict[str, object]:
    ((row,), _) = exported(record)
    return row


def test_an_event_has_actors_type_date_place_and_words() -> None:
    record = make_record(7)
    event: Event = record.events[0]
    row = only(record)
    assert (row["id"], row["date"]) == (f"{record.article.id}/e1", record.article.published.value)
    assert (row["event"], row["quad_code"], row["event_scale"], row["mode"]) == (
        ["CONSULT"],
        1,
        2.5,
        ["visit"],
    )
    parties = cast("list[dict[str, object]]", row["actor"])
    assert [one["entity_text"] for one in parties] == [record.actors[0].name, record.actors[1].name]
    assert row["event_loc"] == {
        "extracted_place": event.place.name if event.place else "",
        "resolved_place": event.place.name if event.place else "",
        "lat": 1.5,
        "lon": 2.5,
    }
    assert row["text"] == str(event.evidence.all)
    assert row["context"] == ["diplomatic", "economic"]
    assert "recipient" not in row


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_every_type_has_a_quad_category_and_score(kind: str) -> None:
    row = only(with_event(make_record(7), type=kind, recipients=("p2",), actors=("p1",)))
    assert (row["event"], (row["quad_code"], row["event_scale"])) == ([kind], SCALE[kind])  # type: ignore[index]


@pytest.mark.parametrize(
    ("kind", "becomes"), [("CONSULT", "AGREE"), ("AID", "AGREE"), ("RETREAT", "CONCEDE")]
)
def test_announced_events_are_exported_as_in_the_codebook(kind: str, becomes: str) -> None:
    row = only(with_event(make_record(7), type=kind, reality="planned"))
    assert row["event"] == [becomes]
    assert "mode" not in row
    assert f"planned {kind}" in str(row["comment"])


@pytest.mark.parametrize("reality", ["negated", "demanded", "hypothetical"])
def test_events_not_reported_as_having_happened_are_left_out_and_counted(reality: str) -> None:
    rows, count = exported(with_event(make_record(7), reality=reality))
    assert rows == []
    assert count.left_out == {"not reported as having happened": 1}


def test_planned_force_is_left_out() -> None:
    assert exported(with_event(make_record(7), type="ASSAULT", reality="planned"))[0] == []


def test_events_without_an_actor_or_a_needed_recipient_are_left_out_and_counted() -> None:
    record = make_record(7)
    assert exported(with_event(record, actors=()))[1].left_out == {"no actor": 1}
    assert exported(with_event(record, type="AID", actors=("p1",)))[1].left_out == {"no recipient": 1}
    assert exported(with_event(record, type="COOPERATE"))[1].exported == 1  # both parties are actors


def test_an_undated_event_has_the_publication_date_and_a_comment() -> None:
    record = make_record(7)
    assert "day of publication" in str(only(with_event(record, date=None))["comment"])
    undated = replace(
        record, article=replace(record.article, published=replace(record.article.published, value=None))
    )
    assert exported(with_event(undated, date=None))[1].left_out == {"no date": 1}


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2025-06", ("2025-06-01", "2025-06-30")),
        ("/2025-06-02", ("2025-06-02", None)),
        ("2025-06-01/..", ("2025-06-01", None)),
    ],
)
def test_a_period_becomes_first_and_last_day(value: str, days: tuple[str, str | None]) -> None:
    record = make_record(7)
    row = only(with_event(record, date=Dated(value, record.events[0].evidence.all)))
    assert (row["date"], row.get("enddate")) == days


def test_the_source_of_an_event_is_in_the_comment_and_deaths_in_the_size() -> None:
    record = make_record(7)
    size = Quantity(3, "deaths", "exact", record.events[0].evidence.all)
    row = only(with_event(record, told_by="s1", quantities=(size,)))
    assert f"told by {record.actors[2].name} (s1)" in str(row["comment"])
    assert row["size"] == {"dead": 3}


@given(records())
def test_the_export_of_any_record_follows_the_format(record: Record) -> None:
    rows, count = exported(record)
    assert len(rows) == count.exported
    assert count.exported + sum(count.left_out.values()) == len(record.events)
