"""Anaphoric nouns: titles, names that contain the noun, the only body of a class nearby."""

import pytest

from dispatch import read_dispatch


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Gov. Kay Lindqvist signed it.\n[s1 The governor] [q1 said] [x1 it was late].", "Kay Lindqvist"),
        ("Sen. Erik Holm came.\n[s1 The senator] [q1 said] [x1 it was late].", "Erik Holm"),
        (
            (
                "Former President Anna Berg met President Erik Holm.\n[s1 The president] "
                "[q1 said] [x1 it was late]."
            ),
            "Erik Holm",
        ),
        (
            "The International Monetary Fund met.\n[s1 The fund] [q1 said] [x1 it was late].",
            "International Monetary Fund",
        ),
        (
            "The Harbour Service opened an office.\n[s1 The agency] [q1 said] [x1 it was late].",
            "Harbour Service",
        ),
    ],
)
def test_a_definite_noun_refers_to_the_title_or_name_before(text: str, speaker: str) -> None:
    assert read_dispatch(text).speaker() == speaker


def test_a_noun_for_a_class_is_not_resolved_where_two_bodies_fit() -> None:
    read = read_dispatch(
        "The Harbour Service met the Water Authority.\n[s1 The agency] [q1 said] [x1 it was late]."
    )
    assert read.speaker() == "agency"


def test_a_court_is_only_a_body_whose_name_says_so() -> None:
    read = read_dispatch("Nordtel was sued on Monday.\n[s1 The court] [q1 said] [x1 it was late].")
    assert read.speaker() == "court"


def test_the_name_of_a_thing_is_no_actor() -> None:
    read = read_dispatch(
        "The army bought Lindqvist Infantry Vehicles from Norway. Erik Holm saw Baltic Air Flight 610."
    )
    assert not [
        row
        for row in read.mentions
        if "Vehicles" in row.span.words(read.text) or "Flight" in row.span.words(read.text)
    ]


def test_georgia_is_a_state_only_where_the_text_is_about_the_caucasus() -> None:
    there = read_dispatch("Voters in Atlanta and in Florida waited. Georgia rejected the map.")
    here = read_dispatch("Protesters in Tbilisi waited. Georgia rejected the offer.")
    assert all(row.country != "GEO" for row in there.mentions)
    assert here.mention("Georgia").country == "GEO"


def test_a_body_with_and_without_the_name_of_its_state_is_one_actor() -> None:
    read = read_dispatch("The Philippine Coast Guard sent two ships. The Coast Guard found nobody.")
    assert read.actor("Philippine Coast Guard") == read.actor("Coast Guard")
