"""Marks: spans written inside a text."""

import pytest

from marked import marked
from onrecord.model.span import Span


def test_marks_become_spans_and_are_removed_from_the_text() -> None:
    found = marked("[source She] [cue said] [content no].")
    assert found.text == "She said no."
    assert found.spans == {"source": (Span(0, 3),), "cue": (Span(4, 8),), "content": (Span(9, 11),)}


def test_marks_may_be_nested_and_repeated() -> None:
    found = marked("[content “Go,”] he said. [content “Go [p1.name Ada].”]")
    assert found.evidence("content").words == ("“Go,”", "“Go Ada.”")
    assert found.one("p1.name").words(found.text) == "Ada"
    assert not found.evidence("cue")


def test_other_brackets_are_text() -> None:
    assert marked("operation [and] by [ 2 ]").text == "operation [and] by [ 2 ]"


def test_a_mark_that_is_not_closed_is_an_error() -> None:
    with pytest.raises(AssertionError, match="not closed"):
        marked("[content no")
