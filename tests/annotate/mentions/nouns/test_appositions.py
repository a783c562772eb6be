"""Names that nouns are given, and the roles that follow from them."""

import pytest

from dispatch import read_dispatch


@pytest.mark.parametrize(
    ("text", "noun", "name"),
    [
        ("[s1 A baker from Nyala, Huda Salim,] [q1 said] [x1 bread was short].", "baker", "Huda Salim"),
        ("[s1 The head of the port in Beira, Mr Tomas Nuvunga,] [q1 said] [x1 no].", "head", "Tomas Nuvunga"),
        ("[s1 Night guard Bashir] [q1 said] [x1 the gate was open].", "guard", "Bashir"),
        ("[s1 A student who gave her name only as Leyla] [q1 said] [x1 no].", "student", "Leyla"),
        ("[s1 The commander, who goes by Abu Tarek,] [q1 said] [x1 no].", "commander", "Abu Tarek"),
        ("[s1 A trader named Okello] [q1 said] [x1 no].", "trader", "Okello"),
        ("[s1 The shipping firm Nordvik] [q1 said] [x1 no].", "firm", "Nordvik"),
        ("[s1 A farm union, Campo Vivo,] [q1 said] [x1 no].", "Campo", "Campo Vivo"),
    ],
)
def test_a_noun_and_the_name_it_is_given_are_one_actor(text: str, noun: str, name: str) -> None:
    read = read_dispatch(text)
    speaker = read.circumstance().speaker
    named = next(row for row in read.mentions if row.form == "name" and name in row.span.words(read.text))
    assert speaker == named.actor
    assert noun in read.text


@pytest.mark.parametrize(
    "text",
    [
        "In a letter to the mayor, [s1 Ekholm] [q1 wrote] [x1 that he would stay].",
        "After a call with the president, [s1 Ekholm] [q1 said] [x1 no].",
        "Speaking beside the bishop, [s1 Ekholm] [q1 said] [x1 no].",
    ],
)
def test_the_object_of_a_preposition_is_no_title_of_the_name_behind_it(text: str) -> None:
    assert read_dispatch(text).titles() == []


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("Sami Odeh, the acting finance minister of Jordan, left.", "acting finance minister", "Jordan"),
        ("Ivo Brandt, head of Chile's Navy Board, left.", "head", "Navy Board"),
        ("Ann Okoro, a pharmacist, left.", "pharmacist", None),
        ("A Polish truck driver, Jan Nowak, left.", "Polish truck driver", None),
    ],
)
def test_titles_keep_acting_and_belong_to_the_body_itself(text: str, title: str, body: str | None) -> None:
    found = [(words, of) for words, _, of in read_dispatch(text).titles()]
    assert (title, body) in found


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Vice President Rosa Lund met President Omar Dia. [s1 The president] [q1 said] [x1 no].",
            "Omar Dia",
        ),
        ("Deputy Finance Minister Rosa Lund came. [s1 The deputy minister] [q1 said] [x1 no].", "Rosa Lund"),
    ],
)
def test_a_deputy_does_not_bear_the_title_of_the_office(text: str, speaker: str) -> None:
    assert read_dispatch(text).speaker() == speaker


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Anna von der Heide spoke. Von der Heide left.", [["Anna von der Heide", "Von der Heide"]]),
        (
            "Elena García de la Torre spoke. García de la Torre left.",
            [["Elena García de la Torre", "García de la Torre"]],
        ),
        ("Chen Wei Ming spoke. Chen Yu Ming left.", [["Chen Wei Ming"], ["Chen Yu Ming"]]),
    ],
)
def test_particles_and_family_names_first(text: str, actors: list[list[str]]) -> None:
    assert read_dispatch(text).actors() == actors
