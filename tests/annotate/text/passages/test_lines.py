"""Lines, wrapped lines and the cutting of long ones."""

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.text.passages.lines import find_lines, split_long
from onrecord.model.span import Span

PARAGRAPHS = (
    "The water company said on Friday that it would replace forty kilometres of pipe before the summer, "
    "twice as much as before.",
    "Its director, Maud Ferrer, told the council that a third of the water is lost on the way to the tap.",
    "The work will cost 20 million crowns and close nine streets, "
    "most of them in the old town, for a week each.",
)


def lines(text: str) -> list[str]:
    return [" ".join(line.span.words(text).split()) for line in find_lines(text)]


@pytest.mark.parametrize("width", [60, 66, 72, 80])
@pytest.mark.parametrize("between", ["\n\n", "\n   ", "\r\n\r\n"])
def test_paragraphs_wrapped_at_a_column_are_joined(width: int, between: str) -> None:
    breaking = "\r\n" if "\r" in between else "\n"
    text = between.join(breaking.join(textwrap.wrap(paragraph, width)) for paragraph in PARAGRAPHS)
    assert lines(text) == list(PARAGRAPHS)


def test_paragraphs_of_one_line_each_stay_separate() -> None:
    assert lines("\n".join(PARAGRAPHS)) == list(PARAGRAPHS)


def test_a_list_in_a_wrapped_text_keeps_its_items() -> None:
    wrapped = "\n".join(textwrap.wrap(" ".join(PARAGRAPHS), 72))
    text = f"{wrapped}\n\n- nine streets in the old town\n- two in the harbour\n- one by the station"
    assert lines(text)[1:] == [
        "- nine streets in the old town",
        "- two in the harbour",
        "- one by the station",
    ]


@given(st.text(alphabet=st.sampled_from("ab. \n!—'\u2028é"), max_size=200), st.integers(1, 30))
def test_pieces_of_a_long_line_contain_all_its_words_uncut(text: str, limit: int) -> None:
    whole = Span(0, len(text)).trimmed(text)
    if whole is None:
        return
    pieces = list(split_long(text, whole, limit))
    assert all(piece.is_sound(text) for piece in pieces)
    assert all(not text[a.end : b.start].strip() for a, b in pairwise(pieces))
    assert (pieces[0].start, pieces[-1].end) == whole
