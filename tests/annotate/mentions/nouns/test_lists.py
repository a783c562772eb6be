"""Lists of actors, shared nouns, counted actors and groups that are referred back to."""

import pytest

from dispatch import Dispatch, read_dispatch


def _speakers(read: Dispatch, number: int = 1) -> list[str]:
    """Return the names of all speakers of an attribution: as known, else the first mention's words."""
    row = read.circumstance(number)
    found = []
    for actor in (row.speaker, *row.others):
        mentions = [one for one in read.mentions if one.actor == actor]
        known = next((one.known_as for one in mentions if one.known_as), None)
        found.append(known or mentions[0].span.words(read.text))
    return found


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "[s1 Peru, Chile, Bolivia and Uruguay] [q1 condemned] [x1 the raid].",
            ["Peru", "Chile", "Bolivia", "Uruguay"],
        ),
        ("[s1 Oslo, Helsinki and Riga] [q1 rejected] [x1 the plan].", ["Norway", "Finland", "Latvia"]),
        (
            "[s1 Farmers and a railway official] [q1 said] [x1 the bridge was gone].",
            ["Farmers", "railway official"],
        ),
        (
            "[s1 The Arab League, the African Union and Egypt's foreign ministry] [q1 urged] [x1 calm].",
            ["Arab League", "African Union", "Egypt's foreign ministry"],
        ),
        (
            "[s1 The Greek and Turkish navies] [q1 denied] [x1 the claim].",
            ["Greek navy", "Turkish navy"],
        ),
        (
            "[s1 Kenyan, Ugandan and Rwandan soldiers] [q1 said] [x1 the border was open].",
            ["Kenyan soldiers", "Ugandan soldiers", "Rwandan soldiers"],
        ),
        (
            "[s1 The foreign ministers of Norway and Finland] [q1 welcomed] [x1 the vote].",
            ["foreign ministers of Norway", "foreign ministers of Finland"],
        ),
        (
            "[s1 The health and transport ministers] [q1 said] [x1 no].",
            ["health minister", "transport minister"],
        ),
    ],
)
def test_every_member_of_a_list_speaks(text: str, speakers: list[str]) -> None:
    assert _speakers(read_dispatch(text)) == speakers


def test_each_owner_of_a_shared_noun_has_its_own_country_and_is_found_again() -> None:
    read = read_dispatch(
        "[s1 The Greek and Turkish foreign ministries] [q1 denied] [x1 it]. "
        "[s2 The Turkish foreign ministry] [q2 said] [x2 it was late]."
    )
    assert [row.country for row in read.mentions if row.known_as and "ministr" in row.known_as] == [
        "GRC",
        "TUR",
    ]
    assert read.circumstance(2).speaker == read.circumstance(1).others[0]


def test_a_state_behind_its_own_capital_or_a_town_is_a_place_and_behind_a_state_an_actor() -> None:
    listed = read_dispatch("[s1 Mali, Niger and Chad] [q1 rejected] [x1 the plan].")
    placed = read_dispatch("[s1 Doctors in Bamako, Mali,] [q1 said] [x1 it was late].")
    assert len(_speakers(listed)) == 3
    assert not [row for row in placed.mentions if row.kind == "state"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("[s1 A number of judges] [q1 called] [x1 the law void].", "judges"),
        ("[s1 Some of the miners] [q1 said] [x1 the pay was late].", "miners"),
        ("[s1 One of the survivors] [q1 said] [x1 the boat was full].", "One of the survivors"),
        ("[s1 Everybody] [q1 says] [x1 the road is closed].", "Everybody"),
    ],
)
def test_a_word_of_quantity_stands_for_those_it_counts(text: str, speaker: str) -> None:
    assert _speakers(read_dispatch(text)) == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile met in Lima. [s1 Both countries] [q1 said] [x1 trade would grow].",
        "Talks between Peru and Chile ended. [s1 The two sides] [q1 agreed] [x1 on a date].",
        "Peru and Chile held talks. [s1 Each side] [q1 blamed] [x1 the other].",
    ],
)
def test_both_sides_are_the_two_that_were_named_together(text: str) -> None:
    assert _speakers(read_dispatch(text)) == ["Peru", "Chile"]


def test_two_of_another_kind_or_number_are_not_the_group() -> None:
    read = read_dispatch("Peru, Chile and Bolivia met. [s1 Both men] [q1 denied] [x1 it].")
    assert _speakers(read) == ["men"]


def test_both_armies_are_those_of_the_states() -> None:
    read = read_dispatch("India and China pulled back. [s1 Both armies] [q1 said] [x1 it was over].")
    assert _speakers(read) == ["India's army", "China's army"]


def test_a_list_of_states_is_never_one_name() -> None:
    read = read_dispatch("Mali, Burkina Faso and Niger left the bloc on Sunday.")
    assert [row.known_as for row in read.mentions] == ["Mali", "Burkina Faso", "Niger"]
