"""Attributions that are no statements: somebody is only named, seems so, or lets somebody do something."""

import pytest

from dispatch import read_dispatch
from onrecord.annotate.attribution.non_statements import NonStatementAnnotator, is_non_statement
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Attribution, NonStatement
from onrecord.model.article import Article


def is_none(text: str) -> bool:
    read = read_dispatch(text)
    return is_non_statement(read.view.of(Attribution)[0], read.view.index(SyntaxTree))


@pytest.mark.parametrize(
    "text",
    [
        "[x1 The storm], [q1 known as] [x1 Hurricane Ada], passed the islands.",
        "[x1 The raids] [q1 were nicknamed] [x1 the Northern Caper].",
        "[s1 The lift] [q1 allows] [x1 passengers to change trains].",
        "[s1 Several countries] [q1 have seen] [x1 marked increases in prices].",
        "[s1 The bridge] [q1 is a top priority] [x1 for the town].",
        "[s1 The two sides] [q1 disagreed over] [x1 how long the truce would last].",
    ],
)
def test_names_appearances_and_things_are_no_statements(text: str) -> None:
    assert is_none(text)


@pytest.mark.parametrize(
    "text",
    [
        "[s1 The council] [q1 allows] [x1 the farmers to stay].",
        "[s1 Critics] [q1 see] [x1 the plan as a mistake].",
        "[s1 The report] [q1 said] [x1 the bridge was safe].",
        "[q1 It was reported] [x1 that the bridge was safe].",
        "[s1 Holm] [q1 called] [x1 the plan a mistake].",
        "[s1 Holm] [q1 disagreed] [x1 that the truce would last].",
    ],
)
def test_what_somebody_says_or_thinks_is_a_statement(text: str) -> None:
    assert not is_none(text)


def test_the_annotator_marks_them_by_their_id() -> None:
    read = read_dispatch(
        "[s1 Holm] [q1 said] [x1 it was late]. [s2 The lift] [q2 allows] [x2 passengers to change trains]."
    )
    rows = NonStatementAnnotator().annotate(Article(read.text), read.view)
    assert [row.attribution for row in rows if isinstance(row, NonStatement)] == [2]
