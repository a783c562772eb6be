"""Alignment of two texts by runs of equal words."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.span import Span
from onrecord.resolve.alignment import MIN_RUN, align, find_words

WORDS = st.lists(st.sampled_from("abcdef"), max_size=60)


@given(WORDS, WORDS)
def test_runs_consist_of_equal_words_and_do_not_overlap(left: list[str], right: list[str]) -> None:
    end = 0
    for run in align(left, right):
        assert run.left >= end
        assert run.length >= MIN_RUN
        assert left[run.left : run.left + run.length] == right[run.right : run.right + run.length]
        end = run.left + run.length


@given(
    st.lists(st.integers().map(str), min_size=MIN_RUN, max_size=40, unique=True),
    st.lists(st.sampled_from("xyz"), max_size=9),
)
def test_a_text_is_found_whole_inside_another(words: list[str], other: list[str]) -> None:
    (run,) = align(words, [*other, *words, *other])
    assert (run.left, run.right, run.length) == (0, len(other), len(words))


def test_words_are_compared_without_case_and_punctuation_and_keep_their_spans() -> None:
    text = "The envoy’s PLANE, late."
    words = find_words(text, [Span(0, len(text))])
    assert words.folded == ("the", "envoy's", "plane", "late")
    assert [span.words(text) for span in words.spans] == ["The", "envoy’s", "PLANE", "late"]
