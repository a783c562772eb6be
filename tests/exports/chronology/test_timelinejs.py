"""TimelineJS: the JSON has the documented form, slides are in order, words are escaped."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from builders import make_record
from onrecord.exports.chronology.timelinejs import write
from onrecord.exports.selection import Selection
from onrecord.model.record import Dated, Event
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter
from told_dossier import FIRST, NEGATED, SECOND, article_id, told

STANDARDS = Path(__file__).parents[1] / "standards"
SCHEMA = Draft202012Validator(json.loads((STANDARDS / "timelinejs.schema.json").read_text("utf-8")))


def slides_of(selection: Selection) -> list[dict[str, Any]]:
    timeline = json.loads("".join(write(selection)))
    SCHEMA.validate(timeline)
    slides: list[dict[str, Any]] = timeline["events"]
    assert len({slide["unique_id"] for slide in slides}) == len(slides)
    return slides


def test_slides_are_in_order_and_of_three_groups(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        slides = slides_of(selection)
    days = [tuple(slide["start_date"].values()) for slide in slides]
    assert days == sorted(days)
    assert {slide["group"] for slide in slides} == {"statements", "events", "commitments"}


def test_an_event_told_twice_is_one_slide_with_both_articles(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        events = [slide for slide in slides_of(selection) if slide["group"] == "events"]
    addresses = [f"https://news.example/{number}" for number in (FIRST, SECOND)]
    (both,) = [one for one in events if addresses[0] in one["text"]["text"]]
    assert addresses[1] in both["text"]["text"]


def test_words_are_escaped_and_scripts_are_no_links(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        texts = [part for slide in slides_of(selection) for part in slide["text"].values()]
    assert any("&lt;script&gt;" in text for text in texts)
    assert not any("<script" in text or 'href="javascript:' in text for text in texts)


def test_statements_that_only_say_something_are_left_out_and_counted(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        slides = slides_of(selection)
        report = selection.report
    ids = {slide["unique_id"] for slide in slides}
    assert f"{article_id(FIRST)}/s4" not in ids
    assert f"{article_id(FIRST)}/s2" in ids
    assert report.left_out["statements that only say something"] > 0
    with told(tmp_path / "..", Filter(acts=("assert",))) as selection:
        assert any(slide["unique_id"] == f"{article_id(FIRST)}/s4" for slide in slides_of(selection))


def test_what_was_not_said_says_so(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        slides = {slide["unique_id"]: slide for slide in slides_of(selection)}
    assert "(did not happen, by the text)" in slides[f"{article_id(NEGATED)}/s1"]["text"]["headline"]


@pytest.mark.parametrize(
    ("value", "dates"),
    [
        ("2025-06-03", {"start_date": {"year": 2025, "month": 6, "day": 3}}),
        ("2025-06", {"start_date": {"year": 2025, "month": 6}}),
        ("2025~", {"start_date": {"year": 2025}}),
        (
            "2025-06-01/2025-06-05",
            {
                "start_date": {"year": 2025, "month": 6, "day": 1},
                "end_date": {"year": 2025, "month": 6, "day": 5},
                "display_date": "2025-06-01/2025-06-05",
            },
        ),
        ("../2025-06-03", {"start_date": {"year": 2025, "month": 6, "day": 3}}),
    ],
)
def test_vague_days_stay_vague(tmp_path: Path, value: str, dates: dict[str, object]) -> None:
    record = make_record(1)
    event: Event = replace(record.events[0], date=Dated(value))
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as dossier:
        dossier.write(replace(record, events=(event,)))
        (slide,) = slides_of(Selection(dossier, Filter(types=("CONSULT",))))
    assert {
        name: slide[name] for name in ("start_date", "end_date", "display_date") if name in slide
    } == dates


def test_rows_without_a_day_are_counted(tmp_path: Path) -> None:
    record = make_record(1)
    published = replace(record.article.published, value=None)
    event = replace(record.events[0], date=None)
    record = replace(record, article=replace(record.article, published=published), events=(event,))
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as dossier:
        dossier.write(record)
        selection = Selection(dossier, Filter(types=("CONSULT",)))
        assert slides_of(selection) == []
    assert selection.report.left_out["rows without a day"] == 1
