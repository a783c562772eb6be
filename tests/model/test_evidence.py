"""Evidence checks itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.errors import EvidenceError
from onrecord.model.evidence import Evidence
from onrecord.model.span import Span

TEXT = "The minister denied the report."


def test_evidence_keeps_the_words_beside_the_spans() -> None:
    evidence = Evidence.of(TEXT, [Span(13, 19), Span(0, 12)])
    assert evidence.spans == (Span(0, 12), Span(13, 19))
    assert evidence.words == ("The minister", "denied")
    assert str(evidence) == "The minister … denied"


def test_words_that_are_not_in_the_text_at_the_place_given_raise() -> None:
    with pytest.raises(EvidenceError, match="reads 'denied', not 'refuted'"):
        Evidence.checked(TEXT, [Span(13, 19)], ["refuted"])


@pytest.mark.parametrize("span", [Span(13, 18), Span(12, 19), Span(25, 99), Span(3, 3), Span(14, 19)])
def test_a_span_that_is_not_sound_raises(span: Span) -> None:
    with pytest.raises(EvidenceError):
        Evidence.of(TEXT, [span])


def test_each_span_must_have_its_words() -> None:
    with pytest.raises(EvidenceError, match="1 spans but 2"):
        Evidence((Span(0, 3),), ("The", "minister"))


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_whatever_the_span_evidence_is_either_refused_or_says_what_the_text_says(
    text: str, start: int, end: int
) -> None:
    try:
        evidence = Evidence.of(text, [Span(start, end)])
    except EvidenceError:
        return
    assert evidence.words == (text[start:end],)
