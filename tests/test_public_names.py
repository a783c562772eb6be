"""The public names of the package."""

import pytest

import onrecord
from onrecord import Record, Undone, pipeline
from onrecord.pipeline import Pipeline


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert onrecord.__all__ == sorted(onrecord.__all__)
    assert all(hasattr(onrecord, name) for name in onrecord.__all__)


def test_a_text_in_gives_a_typed_record_out() -> None:
    outcome = onrecord.read(
        "“We will talk,” the envoy Keith Kellogg told reporters on Monday.", published="2025-07-01"
    )
    assert isinstance(outcome, Record)
    (statement,) = outcome.statements
    assert (statement.kind, statement.evidence.content.words) == ("direct", ("“We will talk,”",))
    assert statement.said is not None and statement.said.value == "2025-06-30"


def test_a_text_without_words_gives_a_reason_and_no_error() -> None:
    outcome = onrecord.read("  \n ")
    assert isinstance(outcome, Undone)
    assert (outcome.outcome, outcome.reason) == ("skipped", "empty")


def test_many_articles_give_one_outcome_each_in_order() -> None:
    texts = ["“No,” Berg said.", " ", "“Yes,” Lind said."]
    outcomes = list(onrecord.read_many(onrecord.make_article(text) for text in texts))
    assert [row.outcome for row in outcomes] == ["done", "skipped", "done"]


def test_calls_of_read_share_their_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Pipeline] = []
    make_pipeline = pipeline.make_pipeline

    def make() -> Pipeline:
        made.append(make_pipeline())
        return made[-1]

    monkeypatch.setattr("onrecord.pipeline.make_pipeline", make)
    onrecord._pipeline.cache_clear()
    try:
        assert [isinstance(onrecord.read(text), Record) for text in ("They met.", "They parted.")] == [
            True,
            True,
        ]
    finally:
        onrecord._pipeline.cache_clear()
    assert len(made) == 1
