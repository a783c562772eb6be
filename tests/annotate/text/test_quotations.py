"""Quotations: which characters are quotation marks, and which of them are pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.text.quotations import QuotationAnnotator
from onrecord.model.annotation import Passage, Quotation
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from read_lines import passages_of


def quotations(text: str) -> list[Quotation]:
    view = Annotations().joined([Passage], passages_of(text))
    return [row for row in QuotationAnnotator().annotate(Article(text), view) if isinstance(row, Quotation)]


def insides(text: str) -> list[str]:
    return [row.inner.words(text) for row in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“No,” Ann said. “Yes.”", ["No,", "Yes."]),
        ('"No," Ann said. "Yes."', ["No,", "Yes."]),
        ("''No,'' Ann said. ''Yes.''", ["No,", "Yes."]),
        ("``No,'' Ann said.", ["No,"]),
        ("«Да», said Ann, «нет».", ["Да", "нет"]),
        ("« Oui », said Ann.", ["Oui"]),
        ("»Nein«, said Ann. »Doch.«", ["Nein", "Doch."]),
        ("„Nein“, said Ann.", ["Nein"]),
        ("”Nej”, said Ann.", ["Nej"]),
        ("‘No,’ Ann said.", ["No,"]),
        ("'No,' Ann said. 'Yes.'", ["No,", "Yes."]),
        ("‹No›, said Ann.", ["No"]),
    ],
)
def test_every_common_style_of_marks_is_read(text: str, expected: list[str]) -> None:
    assert insides(text) == expected


def test_the_span_holds_the_marks_and_the_inside_does_not() -> None:
    text = "She said “ all is well ” today."
    (row,) = quotations(text)
    assert row.span.words(text) == "“ all is well ”"
    assert row.inner.words(text) == "all is well"


@pytest.mark.parametrize(
    "text",
    [
        "The players' wins don't count.",
        "It was '90s music, rock 'n' roll, and 'tis over.",
        "Workers’ rights and the unions’ case aren’t new; ’twas so in the ’80s.",
        "He is 6'2\" tall.",
        'A 12" pipe and a 14" pipe',
        '“” and "" hold nothing',
    ],
)
def test_apostrophes_and_measures_are_not_quotations(text: str) -> None:
    assert insides(text) == []


def test_an_apostrophe_does_not_end_a_quotation_in_single_marks() -> None:
    assert insides("'The players' wins,' he said, 'don't count in the '90s.'") == [
        "The players' wins,",
        "don't count in the '90s.",
    ]


def test_a_measure_inside_a_quotation_does_not_end_it() -> None:
    assert insides('"He is 6\'2" tall," she said. "Big."') == ["He is 6'2\" tall,", "Big."]
    assert insides('"The screen is 12" wide," he said. "It is."') == ['The screen is 12" wide,', "It is."]


def test_a_quotation_in_a_quotation_is_one_deeper() -> None:
    text = "“He said ‘no’ to us,” she said. „Er rief «halt» zweimal“."
    assert [(row.inner.words(text), row.depth) for row in quotations(text)] == [
        ("He said ‘no’ to us,", 0),
        ("no", 1),
        ("Er rief «halt» zweimal", 0),
        ("halt", 1),
    ]


def test_straight_marks_nest_when_enough_of_them_close() -> None:
    text = '"He said "no" to me," she said. "It was "odd"."'
    assert [(row.inner.words(text), row.depth) for row in quotations(text)] == [
        ('He said "no" to me,', 0),
        ("no", 1),
        ('It was "odd".', 0),
        ("odd", 1),
    ]


def test_mixed_curly_and_straight_marks_are_paired() -> None:
    assert insides('“Our roads crumble," she said. "They do.”') == ["Our roads crumble,", "They do."]


def test_a_quote_that_never_closes_ends_with_its_paragraph() -> None:
    text = 'He said "we will go. Others agreed.\nThen "yes" came.'
    first, second = quotations(text)
    assert (first.inner.words(text), first.closed, first.continues) == (
        "we will go. Others agreed.",
        False,
        False,
    )
    assert (second.inner.words(text), second.closed) == ("yes", True)


def test_a_quote_that_never_closes_ends_before_the_next_one() -> None:
    text = "“We won, he said. “We are happy.”"
    assert [(row.inner.words(text), row.closed) for row in quotations(text)] == [
        ("We won, he said.", False),
        ("We are happy.", True),
    ]


@pytest.mark.parametrize("marks", ["“”", '""', "‘’", "«»"])
def test_a_quote_reopened_in_the_next_paragraph_continues(marks: str) -> None:
    opening, closing = marks[0], marks[1]
    text = f"{opening}Part one.\n{opening}Part two.\n{opening}Part three.{closing}\nThe end."
    assert [(row.closed, row.continues) for row in quotations(text)] == [
        (False, True),
        (False, True),
        (True, False),
    ]


def test_a_single_mark_at_the_beginning_of_a_paragraph_that_nothing_follows_is_an_apostrophe() -> None:
    assert insides("‘Never mind he said.\nThe end.") == []


def test_only_news_is_read() -> None:
    text = "“Give now!”"
    view = Annotations().joined([Passage], [Passage(passages_of(text)[0].span, "appeal")])
    assert list(QuotationAnnotator().annotate(Article(text), view)) == []


MARKED_TEXT = st.text(alphabet="ab A1 .,—-\n'\"“”‘’„«»‹›`()", max_size=120)


@given(MARKED_TEXT)
def test_spans_lie_in_the_text_and_hold_their_insides(text: str) -> None:
    for row in quotations(text):
        assert 0 <= row.span.start < row.span.end <= len(text)
        assert row.span.holds(row.inner)
        assert row.inner == row.inner.trimmed(text)
        assert "\n" not in row.span.words(text)


@given(MARKED_TEXT)
def test_quotations_nest_and_depth_counts_the_enclosing_ones(text: str) -> None:
    rows = quotations(text)
    assert rows == sorted(rows, key=lambda row: (row.span.start, -row.span.end))
    for number, row in enumerate(rows):
        around = [other for other in rows[:number] if other.span.overlaps(row.span)]
        assert all(other.span.holds(row.span) for other in around)
        assert len(around) == row.depth


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    quotations(text)


def test_hostile_marks_take_linear_time() -> None:
    for mark in ("'", '"', "“", "«", "‘a ", '"a '):
        assert len(quotations(mark * 20_000 + "a")) < 20_001
