"""Truecaser: headlines and capitals in ordinary writing, of the same length."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.text.syntax.truecaser import Truecaser

BODY = ["The mayor of Lindow rejects calls for a truce, and the NATO envoy agrees with Ann Holt on it."]


def test_ordinary_writing_stays_as_it_is() -> None:
    assert Truecaser.of(BODY).ordinary(BODY[0]) == BODY[0]


def test_words_of_a_headline_are_written_as_in_the_article() -> None:
    written = Truecaser.of(BODY).ordinary("Lindow Mayor Rejects Truce Calls")
    assert written == "Lindow mayor rejects truce calls"


def test_capitals_become_names_when_the_article_has_no_usual_form() -> None:
    assert (
        Truecaser.of(BODY).ordinary("LINDOW MAYOR REJECTS QUINCE; NATO AGREES")
        == "Lindow mayor rejects Quince; NATO agrees"
    )


def test_two_words_are_too_few_for_a_headline_style() -> None:
    assert Truecaser.of(BODY).ordinary("Truce Calls") == "Truce Calls"


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=80))
def test_the_length_never_changes(paragraphs: list[str], shown: str) -> None:
    assert len(Truecaser.of([*paragraphs, shown]).ordinary(shown)) == len(shown)


def test_letters_that_grow_when_lowered_keep_their_length() -> None:
    shown = "İSTANBUL İS İN TÜRKİYE"
    assert len(Truecaser.of([]).ordinary(shown)) == len(shown)
