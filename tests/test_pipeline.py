"""The pipeline: one outcome per article, in order, even when an article or a process fails."""

import signal
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context, parent_process

import pytest

from onrecord.annotate.registry import ordered
from onrecord.model.annotation import Annotation, Mention
from onrecord.model.article import Article
from onrecord.model.errors import AnnotationError, ModelError
from onrecord.model.record import Record, Undone
from onrecord.model.serial import outcome_from_json, outcome_to_json
from onrecord.pipeline import Pipeline, _interrupts_held, _read_alone, make_pipeline, read_all
from plain_annotator import PlainAnnotator, hurried_pipeline, plain_pipeline


def test_each_item_gives_exactly_one_outcome_in_input_order() -> None:
    gone = Undone("failed", "gone.txt", "gathering", "not-found", "there is no such file")
    items: list[Article | Undone] = [
        Article("one", source="1"),
        gone,
        Article("a fault", source="2"),
        Article("  ", source="3"),
        Article("two", source="4"),
    ]
    outcomes = list(read_all(items, plain_pipeline))
    assert [row.outcome for row in outcomes] == ["done", "failed", "failed", "skipped", "done"]
    assert outcomes[1] is gone


def test_an_error_in_an_annotator_is_named_in_the_outcome() -> None:
    outcome = plain_pipeline().read(Article("a fault", source="bad.txt"))
    assert isinstance(outcome, Undone)
    assert (outcome.stage, outcome.reason, outcome.source) == ("reading", "internal", "bad.txt")
    assert "ZeroDivisionError: a fault" in outcome.detail


def test_a_process_that_dies_costs_only_its_article() -> None:
    items = [Article(text) for text in ("one", "two", "crash", "three", "four", "five", "six", "seven")]
    outcomes = list(read_all(items, plain_pipeline, workers=2))
    assert [row.outcome for row in outcomes] == ["done", "done", "failed", *["done"] * 5]
    read = [row.article.text for row in outcomes if isinstance(row, Record)]
    assert read == ["one", "two", "three", "four", "five", "six", "seven"]


def test_a_process_that_dies_costs_only_its_article_when_outcomes_are_consumed_slowly() -> None:
    texts = [f"text {number}" for number in range(24)]
    texts[13] = "crash"
    outcomes = []
    for row in read_all([Article(text) for text in texts], plain_pipeline, workers=2):
        outcomes.append(row.outcome)
        time.sleep(0.02)  # a slow consumer: the pool may break while nobody waits for it
    assert outcomes == ["failed" if text == "crash" else "done" for text in texts]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_takes_too_long_fails_alone(workers: int) -> None:
    items = [Article(text) for text in ("one", "endless", "two", "three", "endless too", "four")]
    outcomes = list(read_all(items, hurried_pipeline, workers=workers))
    assert [row.outcome for row in outcomes] == ["done", "failed", "done", "done", "failed", "done"]
    late = outcomes[1]
    assert isinstance(late, Undone)
    assert (late.stage, late.reason) == ("reading", "time")
    assert "0.2 seconds" in late.detail
    assert "ONRECORD_ARTICLE_SECONDS" in late.detail
    assert outcome_from_json(outcome_to_json(late)) == late


def test_a_worker_that_does_not_stop_when_told_to_is_ended_and_named() -> None:
    items = [Article(text) for text in ("one", "two", "three", "deaf", "four", "five")]
    outcomes = list(read_all(items, hurried_pipeline, workers=2))
    assert [row.outcome for row in outcomes] == ["done", "done", "done", "failed", "done", "done"]
    late = outcomes[3]
    assert isinstance(late, Undone)
    assert late.reason == "time"


def broken_pipeline() -> Pipeline:
    raise ModelError("the model file is missing; install it again")


def test_an_annotator_that_cannot_be_built_raises_once_and_not_in_every_worker() -> None:
    with pytest.raises(ModelError, match="missing"):
        list(read_all([Article(str(number)) for number in range(9)], broken_pipeline, workers=2))


def pipeline_of_parents_only() -> Pipeline:
    return plain_pipeline() if parent_process() is None else broken_pipeline()


def test_an_error_in_a_process_of_its_own_is_named_and_not_taken_for_a_death() -> None:
    outcome = _read_alone(Article("one"), pipeline_of_parents_only)
    assert isinstance(outcome, Undone)
    assert outcome.detail == "the model file is missing; install it again"
    died = _read_alone(Article("crash"), plain_pipeline)
    assert isinstance(died, Undone)
    assert "out of memory?" in died.detail


@pytest.mark.parametrize(
    ("text", "language", "can_be_english"),
    [
        ("Переговоры продолжаются.", "ru", False),
        ("Переговори в Ankara тривають.", "uk", False),
        ("محادثات السلام", "ar", False),
        ("The talks go on.", "af", True),
        ("Les pourparlers continuent.", "fr", True),
    ],
)
def test_an_article_in_an_unsupported_language_is_skipped_with_advice_only_where_it_may_help(
    text: str, language: str, can_be_english: bool
) -> None:
    outcome = plain_pipeline().read(Article(text, language=language))
    assert isinstance(outcome, Undone)
    assert (outcome.outcome, outcome.reason) == ("skipped", "language")
    assert f"its language is '{language}'" in outcome.detail
    assert ("--language en" in outcome.detail) is can_be_english


def test_a_text_that_would_take_too_much_memory_fails_with_advice() -> None:
    outcome = plain_pipeline().read(Article("word " * 600_000))
    assert isinstance(outcome, Undone)
    assert (outcome.outcome, outcome.reason) == ("failed", "too-large")
    assert "3,000,000 characters" in outcome.detail


def test_an_annotator_whose_needs_no_annotator_gives_is_named_in_the_error() -> None:
    @dataclass(frozen=True)
    class Hungry(PlainAnnotator):
        name: str = "hungry"
        needs: tuple[type[Annotation], ...] = (Mention,)

    with pytest.raises(AnnotationError, match="'hungry' needs Mention"):
        ordered((Hungry(),))


TEXTS = [
    f"ISTANBUL, June {day} - The envoy said on Monday that talks would resume.\n"
    "“We are ready,” Keith Kellogg told reporters."
    for day in range(2, 8)
]


def test_the_output_is_the_same_for_any_number_of_workers() -> None:
    articles = [Article(text, source=str(number)) for number, text in enumerate(TEXTS)]
    alone = [outcome_to_json(row) for row in read_all(articles, make_pipeline, workers=1)]
    together = [outcome_to_json(row) for row in read_all(articles, make_pipeline, workers=2)]
    assert alone == together
    assert all(isinstance(outcome_from_json(line), Record) for line in alone)


def test_a_record_survives_a_round_trip_through_json() -> None:
    outcome = make_pipeline().read(Article(TEXTS[0], title="Talks to resume"))
    assert isinstance(outcome, Record)
    assert outcome.statements
    assert outcome_from_json(outcome_to_json(outcome)) == outcome


def test_worker_processes_start_with_ctrl_c_blocked() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        with _interrupts_held():
            started = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, set())
        assert signal.SIGINT in started.result(timeout=60)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
