"""Nouns that take up what was told: titles, names with the word in them, the one body of a class near by."""

import pytest

from dispatch import read_dispatch


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Gov. Kay Lindqvist signed it.\n[s1 The governor] [q1 said] [x1 it was late].", "Kay Lindqvist"),
        ("Sen. Erik Holm came.\n[s1 The senator] [q1 said] [x1 it was late].", "Erik Holm"),
        (
            "Former President Anna Berg met President Erik Holm.\n[s1 The president] [q1 said] [x1 it was late].",
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
def test_a_noun_is_the_one_it_takes_up(text: str, speaker: str) -> None:
    assert read_dispatch(text).speaker() == speaker


def test_an_agency_is_nobody_named_where_two_fit() -> None:
    read = read_dispatch(
        "The Harbour Service met the Water Authority.\n[s1 The agency] [q1 said] [x1 it was late]."
    )
    assert read.speaker() == "agency"


def test_a_court_is_no_body_whose_name_says_nothing_of_courts() -> None:
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


def test_georgia_is_no_state_among_its_american_neighbours_and_one_in_the_caucasus() -> None:
    there = read_dispatch("Voters in Atlanta and in Florida waited. Georgia rejected the map.")
    here = read_dispatch("Protesters in Tbilisi waited. Georgia rejected the offer.")
    assert all(row.country != "GEO" for row in there.mentions)
    assert here.mention("Georgia").country == "GEO"


def test_a_body_with_its_state_and_without_it_is_one() -> None:
    read = read_dispatch("The Philippine Coast Guard sent two ships. The Coast Guard found nobody.")
    assert read.actor("Philippine Coast Guard") == read.actor("Coast Guard")
