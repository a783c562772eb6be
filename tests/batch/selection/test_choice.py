"""A selection of records is that of `onrecord show articles` in a dossier that holds all of them."""

import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from batch_folder import Batch, write_batch
from builders import make_record, make_undone
from onrecord.batch.selection.choice import Chosen, RecordSource, Selection
from onrecord.batch.selection.line_source import LineSource
from onrecord.batch.selection.near import describe_near, find_near
from onrecord.batch.selection.run_folder import RunFolder
from onrecord.batch.selection.table_source import TableSource
from onrecord.model.record import Outcome, Record
from onrecord.model.serial import outcome_to_json
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter


def ids(chosen: Chosen) -> set[str]:
    return {json.loads(line.line)["article"]["id"] for line in chosen.lines}


def expected(dossier: Dossier, wanted: Filter) -> list[str]:
    return dossier.list_ids("articles", replace(wanted, versions=True, types=()))


def filters(records: tuple[Record, ...]) -> list[Filter]:
    first, later = records[0], records[-2]
    speaker = next(actor for actor in first.actors if actor.kind == "person")
    surname = speaker.name.split()[-1]
    words = first.article.text.split()
    day = date.fromisoformat(min(record.article.published.value or "9" for record in records)[:10])
    return [
        Filter(actor=surname),
        Filter(actor=speaker.name.upper()),
        Filter(actor=f"person:{speaker.name.lower().replace(' ', '-')}"),
        Filter(actor=later.actors[0].name),
        Filter(actor="nobody of this name"),
        Filter(since=day, until=day),
        Filter(since=date(2100, 1, 1)),
        Filter(until=day),
        Filter(outlet=later.article.outlet),
        Filter(contains=" ".join(words[:2])),
        Filter(contains=f'"{" ".join(words[10:14])}"'.replace("“", "").replace("”", "")),
        Filter(contains="ferries"),
        Filter(contains='"bulletin 2"'),
        Filter(contains="ferries", outlet=later.article.outlet, until=date(2100, 1, 1)),
        Filter(limit=3),
        Filter(limit=2, contains="the"),
        Filter(limit=0),
    ]


@pytest.mark.parametrize("place", range(17))
def test_tables_are_selected_as_in_a_dossier(batch: Batch, linked: Dossier, place: int) -> None:
    wanted = filters(batch.records)[place]
    chosen = TableSource(batch.run).choose(Selection(wanted))
    there = expected(linked, wanted)
    assert ids(chosen) == set(there)
    assert chosen.matching == len(there)


def test_lines_are_selected_as_in_a_dossier(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl.gz"
    outcomes: list[Outcome] = [*batch.records, make_undone("gone.html")]
    lines = [outcome_to_json(one) for one in outcomes]
    file.write_bytes(gzip.compress("\n\n".join(lines).encode()))
    source = LineSource("x", [file])
    with open_dossier(tmp_path / "d", create=True) as dossier:
        dossier.write_all(batch.records)
        for wanted in filters(batch.records):
            assert ids(source.choose(Selection(wanted))) == set(expected(dossier, wanted)), wanted
    assert source.choose(Selection()).matching == len(lines)


def sources(records: list[Record], folder: Path) -> list[RecordSource]:
    file = folder / "x.jsonl"
    file.write_text("".join(outcome_to_json(one) + "\n" for one in records))
    return [LineSource("x", [file]), TableSource(RunFolder(write_batch(folder, records)))]


def with_date(record: Record, value: str | None) -> Record:
    published = replace(record.article.published, value=value)
    return replace(record, article=replace(record.article, published=published))


def test_vague_days_count_and_unknown_ones_are_told(tmp_path: Path) -> None:
    values = [
        "2025-06-03",
        "2025-06",
        "2025",
        None,
        "no date",
        "2025-02-30",
        "2024-12-31T10:00Z",
        "2025-07-01",
    ]
    records = [with_date(make_record(number), value) for number, value in enumerate(values)]
    period = Filter(since=date(2025, 6, 1), until=date(2025, 6, 30))
    for source in sources(records, tmp_path):
        chosen = source.choose(Selection(period))
        assert ids(chosen) == {records[number].article.id for number in range(3)}
        assert chosen.undated == 3
        with open_dossier(tmp_path / f"{type(source).__name__}.dossier", create=True) as dossier:
            dossier.write_all(records)
            count = dossier.count_articles(replace(period, versions=True))
            assert (count.matching, count.undated) == (chosen.matching, chosen.undated)


def test_country_and_type_are_those_of_rows(tmp_path: Path) -> None:
    first, second, third = (make_record(number) for number in range(3))
    port, *others = second.actors
    second = replace(second, actors=(replace(port, country="NOR", known_from="text"), *others))
    third = replace(third, events=(replace(third.events[0], type="ASSAULT"),))
    for source in sources([first, second, third], tmp_path):
        assert ids(source.choose(Selection(country="NOR"))) == {second.article.id}
        assert ids(source.choose(Selection(Filter(types=("ASSAULT",))))) == {third.article.id}
        assert ids(source.choose(Selection(Filter(types=("ASSAULT",)), "NOR"))) == set()


def test_what_there_is_is_told_where_nothing_matches(tmp_path: Path) -> None:
    records = [make_record(number) for number in range(4)]
    name = next(actor.name for actor in records[0].actors if actor.kind == "person")
    surname = name.split()[-1]
    mistyped = surname[:-1] + ("x" if surname[-1] != "x" else "z")
    for source in sources(records, tmp_path):
        told = describe_near(
            source, Selection(Filter(actor=mistyped, outlet="Nowhere", since=date(2100, 1, 1)))
        )
        assert name in told
        assert "4 dates of publication from 20" in told
        assert str(records[0].article.outlet) in told
        rows = describe_near(source, Selection(Filter(types=("ASSAULT",)), "NOR"))
        assert "types of events: CONSULT" in rows
        assert "countries of actors: none" in rows


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Peskof", ["Dmitry Peskov"]),
        ("dmitri peskov", ["Dmitry Peskov"]),
        ("person:dmitri-peskov", ["Dmitry Peskov"]),
        ("Xqzt", []),
        ("Lind", ["Ada Lind", "Lindt & Co"]),
    ],
)
def test_names_that_are_near(wanted: str, found: list[str]) -> None:
    assert find_near(wanted, ["Dmitry Peskov", "Ada Lind", "Lindt & Co", "", "Otto", "Ada Lind"]) == found


def test_unfinished_shards_are_passed_over(tmp_path: Path) -> None:
    place = write_batch(tmp_path, [make_record(number) for number in range(4)])
    (place / "shards" / "s1.json").unlink()
    assert TableSource(RunFolder(place)).choose(Selection()).matching == 2
