"""Dyads: the counts of a dossier made by hand, by every period, level and weight."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.event_files.hand_made import NOR, SWE, make_report
from onrecord.exports.event_files.dyads import (
    COLUMNS,
    PERIODS,
    QUADS,
    Period,
    first_day,
    last_day,
    period_name,
    write,
)
from onrecord.exports.selection import ExportOptions, Selection
from onrecord.model.annotation import EVENT_TYPES
from onrecord.model.errors import SettingError
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter

NOR_TWO = "p4"
KEY = ["period", "source", "target"]


def table(selection: Selection) -> pd.DataFrame:
    text = "".join(write(selection))
    return pd.read_csv(io.StringIO(text), dtype={"period": str}, keep_default_na=False)


def counts(frame: pd.DataFrame, *columns: str) -> dict[tuple[object, ...], tuple[float, ...]]:
    return {
        tuple(row[name] for name in KEY): tuple(row[name] for name in columns)
        for row in frame.to_dict("records")
    }


def test_months_of_countries_are_counted_as_by_hand(dossier: Dossier) -> None:
    selection = Selection(dossier)
    frame = table(selection)
    assert tuple(frame.columns) == (*COLUMNS, *(kind.lower() for kind in EVENT_TYPES))
    columns = ("events", "weight", "reports", "origins", "dated_by_publication", *QUADS)
    assert counts(frame, *columns) == {
        ("2025-03", "NOR", "SWE"): (2, -9, 3, 3, 0, 1, 0, 0, 1),
        ("2025-03", "SWE", "NOR"): (2, -1, 2, 2, 0, 1, 0, 1, 0),
        ("2025-04", "FIN", "NOR"): (1, 5.2, 1, 1, 0, 1, 0, 0, 0),
        ("2025-04", "NOR", "SWE"): (1, -5, 1, 1, 1, 0, 0, 1, 0),
    }
    assert selection.report.exported == {"events": 5, "lines": 4}
    assert selection.report.left_out == {
        "not reported as having happened": 1, "no second side": 1, "a side without a country": 1,
    }  # fmt: skip


def test_types_and_quads_add_up_to_the_events(dossier: Dossier) -> None:
    frame = table(Selection(dossier))
    types = [kind.lower() for kind in EVENT_TYPES]
    assert (frame[types].sum(axis=1) == frame["events"]).all()
    assert (frame[list(QUADS)].sum(axis=1) == frame["events"]).all()
    assert counts(frame, "assault", "consult", "accuse", "agree", "aid")["2025-03", "NOR", "SWE"] == (
        1,
        1,
        0,
        0,
        0,
    )
    assert counts(frame, "agree", "aid")["2025-04", "FIN", "NOR"] == (1, 0)


def test_lines_tell_names_and_ends_of_the_period(dossier: Dossier) -> None:
    first = table(Selection(dossier)).iloc[0]
    assert list(first[["first_day", "last_day", "source_name", "target_name"]]) == [
        "2025-03-01", "2025-03-31", "Norway", "Sweden",
    ]  # fmt: skip


def test_a_side_of_no_state_has_the_name_of_its_body(tmp_path: Path) -> None:
    report = make_report(0, "2025-03-10", "SANCTION", (NOR,), recipients=(SWE,))
    union = replace(report.actors[0], name="Northland Union", country=None, sector="EUR")
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(replace(report, actors=(union, *report.actors[1:])))
        line = table(Selection(made)).iloc[0]
    assert list(line[["source", "source_name", "target_name"]]) == ["EUR", "European Union", "Sweden"]


def test_fatalities_are_those_of_the_latest_report(dossier: Dossier) -> None:
    frame = table(Selection(dossier, options=ExportOptions(weights="fatalities")))
    assert counts(frame, "weight")["2025-03", "NOR", "SWE"] == (5,)
    frame = table(Selection(dossier, options=ExportOptions(weights="count")))
    assert (frame["weight"] == frame["events"]).all()


def test_undirected_pairs_count_a_mutual_act_once(dossier: Dossier) -> None:
    frame = table(Selection(dossier, options=ExportOptions(undirected=True)))
    assert counts(frame, "events", "weight") == {
        ("2025-03", "NOR", "SWE"): (3, -11),
        ("2025-04", "FIN", "NOR"): (1, 5.2),
        ("2025-04", "NOR", "SWE"): (1, -5),
    }  # fmt: skip


def test_actors_are_sides_with_or_without_a_country(dossier: Dossier) -> None:
    selection = Selection(dossier, options=ExportOptions(level="actor", period="year"))
    found = counts(table(selection), "events", "weight")
    expected = {
        ("2025", "state:northland", "state:sundland"): (3, -14),
        ("2025", "state:drifters", "state:sundland"): (1, -9),
    }
    assert {key: found.get(key) for key in expected} == expected
    assert "a side without a country" not in selection.report.left_out


def test_an_event_that_can_lie_in_two_periods_is_left_out_and_counted(dossier: Dossier) -> None:
    selection = Selection(dossier, options=ExportOptions(period="day"))
    found = counts(table(selection), "events")
    assert set(found) == {
        ("2025-03-09", "NOR", "SWE"), ("2025-03-15", "NOR", "SWE"), ("2025-03-15", "SWE", "NOR"),
        ("2025-04-01", "NOR", "SWE"), ("2025-04-20", "FIN", "NOR"),
    }  # fmt: skip
    assert selection.report.left_out["dated too vaguely (in more than one day)"] == 1


@pytest.mark.parametrize(
    ("period", "names"),
    [
        ("week", {"2025-W10", "2025-W11", "2025-W14", "2025-W16"}),
        ("quarter", {"2025-Q1", "2025-Q2"}),
        ("year", {"2025"}),
    ],
)
def test_periods_have_names(dossier: Dossier, period: str, names: set[str]) -> None:
    assert set(table(Selection(dossier, options=ExportOptions(period=period)))["period"]) == names


def test_a_complete_table_has_a_line_for_every_pair_and_period(dossier: Dossier) -> None:
    frame = table(Selection(dossier, options=ExportOptions(period="week", complete=True)))
    assert len(frame) == 3 * 7
    assert len(set(frame["period"])) == 7
    assert frame["events"].sum() == 5
    assert counts(frame, "events", "weight")["2025-W12", "NOR", "SWE"] == (0, 0)


def test_too_many_lines_are_refused(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.exports.event_files.dyads.MOST_LINES", 20)
    with pytest.raises(SettingError, match="21 lines"):
        table(Selection(dossier, options=ExportOptions(period="week", complete=True)))


def test_types_can_be_chosen(dossier: Dossier) -> None:
    frame = table(Selection(dossier, Filter(types=("ASSAULT", "CONSULT"))))
    assert tuple(frame.columns)[len(COLUMNS) :] == ("assault", "consult")
    assert frame["events"].sum() == 3


@pytest.mark.parametrize(
    ("actors", "recipients", "pairs"),
    [
        ((NOR, NOR_TWO, SWE), (), {("NOR", "SWE"), ("SWE", "NOR")}),
        ((NOR, NOR_TWO), (), {("NOR", "NOR")}),
        ((NOR, NOR_TWO), (SWE,), {("NOR", "SWE")}),
        ((NOR,), (NOR_TWO,), {("NOR", "NOR")}),
    ],
)
def test_an_event_of_several_counts_once_for_each_pair_of_countries(
    tmp_path: Path, actors: tuple[str, ...], recipients: tuple[str, ...], pairs: set[tuple[str, str]]
) -> None:
    record = make_report(3, "2025-04-01", "CONSULT", actors, recipients=recipients)
    sides = tuple(replace(one, country="NOR") if one.id == NOR_TWO else one for one in record.actors)
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(replace(record, actors=sides))
        found = counts(table(Selection(made)), "events")
    assert {key[1:] for key in found} == pairs
    assert set(found.values()) == {(1,)}


def test_wrong_options_are_named(dossier: Dossier) -> None:
    for options in (
        ExportOptions(period="decade"),
        ExportOptions(level="city"),
        ExportOptions(weights="tone"),
    ):
        with pytest.raises(SettingError, match="choose one of"):
            table(Selection(dossier, options=options))


@given(st.dates(), st.sampled_from(PERIODS))
def test_every_day_is_in_its_period(day: date, period: Period) -> None:
    first = first_day(day, period)
    last = last_day(first, period)
    assert first <= day <= last
    assert first_day(last, period) == first
    assert period_name(first_day(last, period), period) == period_name(first, period)
