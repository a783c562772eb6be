"""Spans: the laws of offset arithmetic."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.span import Span, sorted_spans

TEXT = "Kyiv said:  “No talks.”"


@st.composite
def spans(draw: st.DrawFn, limit: int = 60) -> Span:
    start = draw(st.integers(0, limit - 1))
    return Span(start, draw(st.integers(start + 1, limit)))


def test_words_are_the_characters_between_start_and_end() -> None:
    assert Span(0, 4).words(TEXT) == "Kyiv"
    assert Span(12, 23).words(TEXT) == "“No talks.”"


@pytest.mark.parametrize(
    ("span", "sound"),
    [
        (Span(0, 4), True),
        (Span(0, 3), False),  # cuts a word at its end
        (Span(1, 4), False),  # cuts a word at its start
        (Span(4, 9), False),  # begins on white space
        (Span(5, 10), True),  # ends on punctuation
        (Span(5, 11), False),  # ends on white space
        (Span(5, 5), False),
        (Span(20, 99), False),
        (Span(-1, 4), False),
    ],
)
def test_a_sound_span_begins_and_ends_on_words(span: Span, sound: bool) -> None:
    assert span.is_sound(TEXT) is sound


@given(st.text(max_size=60), spans())
def test_a_trimmed_span_has_no_white_space_at_its_edges_and_lies_inside(text: str, span: Span) -> None:
    clipped = span.clipped(Span(0, len(text))) if text else None
    trimmed = clipped.trimmed(text) if clipped else None
    if trimmed is None:
        assert not span.words(text).strip()
    else:
        assert clipped is not None and clipped.holds(trimmed)
        assert trimmed.words(text) == trimmed.words(text).strip() != ""


@given(st.text(min_size=1, max_size=60), spans())
def test_widening_to_words_never_cuts_a_word(text: str, span: Span) -> None:
    clipped = span.clipped(Span(0, len(text)))
    if clipped is None or not clipped.words(text).strip():
        return
    wide = clipped.widened_to_words(text)
    assert wide.holds(clipped)
    trimmed = wide.trimmed(text)
    assert trimmed is not None and trimmed.is_sound(text)


@given(spans(), spans())
def test_two_spans_overlap_exactly_when_they_share_a_code_point(one: Span, other: Span) -> None:
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.overlaps(other) is bool(shared)
    assert (one.clipped(other) is not None) is bool(shared)


@given(spans(), st.lists(spans(), max_size=6))
def test_cutting_out_leaves_exactly_the_points_that_were_not_cut(span: Span, others: list[Span]) -> None:
    left = {point for piece in span.minus(others) for point in range(piece.start, piece.end)}
    cut = {point for other in others for point in range(other.start, other.end)}
    assert left == set(range(span.start, span.end)) - cut


@given(st.lists(spans(), max_size=8))
def test_sorted_spans_cover_the_same_points_without_overlap(rows: list[Span]) -> None:
    out = sorted_spans(rows)
    assert all(before.end <= after.start for before, after in pairwise(out))
    points = {point for row in rows for point in range(row.start, row.end)}
    assert {point for row in out for point in range(row.start, row.end)} == points
