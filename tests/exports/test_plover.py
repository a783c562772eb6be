"""PLOVER records: fields as in the manual, exported types, and events left out and counted."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from builders import make_record, records
from onrecord.exports.plover import SCALE, build_plover_record
from onrecord.exports.selection import ExportReport
from onrecord.model.annotation import EVENT_TYPES
from onrecord.model.record import Dated, Event, Quantity, Record

SCHEMA = Draft202012Validator(json.loads((Path(__file__).parent / "plover.schema.json").read_text("utf-8")))


def exported(record: Record) -> tuple[list[dict[str, object]], ExportReport]:
    rows, report = [], ExportReport()
    for event in record.events:
        made = build_plover_record(record, event, f"{record.article.id}/{event.id}")
        if isinstance(made, str):
            report.left_out[made] += 1
            continue
        rows.append(json.loads(json.dumps(made)))
        SCHEMA.validate(rows[-1])
    return rows, report


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
    assert row["mode"] == []
    assert f"planned {kind}" in str(row["comment"])


@pytest.mark.parametrize("reality", ["negated", "demanded", "hypothetical"])
def test_events_not_reported_as_having_happened_are_left_out_and_counted(reality: str) -> None:
    rows, count = exported(with_event(make_record(7), reality=reality))
    assert rows == []
    assert count.left_out == {"not reported as having happened": 1}


def test_a_code_in_place_of_a_country_is_no_sector() -> None:
    record = make_record(7)
    for scope in ("IGO", "UNO", "EUR", "NGO", "MNC", "IMG", "ISM"):
        actors = tuple(replace(one, sector=scope, country=None) for one in record.actors)
        for party in cast("list[dict[str, object]]", only(replace(record, actors=actors))["actor"]):
            assert party["code"] == scope
            assert "sector" not in party
    actors = tuple(replace(one, sector="IGO", country="NOR") for one in record.actors)
    assert {
        one["code"] for one in cast("list[dict[str, str]]", only(replace(record, actors=actors))["actor"])
    } == {"NOR"}


def in_countries(record: Record, *countries: str | None) -> Record:
    parties = [replace(one, country=country) for one, country in zip(record.actors, countries, strict=False)]
    return replace(record, actors=(*parties, *record.actors[len(parties) :]))


@pytest.mark.parametrize(
    ("kind", "given", "countries", "mode", "why"),
    [
        ("CONSULT", "phone", ("NOR", "SWE"), ["phone"], None),
        ("CONSULT", None, ("NOR", "SWE"), ["third-party"], "mode: from the place"),
        ("CONSULT", None, ("NOR", "CHE"), [], None),
        ("CONSULT", None, ("NOR", None), [], None),
        ("CONSULT", None, ("NOR", "CHE", "SWE"), ["multilateral"], "mode: from the number of parties"),
        ("ACCUSE", None, ("NOR", "SWE"), ["disapprove"], "mode: from the type"),
        ("ACCUSE", "investigate", ("NOR", "SWE"), ["investigate"], None),
        ("SUPPORT", None, ("NOR", "SWE"), [], None),
    ],
)
def test_the_mode_is_always_there_and_says_what_it_follows_from(
    kind: str, given: str | None, countries: tuple[str | None, ...], mode: list[str], why: str | None
) -> None:
    record = in_countries(make_record(7), *countries)
    place = record.events[0].place
    assert place is not None
    parties = tuple(actor.id for actor in record.actors[: len(countries)])
    row = only(with_event(record, type=kind, mode=given, actors=parties, place=replace(place, country="CHE")))
    assert row["mode"] == mode
    assert row.get("comment") == why


def test_planned_force_is_left_out() -> None:
    assert exported(with_event(make_record(7), type="ASSAULT", reality="planned"))[0] == []


def test_events_without_an_actor_or_a_needed_recipient_are_left_out_and_counted() -> None:
    record = make_record(7)
    assert exported(with_event(record, actors=()))[1].left_out == {"no actor": 1}
    assert exported(with_event(record, type="AID", actors=("p1",)))[1].left_out == {"no recipient": 1}
    assert len(exported(with_event(record, type="COOPERATE"))[0]) == 1  # both parties are actors


def test_an_undated_event_has_the_publication_date_and_a_comment() -> None:
    record = make_record(7)
    assert only(record)["date_source"] == "text"
    published = only(with_event(record, date=None))
    assert "day of publication" in str(published["comment"])
    assert published["date_source"] == "publication"
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
    assert len(rows) + sum(count.left_out.values()) == len(record.events)
