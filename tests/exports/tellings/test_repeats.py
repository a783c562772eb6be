"""Repeats: a row goes out with its last report, and those of one article at once."""

from pathlib import Path

from onrecord.exports.tellings.repeats import Repeats
from onrecord.store.protocol import Filter
from told_dossier import FIRST, SECOND, article_id, told


def gathered(folder: Path, wanted: Filter | None = None) -> list[list[str]]:
    with told(folder, wanted) as selection:
        repeats = Repeats[str](selection, "event")
        found = []
        for one in selection.records():
            for event in one.events:
                reports = repeats.add(one.same_event[event.id], one.reference(event.id))
                found += [reports] if reports else []
        assert list(repeats.rest()) == []
        return found


def test_an_event_told_twice_comes_once_with_both_reports(tmp_path: Path) -> None:
    found = gathered(tmp_path)
    pair = {f"{article_id(number)}/e1" for number in (FIRST, SECOND)}
    assert [len(reports) for reports in found].count(2) == 1
    assert len(found) == 3
    assert pair in [set(reports) for reports in found]


def test_reports_outside_the_selection_are_not_waited_for(tmp_path: Path) -> None:
    first, second = (article_id(number) for number in (FIRST, SECOND))
    found = gathered(tmp_path, Filter(rows=(f"{first}/e1",)))
    assert found == [[f"{first}/e1"]]
    assert f"{second}/e1" not in found[0]


def test_a_report_that_does_not_come_is_not_lost(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        repeats = Repeats[str](selection, "event")
        identity = selection.identify("event", [f"{article_id(FIRST)}/e1"])[f"{article_id(FIRST)}/e1"]
        assert repeats.add(identity, "one of two") is None
        assert list(repeats.rest()) == [["one of two"]]
        assert list(repeats.rest()) == []
