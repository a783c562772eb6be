"""Excerpts: words around the evidence, marked, within the paragraph."""

from hypothesis import given
from hypothesis import strategies as st

from marked import marked
from onrecord.exports.tellings.excerpts import LONGEST_GAP, MARGIN, Piece, make_excerpt
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.span import Span

PAGE = marked("Before.\n[who Ada Olm] [cue said] that [what the quay is shut], and left.\nAfter.")


def test_words_are_marked_within_their_paragraph() -> None:
    parts = [
        (part, PAGE.evidence(label))
        for part, label in (("content", "what"), ("cue", "cue"), ("source", "who"))
    ]
    excerpt = make_excerpt(PAGE.text, parts)  # type: ignore[arg-type]
    assert excerpt is not None
    assert excerpt.pieces == (
        Piece("Ada Olm", "source"),
        Piece(" "),
        Piece("said", "cue"),
        Piece(" that "),
        Piece("the quay is shut", "content"),
        Piece(", and left."),
    )
    assert PAGE.text[excerpt.start : excerpt.end] == "Ada Olm said that the quay is shut"


def test_long_text_is_cut_between_words() -> None:
    text = "word " * 200 + "here " + "word " * 200
    excerpt = make_excerpt(text, [("event", Evidence.of(text, [Span(1000, 1004)]))])
    assert excerpt is not None
    assert str(excerpt).startswith("…word ") and str(excerpt).endswith(" word…")
    assert len(str(excerpt)) <= 2 * MARGIN + 10


def test_a_long_gap_is_shortened() -> None:
    text = "here " + "word " * 400 + "there"
    spans = [Span(0, 4), Span(len(text) - 5, len(text))]
    excerpt = make_excerpt(text, [("content", Evidence.of(text, spans))])
    assert excerpt is not None
    assert len(str(excerpt)) < 2 * MARGIN + LONGEST_GAP
    assert " … " in str(excerpt)


def test_overlapping_evidence_is_shown_once() -> None:
    text = "Ada Olm denied it"
    whole, part = Evidence.of(text, [Span(0, 17)]), Evidence.of(text, [Span(8, 14)])
    excerpt = make_excerpt(text, [("content", part), ("source", whole)])
    assert excerpt is not None
    assert str(excerpt) == text
    assert Piece("denied", "content") in excerpt.pieces


def test_without_evidence_there_is_no_excerpt() -> None:
    assert make_excerpt("Words.", [("content", NO_EVIDENCE)]) is None


@given(st.text("ab \n…é", max_size=600), st.integers(0, 599), st.integers(1, 600))
def test_marked_words_are_those_of_the_text(text: str, start: int, length: int) -> None:
    span = Span(start, min(len(text), start + length)).trimmed(text) if start < len(text) else None
    if span is None or not span.is_sound(text):
        return
    excerpt = make_excerpt(text, [("content", Evidence.of(text, [span]))])
    assert excerpt is not None
    assert [piece.words for piece in excerpt.pieces if piece.part] == [span.words(text)]
    assert str(excerpt).strip("…") in text
