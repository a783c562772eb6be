"""Names decoded at once are the names spaCy's own recogniser finds, token by token."""

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.text.syntax.annotator import load_parser
from onrecord.annotate.text.syntax.name_recogniser import Floats, Moves, NameRecogniser
from onrecord.model.errors import ModelError

if TYPE_CHECKING:
    from spacy.tokens import Doc

WORDS = st.sampled_from(
    [
        "Ann",
        "Holt",
        "Lindow",
        "Norway",
        "the",
        "of",
        "and",
        "said",
        "on",
        "Friday",
        "$",
        "5",
        "million",
        "United",
        "Nations",
        "Tuesday",
        ",",
        ".",
        "’s",
        "\n",
        "“",
        "”",
        "12",
        "July",
        "2024",
        "Oslo",
    ]
)


@cache
def parsed(text: str) -> "Doc":
    return load_parser().parse([text])[0]


def by_spacy(text: str) -> list[tuple[int, int, str]]:
    recogniser = load_parser().parts.recogniser
    return [(entity.start, entity.end, entity.label_) for entity in recogniser(parsed(text).copy()).ents]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=25).map(" ".join), max_size=4))
def test_names_equal_those_of_spacys_recogniser(texts: list[str]) -> None:
    found = load_parser().names.find([parsed(text) for text in texts])
    assert found == [by_spacy(text) for text in texts]


def test_a_name_of_many_words_is_followed_to_its_end() -> None:
    text = "The Organization for Security and Co-operation in Europe met in Vienna."
    (found,) = load_parser().names.find([parsed(text)])
    assert found == by_spacy(text)
    assert max(last - first for first, last, _ in found) > 4


def test_no_text_has_no_names() -> None:
    assert load_parser().names.find([]) == []
    assert load_parser().names.find([parsed("")]) == [[]]


def test_moves_are_sorted_by_kind() -> None:
    moves = Moves.of(["B-ORG", "B-GPE", "I-GPE", "I-ORG", "L-ORG", "L-GPE", "U-GPE", "U-ORG", "U-", "O"])
    assert moves.kinds == ("ORG", "GPE")
    assert moves.inside.tolist() == [3, 2]
    assert moves.out == 9


def test_a_recogniser_of_another_architecture_is_refused() -> None:
    with pytest.raises(ModelError, match="unknown make"):
        NameRecogniser(load_parser().parts.parser)


def test_a_name_is_followed_for_a_bounded_number_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = load_parser()
    rows: list[int] = []
    scores = NameRecogniser._scores

    def counted(self: NameRecogniser, summed: Floats) -> Floats:
        rows.append(len(summed))
        return scores(self, summed)

    monkeypatch.setattr(NameRecogniser, "_scores", counted)
    for unit in ("Xa ", "Ali Bin "):
        rows.clear()
        docs = parser.parse([unit * 600])
        parser.names.find(docs)
        assert sum(rows) <= 41 * len(docs[0])
