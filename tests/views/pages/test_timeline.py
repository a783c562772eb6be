"""The timeline counts every dated row once, in the column of its day."""

from datetime import date
from itertools import pairwise

import pytest

from builders import make_record
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
