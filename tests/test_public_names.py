"""The public names of the package."""

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
