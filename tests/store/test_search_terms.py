"""How names are compared and searches are split into phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.errors import SettingError
from onrecord.store.protocol import Filter
from onrecord.store.search_terms import find_phrases, fold_name, plain_name, printable


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Dmitry Peskov", " dmitry peskov "),
        ("Peskov’s", " peskov "),
        ("The Kremlin's", " kremlin "),
        ("the Kremlin", " kremlin "),
        ("U.S.", " us "),
        ("U.S", " us "),
        ("J.D. Vance", " jd vance "),
        ("Recep Tayyip Erdoğan", " recep tayyip erdogan "),
        ("Carl-Gustav O’Brien", " carl gustav o'brien "),
        ("STRASSE", " strasse "),
        ("Straße", " strasse "),
        ("The The", " the "),
        ("The", " the "),
        ("— !", ""),
        ("Дмитрий Песков", " дмитрии песков "),
        ("习近平", " 习近平 "),
    ],
)  # fmt: skip
def test_folded_names_have_no_case_accents_article_and_possessive(name: str, folded: str) -> None:
    assert fold_name(name) == folded


def test_a_name_is_shown_as_printed_without_article_and_possessive() -> None:
    assert [plain_name(name) for name in ("the Kremlin’s", "Peskov's", "The", "A. Clerk")] == [
        "Kremlin",
        "Peskov",
        "The",
        "A. Clerk",
    ]


@given(st.text())
def test_a_folded_name_has_a_space_at_both_ends_or_is_empty(name: str) -> None:
    folded = fold_name(name)
    assert folded == "" or (folded == f" {folded.strip()} " and folded.strip())


@pytest.mark.parametrize(
    ("search", "phrases"),
    [
        ("peace talks", ("peace", "talks")),
        ('"peace talks" Istanbul', ("peace talks", "Istanbul")),
        ("“peace talks” now", ("peace talks", "now")),
        ('cease-fire OR NOT "never  closed', ("cease-fire", "OR", "NOT", "never closed")),
        ('"" " " - * ( a', ("a",)),
        ("nul\x00in", ("nul in",)),
    ],
)  # fmt: skip
def test_a_search_is_words_and_quoted_phrases(search: str, phrases: tuple[str, ...]) -> None:
    assert find_phrases(search) == phrases


@given(st.text())
def test_phrases_contain_no_quotation_marks_and_no_control_characters(search: str) -> None:
    for phrase in find_phrases(search):
        assert phrase.isprintable() or not any(
            ord(character) < 32 or character == '"' for character in phrase
        )
        assert '"' not in phrase


def test_bytes_of_a_path_that_are_not_text_are_replaced() -> None:
    assert printable("a\udcff.txt") == "a�.txt"
    assert printable("naïve.txt") == "naïve.txt"


@pytest.mark.parametrize(
    "wrong",
    [{"limit": -1}, {"actor": "…"}, {"contains": "!!"}, {"contains": "a " * 101}, {"contains": "a" * 10_001}],
)
def test_an_invalid_filter_is_refused(wrong: dict[str, str | int]) -> None:
    with pytest.raises(SettingError):
        Filter(**wrong)  # type: ignore[arg-type]
