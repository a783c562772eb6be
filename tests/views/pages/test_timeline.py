"""The timeline counts every dated row once, in the column of its day."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from builders import make_record
from onrecord.model.record import Dated
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.timeline import COLUMNS, build_timeline

pytest_plugins = ["dossiers"]  # the fixture `dossier`


@pytest.fixture
def filled(dossier: Dossier) -> Dossier:
    for number in range(8):
        dossier.write(make_record(number))
    return dossier


@pytest.mark.parametrize(
    "wanted", [Filter(), Filter(since=date(2024, 1, 9), until=date(2024, 2, 1)), Filter(since=date(1, 1, 1))]
)
def test_every_row_is_counted_in_the_cell_of_its_day(filled: Dossier, wanted: Filter) -> None:
    page = build_timeline(filled, wanted)
    assert 0 < len(page.columns) <= COLUMNS
    assert (
        sum(lane.total for lane in page.lanes if lane.of == "statements")
        == filled.count_statements(wanted).matching
    )
    for lane in page.lanes:
        assert sum(cell.count for cell in lane.cells) == lane.total
        for cell in lane.cells:
            assert page.columns[cell.column].first == cell.first
            assert cell.first <= cell.last


def test_there_is_no_gap_between_columns(filled: Dossier) -> None:
    columns = build_timeline(filled, Filter()).columns
    assert all((later.first - earlier.last).days == 1 for earlier, later in pairwise(columns))


def test_a_timeline_without_rows_is_empty(filled: Dossier) -> None:
    assert build_timeline(filled, Filter(since=date(9999, 12, 31))).lanes == ()
    assert build_timeline(filled, Filter(until=date.max), "actor").lanes_by == "actor"


def test_a_row_without_a_first_day_is_in_the_first_column_and_does_not_stretch_the_timeline(
    filled: Dossier,
) -> None:
    before = build_timeline(filled, Filter())
    record = make_record(8)
    (event,) = record.events
    open_start = Dated("../2024-02-01", event.evidence.trigger)
    filled.write(replace(record, events=(replace(event, date=open_start),)))
    page = build_timeline(filled, Filter())
    assert page.first == before.first
    (events,) = (lane for lane in page.lanes if lane.of == "events")
    (events_before,) = (lane for lane in before.lanes if lane.of == "events")
    assert events.total == events_before.total + 1
    assert events.cells[0].column == 0
