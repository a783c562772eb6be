"""Paragraphs: news passages cut at blank lines."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.text.paragraphs import news_paragraphs
from onrecord.model.annotation import Passage, PassageKind
from onrecord.model.layers import Annotations
from onrecord.model.span import Span


def cut(text: str, kind: PassageKind = "body") -> list[str]:
    view = Annotations().joined([Passage], [Passage(Span(0, len(text)), kind)])
    return [paragraph.span.words(text) for paragraph in news_paragraphs(text, view)]


def test_a_blank_line_separates_paragraphs_and_a_line_break_does_not() -> None:
    assert cut("One\ntwo.\n \nThree.\r\n\r\nFour.") == ["One\ntwo.", "Three.", "Four."]


def test_only_headline_and_body_have_paragraphs() -> None:
    assert cut("Photo: a ship.", "caption") == []
    assert cut("Ship sinks", "headline") == ["Ship sinks"]


@given(st.text(alphabet="a \n\r\t", max_size=80))
def test_paragraphs_cover_every_non_space_character(text: str) -> None:
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


def test_a_long_run_of_white_space_takes_linear_time() -> None:
    assert cut("a" + " " * 400_000 + "\n" * 400_000 + "b") == ["a", "b"]
