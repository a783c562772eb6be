"""Places: names used as places, and which of several places with the same name is meant."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch import read_dispatch
from onrecord.annotate.mentions.annotator import MentionAnnotator
from onrecord.annotate.places.annotator import PlaceAnnotator
from onrecord.annotate.places.gazetteer import load_gazetteer, place_key
from onrecord.model.annotation import Passage, PlaceMention
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from onrecord.model.span import Span


def read_places(source: str) -> tuple[str, list[PlaceMention]]:
    dispatch = read_dispatch(source)
    return dispatch.text, [
        row
        for row in PlaceAnnotator().annotate(dispatch.article, dispatch.view)
        if isinstance(row, PlaceMention)
    ]


def words(source: str) -> list[str]:
    text, places = read_places(source)
    return [row.span.words(text) for row in places]


def only(source: str) -> PlaceMention:
    _, places = read_places(source)
    assert len(places) == 1, places
    return places[0]


def test_a_town_where_talks_are_held_has_country_id_and_position() -> None:
    place = only("The delegations met in Istanbul on Friday.")
    assert (place.name, place.country, place.geonames) == ("Istanbul", "TUR", 745044)
    assert place.lat == pytest.approx(41.01, abs=0.02) and place.lon == pytest.approx(28.95, abs=0.02)


def test_a_capital_that_acts_is_not_a_place_and_one_where_things_happen_is() -> None:
    assert words("Moscow rejected the proposal. Kyiv accused Moscow of stalling.") == []
    assert words("The envoys held talks in Moscow and flew to Kyiv.") == ["Moscow", "Kyiv"]


def test_a_state_whose_policy_is_described_is_not_a_place() -> None:
    assert words("Ukraine's president thanked France for its support of Ukraine.") == []


def test_a_town_that_is_attacked_is_a_place_and_a_state_is_not() -> None:
    assert words("Strikes on Isfahan and the bombing of Odesa went on. The attack on Ukraine failed.") == [
        "Isfahan",
        "Odesa",
    ]


def test_a_town_and_its_country_are_two_places() -> None:
    _, places = read_places("The ministers gathered in Antalya, Turkey, for two days.")
    assert [(row.name, row.country) for row in places] == [("Antalya", "TUR"), ("Turkey", "TUR")]


@pytest.mark.parametrize(
    ("source", "geonames"),
    [
        ("A fire broke out in Paris, Texas, on Monday.", 4717560),
        ("A fire broke out in Paris on Monday.", 2988507),
        ("The mayor was born in Birmingham, Alabama.", 4049979),
        ("The mayor was born in Birmingham, England.", 2655603),
        ("Two people were hurt in Washington on Monday.", 4140963),
        ("The rally was held in New York, New York.", 5128581),
    ],
)
def test_the_region_beside_a_town_decides_which_town_it_is(source: str, geonames: int) -> None:
    _, places = read_places(source)
    assert places[0].geonames == geonames


def test_a_name_means_the_same_place_throughout_an_article() -> None:
    _, places = read_places("A dam broke near London, Ontario. Residents left homes in London overnight.")
    assert [row.country for row in places] == ["CAN", "CAN", "CAN"]
    assert places[0].geonames == places[2].geonames


def test_the_second_of_two_equal_names_is_the_state() -> None:
    _, places = read_places("The summit was held in New York, New York.")
    assert [row.geonames for row in places] == [5128581, 5128638]


def test_a_word_such_as_province_makes_a_name_a_division() -> None:
    text, places = read_places("Shelling was reported in the Donetsk region. Trains stopped in Donetsk.")
    assert [(row.span.words(text), row.geonames) for row in places] == [
        ("Donetsk region", 709716),
        ("Donetsk", 709717),
    ]


def test_a_division_is_found_by_its_town_and_a_word_such_as_province() -> None:
    _, places = read_places("Troops left the Kursk region.")
    assert [(row.name, row.geonames) for row in places] == [("Kursk Oblast", 538555)]


def test_a_list_of_towns_is_not_a_town_and_its_division() -> None:
    _, places = read_places("Drones struck Engels, Saratov and Tula overnight in Russia.")
    assert [row.geonames for row in places][:3] == [563464, 498677, 480562]


def test_a_palace_is_a_place_with_a_position_when_something_happens_there() -> None:
    place = only("The third round was held at Dolmabahçe Palace.")
    assert (place.name, place.country, place.geonames) == ("Dolmabahçe Palace", "TUR", None)
    assert place.lat == pytest.approx(41.04)


def test_a_government_seat_that_speaks_is_not_a_place() -> None:
    assert words("The Kremlin denied the report. The White House criticised Congress.") == []
    assert words("They met at the Kremlin and later outside the White House.") == ["Kremlin", "White House"]


def test_an_unlisted_hotel_is_in_the_country_of_the_town_beside_it() -> None:
    text, places = read_places("Negotiators stayed at the Grand Meridian Hotel in Geneva.")
    assert [(row.span.words(text), row.country, row.geonames) for row in places] == [
        ("Grand Meridian Hotel", "CHE", None),
        ("Geneva", "CHE", 2660646),
    ]


def test_names_of_persons_newspapers_and_bodies_are_not_places() -> None:
    assert (
        words("Paris Hilton praised the Washington Post. Jack London wrote to the University of Vienna.")
        == []
    )


def test_a_possessive_before_a_local_thing_is_a_place() -> None:
    assert words("Flights from Berlin's airport were cancelled after a London bombing.") == [
        "Berlin",
        "London",
    ]


def test_a_dateline_has_a_place_without_a_sentence() -> None:
    dispatch = read_dispatch("Nothing happened here.")
    layers = {**dict.fromkeys(dispatch.view.layers, ()), Passage: (Passage(Span(0, 13), "dateline"),)}
    found = list(PlaceAnnotator().annotate(Article("KYIV, Ukraine"), Annotations(layers)))
    assert [(row.name, row.geonames) for row in found if isinstance(row, PlaceMention)] == [
        ("Kyiv", 703448),
        ("Ukraine", 690791),
    ]


def test_the_place_annotator_needs_the_layer_of_the_mention_annotator() -> None:
    assert set(MentionAnnotator.gives) & set(PlaceAnnotator.needs)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Dolmabahçe Palace", "dolmabahce palace"),
        ("U.S.", "us"),
        ("Sana’a", "sanaa"),
        ("Łódź", "lodz"),
        ("Stratford-upon-Avon", "stratford upon avon"),
    ],
)
def test_a_name_is_looked_up_without_accents_stops_and_case(name: str, key: str) -> None:
    assert place_key(name) == key


@given(st.text(max_size=30))
def test_any_place_found_has_an_id_and_a_name(name: str) -> None:
    for place in load_gazetteer().find(place_key(name)):
        assert place.geonames and place.name


@given(st.sampled_from(["Istanbul", "Odesa", "Guadalajara", "Springfield", "São Paulo", "Turkmenistan"]))
def test_a_name_is_found_in_any_spelling_of_its_key(name: str) -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.find(place_key(name)) == gazetteer.find(place_key(name.upper())) != ()


@settings(deadline=None, max_examples=15)
@given(
    st.lists(
        st.sampled_from(
            ["in", "Paris", ",", "Texas", "of", "Moscow", "the", "Bay", "Elm Hospital", "’s", ".", "and"]
        ),
        max_size=25,
    )
)
def test_places_of_any_text_are_sound_in_order_and_do_not_overlap(parts: list[str]) -> None:
    text, places = read_places(" ".join(["Rain fell", *parts, "today."]))
    assert all(row.span.is_sound(text) for row in places)
    assert all(first.span.end <= second.span.start for first, second in pairwise(places))
