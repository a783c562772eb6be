"""Attributions as sets of words, kinds, and pairing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.evaluation.attribution.gold import AttributionSpans
from onrecord.evaluation.attribution.relations import WordedText, judge_predictions, match_relations
from onrecord.model.span import Span


def whole(text: str) -> AttributionSpans:
    return AttributionSpans(content=(Span(0, len(text)),))


def content_at(*spans: tuple[int, int]) -> AttributionSpans:
    return AttributionSpans(content=tuple(Span(*span) for span in spans))


def test_a_word_counts_when_a_span_touches_it_and_punctuation_does_not() -> None:
    worded = WordedText("Well-known O’Hara, 42, can't.")
    assert worded.words([Span(0, 29)]) == {0, 1, 2, 3}
    assert worded.words([Span(9, 12), Span(22, 24)]) == {0, 1, 3}
    assert worded.words([Span(17, 18), Span(19, 20)]) == {2}


def test_a_part_without_words_is_its_characters_and_equals_no_word() -> None:
    worded = WordedText("Ann : no")
    assert worded.words([Span(3, 6)]) == {-5}
    assert worded.words([Span(3, 4)]) == frozenset()
    assert worded.words([]) == frozenset()


def test_a_span_that_runs_over_the_edge_of_the_text_is_clipped() -> None:
    assert WordedText("no way").words([Span(-5, 90)]) == {0, 1}
    assert WordedText("no way").words([Span(50, 90), Span(4, 4)]) == frozenset()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"All of it is quoted"', "direct"),
        ("“All of it is quoted”", "direct"),
        ("«All of it»", "direct"),
        ("``All of it'' ''and this too''", "direct"),
        ('"one two three four five six seven eight nine" ten', "direct"),
        ('"one two three four five six seven eight" nine', "mixed"),
        ("it is ‘not quoted’ with single marks", "indirect"),
        ("nothing", "indirect"),
        ("…", "indirect"),
        ('"opened here\nand closed by the line end"', "mixed"),
        ("“first paragraph\n“and the second” ", "direct"),
    ],
)
def test_the_kind_depends_on_the_share_of_words_inside_quotation_marks(text: str, kind: str) -> None:
    assert WordedText(text).relations([whole(text)])[0].kind == kind


def test_pairing_maximises_common_words_even_where_a_greedy_choice_would_not() -> None:
    worded = WordedText("a b c d e f g h")
    gold = worded.relations([content_at((0, 7)), content_at((8, 15))])
    predicted = worded.relations([content_at((0, 15)), content_at((0, 5))])
    assert match_relations(gold, predicted) == [(0, 1), (1, 0)]


def test_between_equal_contents_the_cue_decides_before_the_source() -> None:
    worded = WordedText("s1 c1 s2 c2 words")
    content = (Span(12, 17),)
    gold = worded.relations([AttributionSpans((Span(0, 2),), (Span(3, 5),), content)])
    by_source = AttributionSpans((Span(0, 2),), (Span(9, 11),), content)
    by_cue = AttributionSpans((Span(6, 8),), (Span(3, 5),), content)
    assert match_relations(gold, worded.relations([by_source, by_cue])) == [(0, 1)]


def test_relations_that_share_no_word_stay_unpaired() -> None:
    worded = WordedText("a b c")
    assert (
        match_relations(worded.relations([content_at((0, 1))]), worded.relations([content_at((2, 3))])) == []
    )
    assert match_relations([], worded.relations([content_at((2, 3))])) == []


def test_a_prediction_is_right_when_enough_content_and_cue_and_source_agree() -> None:
    text = "Ann said we will go there now"
    gold = [AttributionSpans((Span(0, 3),), (Span(4, 8),), (Span(9, 29),))]
    half = AttributionSpans((Span(0, 3),), (Span(4, 8),), (Span(9, 19),))  # we will go: three words of five
    less = AttributionSpans((Span(0, 3),), (Span(4, 8),), (Span(9, 16),))  # two of five
    unsaid = AttributionSpans((), (Span(4, 8),), (Span(9, 29),))
    assert judge_predictions(text, gold, [half]) == [True]
    assert judge_predictions(text, gold, [less]) == [False]
    assert judge_predictions(text, gold, [unsaid]) == [False]
    assert judge_predictions(text, gold, [gold[0], gold[0]]) in ([True, False], [False, True])
    assert judge_predictions(text, [], gold) == [False]


@given(st.text(alphabet="ab '-’\"“”«»\n`.", max_size=60), st.integers(-3, 63), st.integers(0, 63))
def test_words_are_those_whose_characters_are_in_the_span(text: str, start: int, length: int) -> None:
    """The law by which words and quotations are found, put the slow way, character by character."""
    worded = WordedText(text)
    span = Span(start, start + length)
    one_by_one = [
        worded.words([Span(at, at + 1)]) for at in range(max(0, span.start), min(len(text), span.end))
    ]
    touched = {word for words in one_by_one for word in words if word >= 0}
    assert {word for word in worded.words([span]) if word >= 0} == touched
    assert worded.kind(worded.words([span])) in {"direct", "mixed", "indirect"}
