"""The work of reading grows with the length of a text, not with its square.

Lines of Python that run are counted, not seconds: the count is the same on every machine. What runs inside
libraries is measured by benchmarks/growth.py.
"""

import math
import sys
from types import FrameType
from typing import Any

import pytest

from growth_patterns import load_patterns, make_text
from onrecord.model.article import Article, Published
from onrecord.pipeline import Pipeline, make_pipeline

pytestmark = pytest.mark.slow

SHORT, LONG = 2_500, 7_500  # characters; sentences are cut at 250 words, so both have several
STEEPEST = 1.15
PATTERNS = [
    "Anna Lind ",
    "President {W} ",
    "Mr. {W} told Mr. {W} ",
    "Minister of ",
    "“Yes,” he said. ",
    "he said he said ",
    "said that {W} said that ",
    "12 ",
    "$5 to $6 to ",
    "second round of talks ",
    "a day after the vote on ",
    "{W} attacked {W}. ",
    "{W}: Yes.\\n",
]


class LineCount:
    """Counts the lines of onrecord that run."""

    def __init__(self) -> None:
        self.lines = 0

    def enter(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG002 - see sys.settrace
        return self.step if "onrecord" in frame.f_code.co_filename else None

    def step(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG002 - see sys.settrace
        self.lines += event == "line"
        return self.step


def count_lines(pipeline: Pipeline, text: str) -> int:
    article = Article(text, language="en", published=Published("2025-07-01", "given"))
    counting = LineCount()
    before = sys.gettrace()
    sys.settrace(counting.enter)
    try:
        outcome = pipeline.read(article)
    finally:
        sys.settrace(before)
    assert outcome.outcome == "done"
    return counting.lines


def test_the_patterns_are_many_and_distinct() -> None:
    patterns = load_patterns()
    assert len(patterns) >= 200
    assert len(set(patterns)) == len(patterns)
    assert set(PATTERNS) <= set(patterns)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_work_grows_with_the_length_of_the_text(pattern: str) -> None:
    pipeline = make_pipeline(article_seconds=0)
    pipeline.read(Article("Anna Lind said so.", language="en"))  # loads models and word lists
    short, long = (count_lines(pipeline, make_text(pattern, length)) for length in (SHORT, LONG))
    assert math.log(long / short) / math.log(LONG / SHORT) <= STEEPEST, (short, long)
