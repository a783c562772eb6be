"""The public names of the package."""

import json
from pathlib import Path

import pytest

import onrecord
from onrecord import Record, Undone, pipeline
from onrecord.pipeline import OwnActors, Pipeline


def test_the_public_names_are_sorted_and_exist() -> None:
    assert onrecord.__all__ == sorted(onrecord.__all__)
    assert all(hasattr(onrecord, name) for name in onrecord.__all__)


def test_read_returns_a_typed_record() -> None:
    outcome = onrecord.read(
        "“We will talk,” the envoy Keith Kellogg told reporters on Monday.", published="2025-07-01"
    )
    assert isinstance(outcome, Record)
    (statement,) = outcome.statements
    assert (statement.kind, statement.evidence.content.words) == ("direct", ("“We will talk,”",))
    assert statement.said is not None and statement.said.value == "2025-06-30"


def test_a_text_without_words_is_skipped_with_a_reason() -> None:
    outcome = onrecord.read("  \n ")
    assert isinstance(outcome, Undone)
    assert (outcome.outcome, outcome.reason) == ("skipped", "empty")


def test_read_many_yields_one_outcome_per_article_in_order() -> None:
    texts = ["“No,” Berg said.", " ", "“Yes,” Lind said."]
    outcomes = list(onrecord.read_many(onrecord.make_article(text) for text in texts))
    assert [row.outcome for row in outcomes] == ["done", "skipped", "done"]


ROW = {
    "body": "“No,” Berg said.",
    "headline": "A",
    "pub_date": "2025-07-01T09:30Z",
    "source": {"name": "Courier"},
}


def test_the_article_of_a_row_is_that_of_the_same_line_of_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(ROW))
    (line,) = onrecord.gather(path)
    assert line == onrecord.article_from_row(ROW, source=f"{path}:1")
    assert isinstance(line, onrecord.Article)
    assert (line.outlet, line.published.how) == ("Courier", "metadata")


def test_a_row_that_is_no_article_says_why() -> None:
    with pytest.raises(onrecord.OnRecordError, match='neither "text" nor "html"'):
        onrecord.article_from_row({"a": "x"})
    assert onrecord.article_from_row({"a": "They met."}, columns={"text": "a"}).text == "They met."
    with pytest.raises(onrecord.OnRecordError, match="FIELD=COLUMN"):
        onrecord.article_from_row(ROW, columns={"size": "a"})


def test_gather_never_raises_for_bad_input(tmp_path: Path) -> None:
    (one,) = onrecord.gather(tmp_path / "missing.csv")
    assert isinstance(one, Undone) and one.reason == "not-found"
    path = tmp_path / "a.csv"
    path.write_text("a,b\nThey met.,x\n")
    (two,) = onrecord.gather(path, columns={"text": "a"}, outlet="Courier", published="2025-07-01")
    assert isinstance(two, onrecord.Article)
    assert (two.text, two.outlet, two.published.how) == ("They met.", "Courier", "given")


def test_what_gather_could_not_read_is_its_own_outcome(tmp_path: Path) -> None:
    (one,) = onrecord.read_many(onrecord.gather(tmp_path / "missing.csv"))
    assert isinstance(one, Undone) and one.reason == "not-found"


def test_calls_of_read_share_one_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Pipeline] = []
    make_pipeline = pipeline.make_pipeline

    def make(own: OwnActors) -> Pipeline:
        made.append(make_pipeline(own=own))
        return made[-1]

    monkeypatch.setattr("onrecord.pipeline.make_pipeline", make)
    onrecord._pipeline.cache_clear()
    try:
        assert all(isinstance(onrecord.read(text), Record) for text in ("They met.", "They parted."))
    finally:
        onrecord._pipeline.cache_clear()
    assert len(made) == 1
