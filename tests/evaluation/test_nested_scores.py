"""Scores of nested attributions, and the marked cases that come with the package."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from onrecord.evaluation.corpora import Marked
from onrecord.evaluation.nested import NestedCase, NestedScore, default_gold, load_nested, score_nested
from onrecord.model.annotation import Annotation, Attribution
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.reading import Layer, Reading
from onrecord.model.span import Span

TEXT = "Peru said Chile had accused the navy of theft, warning Spain."
OUTER = Marked((Span(0, 4),), (Span(5, 9),), (Span(10, 45),))
INNER = Marked((Span(10, 15),), (Span(16, 27),), (Span(28, 45),))
CASE = NestedCase("one", "tune", Article(TEXT), OUTER, (INNER,), own=True)


def row(mark: Marked, within: int | None = None) -> Attribution:
    return Attribution(Span(0, len(TEXT)), mark.source, mark.cue, mark.content, 1.0, within)


class Adds:
    """A reader of attributions that adds rows to those that are there."""

    name, version = "adds", "1"
    needs: tuple[Layer, ...] = ()
    gives: tuple[Layer, ...] = (Attribution,)

    def __init__(self, *rows: Attribution) -> None:
        self.rows = rows

    def read(self, _: Article, reading: Reading) -> Iterable[Annotation]:
        before = reading.of(Attribution) if reading.has(Attribution) else ()
        return [*before, *self.rows]


def test_a_marked_inner_attribution_that_is_predicted_is_right() -> None:
    assert score_nested([CASE], [Adds(row(INNER, 0))], "gold") == NestedScore(right=1, predicted=1, marked=1)


def test_nothing_predicted_is_no_precision_and_no_recall() -> None:
    score = score_nested([CASE], [Adds()], "gold")
    assert (score, score.precision, score.recall, score.f1) == (NestedScore(0, 0, 1), 0.0, 0.0, 0.0)


def test_a_nested_one_that_is_not_marked_is_false() -> None:
    wrong = Marked((), (Span(28, 31),), (Span(32, 36),))
    score = score_nested([CASE], [Adds(row(INNER, 0), row(wrong, 0))], "gold")
    assert score == NestedScore(right=1, predicted=2, marked=1)
    assert (score.precision, score.recall) == (0.5, 1.0)


def test_outer_ones_beyond_the_marked_stretch_do_not_count() -> None:
    beyond = Marked((), (Span(47, 54),), (Span(55, 60),))
    assert score_nested([CASE], [Adds(row(beyond, 0))], "gold") == NestedScore(0, 0, 1)


def test_with_predicted_outers_the_readers_before_give_them() -> None:
    readers = [Adds(row(OUTER)), Adds(row(INNER, 0))]
    assert score_nested([CASE], readers, "predicted") == NestedScore(1, 1, 1)
    missed = [Adds(), Adds()]
    assert score_nested([CASE], missed, "predicted") == NestedScore(0, 0, 1)


def test_scores_add_up() -> None:
    assert NestedScore(1, 2, 3).plus(NestedScore(1, 1, 1)) == NestedScore(2, 3, 4)


def test_own_cases_load_without_the_shared_folder() -> None:
    cases = load_nested(default_gold(), None)
    assert sum(bool(case.inner) for case in cases) >= 40
    assert {case.part for case in cases} == {"tune", "held-out"}
    assert all(case.own for case in cases)


def test_own_cases_are_marked_on_words() -> None:
    for case in load_nested(default_gold(), None):
        text = case.article.text
        for mark in (case.outer, *case.inner):
            assert mark.content
            assert all(span.is_sound(text) for span in (*mark.source, *mark.cue, *mark.content))


def test_cases_in_articles_are_marked_on_words(shared: Path) -> None:
    cases = [case for case in load_nested(default_gold(), shared) if not case.own]
    assert sum(bool(case.inner) for case in cases) >= 45
    assert sum(not case.inner for case in load_nested(default_gold(), shared)) >= 25
    for case in cases:
        for mark in (case.outer, *case.inner):
            assert all(span.is_sound(case.article.text) for span in (*mark.source, *mark.cue, *mark.content))


def test_a_case_in_an_article_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    gold, shared = tmp_path / "gold.jsonl", tmp_path / "shared"
    (shared / "data" / "small").mkdir(parents=True)
    (shared / "data" / "small" / "a.jsonl").write_text('{"id": "other", "text": "x"}\n')
    gold.write_text(
        '{"case": "c", "part": "tune", "file": "small/a.jsonl", "id": "a", '
        '"outer": {"source": [], "cue": [[0, 1]], "content": [[2, 3]]}, "inner": []}\n'
    )
    with pytest.raises(GoldError, match="no article 'a'"):
        load_nested(gold, shared)
