"""The pipeline: one article in, one outcome out, in order, whatever happens to an article or a process."""

import signal
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import pytest

from onrecord.annotate.registry import ordered
from onrecord.model.annotation import Annotation, Mention
from onrecord.model.article import Article
from onrecord.model.errors import AnnotationError, ModelError
from onrecord.model.record import Record, Undone
from onrecord.model.serial import outcome_from_json, outcome_to_json
from onrecord.pipeline import Pipeline, _interrupts_held, make_pipeline, read_all
from plain_annotator import PlainAnnotator, plain_pipeline


def test_each_item_gives_exactly_one_outcome_in_its_order_and_the_totals_add_up() -> None:
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


def test_a_fault_of_a_reader_names_itself_and_does_not_take_the_others_with_it() -> None:
    outcome = plain_pipeline().read(Article("a fault", source="bad.txt"))
    assert isinstance(outcome, Undone)
    assert (outcome.stage, outcome.reason, outcome.source) == ("reading", "internal", "bad.txt")
    assert "ZeroDivisionError: a fault" in outcome.detail


def test_a_process_that_dies_costs_the_one_article_it_died_of() -> None:
    items = [Article(text) for text in ("one", "two", "crash", "three", "four", "five", "six", "seven")]
    outcomes = list(read_all(items, plain_pipeline, workers=2))
    assert [row.outcome for row in outcomes] == [
        "done",
        "done",
        "failed",
        "done",
        "done",
        "done",
        "done",
        "done",
    ]
    assert [row.article.text for row in outcomes if isinstance(row, Record)] == [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
    ]


def test_a_process_that_dies_while_the_outcomes_are_taken_slowly_costs_no_more() -> None:
    texts = [f"text {number}" for number in range(24)]
    texts[13] = "crash"
    outcomes = []
    for row in read_all([Article(text) for text in texts], plain_pipeline, workers=2):
        outcomes.append(row.outcome)
        time.sleep(0.02)  # as a consumer that writes does, so that a pool can break while nobody waits for it
    assert outcomes == ["failed" if text == "crash" else "done" for text in texts]


def broken_pipeline() -> Pipeline:
    raise ModelError("the model file is missing; install it again")


def test_a_reader_that_cannot_be_built_says_so_once_and_not_from_every_worker() -> None:
    with pytest.raises(ModelError, match="missing"):
        list(read_all([Article(str(number)) for number in range(9)], broken_pipeline, workers=2))


def test_a_language_nobody_can_read_is_skipped_with_what_to_do() -> None:
    outcome = plain_pipeline().read(Article("Переговоры продолжаются.", language="ru"))
    assert isinstance(outcome, Undone)
    assert (outcome.outcome, outcome.reason) == ("skipped", "language")
    assert "--language en" in outcome.detail


def test_a_text_that_would_take_too_much_memory_fails_with_what_to_do() -> None:
    outcome = plain_pipeline().read(Article("word " * 600_000))
    assert isinstance(outcome, Undone)
    assert (outcome.outcome, outcome.reason) == ("failed", "too-large")
    assert "3,000,000 characters" in outcome.detail


def test_readers_whose_needs_nobody_gives_are_refused_by_name() -> None:
    @dataclass(frozen=True)
    class Hungry(PlainAnnotator):
        name: str = "hungry"
        needs: tuple[type[Annotation], ...] = (Mention,)

    with pytest.raises(AnnotationError, match="'hungry' needs Mention"):
        ordered((Hungry(),))


TEXTS = [
    f"ISTANBUL, June {day} - The envoy said on Monday that talks would resume.\n“We are ready,” Keith Kellogg told reporters."
    for day in range(2, 8)
]


def test_the_bytes_are_the_same_whatever_the_number_of_workers() -> None:
    articles = [Article(text, source=str(number)) for number, text in enumerate(TEXTS)]
    alone = [outcome_to_json(row) for row in read_all(articles, make_pipeline, workers=1)]
    together = [outcome_to_json(row) for row in read_all(articles, make_pipeline, workers=2)]
    assert alone == together
    assert all(isinstance(outcome_from_json(line), Record) for line in alone)


def test_a_record_read_back_from_its_line_is_the_same_record() -> None:
    outcome = make_pipeline().read(Article(TEXTS[0], title="Talks to resume"))
    assert isinstance(outcome, Record)
    assert outcome.statements
    assert outcome_from_json(outcome_to_json(outcome)) == outcome


def test_processes_start_with_ctrl_c_held_back_so_that_none_tells_of_it_in_a_traceback() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        with _interrupts_held():
            started = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, set())
        assert signal.SIGINT in started.result(timeout=60)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
