"""Time and place of a trigger: which of its sentence are its own, and with which value."""

import pytest

from dispatch import annotate_dispatch, read_dispatch
from onrecord.annotate.events.time_and_place import TimesAndPlaces, date_of, dates_of, place_of
from onrecord.annotate.places.annotator import PlaceAnnotator
from onrecord.model.span import Span


def look(source: str, words: str) -> tuple[list[tuple[str, str | None]], str | None]:
    """Return the times and the place of a trigger in a text published on Tuesday, 1 July 2025."""
    dispatch = read_dispatch(source)
    times_and_places = annotate_dispatch(dispatch, PlaceAnnotator()).index(TimesAndPlaces)
    at = dispatch.text.index(words)
    trigger = Span(at, at + len(words))
    times, place = dates_of(times_and_places, trigger), place_of(times_and_places, trigger)
    assert date_of(times_and_places, trigger) == (times[0] if times else None)
    return [(row.span.words(dispatch.text), row.value) for row in times], place.span.words(
        dispatch.text
    ) if place else None


@pytest.mark.parametrize(
    ("source", "trigger", "value"),
    [
        ("They met in Oslo on Friday.", "met", "2025-06-27"),
        ("They will meet in Oslo on Friday.", "meet", "2025-07-04"),
        ("On Friday, the ministers met in Geneva.", "met", "2025-06-27"),
        ("Friday's meeting in Oslo failed.", "meeting", "2025-06-27"),
        ("Holm said on Monday that the talks would resume on Friday.", "talks", "2025-07-04"),
        ("He praised the 1998 agreement on Tuesday.", "agreement", "1998"),
        ("He praised the 1998 agreement on Tuesday.", "praised", "2025-07-01"),
        ("The agreement signed in Minsk in 2015 was broken.", "agreement", "2015"),
        ("They met and signed a deal on Friday.", "met", "2025-06-27"),
        ("On Friday they met and signed a deal.", "signed", "2025-06-27"),
        ("She flew to Istanbul on Friday to meet the envoy.", "meet", "2025-06-27"),
        ("Troops have shelled the town since July 24.", "shelled", "2024-07-24/.."),
        ("The truce held from May 5 to May 9.", "held", "2025-05-05/2025-05-09"),
        ("The exchange must be done by the end of the year.", "exchange", "2025-12-31"),
    ],
)
def test_the_time_that_belongs_to_a_trigger_dates_it(source: str, trigger: str, value: str) -> None:
    times, _ = look(source, trigger)
    assert [row[1] for row in times] == [value]


@pytest.mark.parametrize(
    ("source", "trigger"),
    [
        ("Holm said on Monday that the sides had agreed to a truce.", "agreed"),
        ("He praised the 1998 agreement.", "praised"),
        ("Friday's meeting in Oslo failed.", "failed"),
        ("The agreement signed in Minsk in 2015 was broken.", "broken"),
        ("They met. The vote was on Friday.", "met"),
    ],
)
def test_the_time_of_something_else_dates_nothing(source: str, trigger: str) -> None:
    assert look(source, trigger)[0] == []


def test_the_time_of_a_statement_is_not_that_of_its_content() -> None:
    source = "[s1 Holm] [q1 vowed] on Monday [x1 to attack the port]."
    assert look(source, "attack")[0] == []
    assert look(source, "vowed")[0] == [("Monday", "2025-06-30")]


def test_times_joined_by_and_both_date_a_trigger() -> None:
    times, place = look("Delegations held talks on May 16 and June 2 in Istanbul.", "talks")
    assert [row[1] for row in times] == ["2025-05-16", "2025-06-02"]
    assert place == "Istanbul"


@pytest.mark.parametrize(
    ("source", "trigger", "place"),
    [
        ("On Friday, the ministers met in Geneva, Switzerland.", "met", "Geneva"),
        ("The third round took place at Dolmabahçe Palace in Istanbul on Monday.", "round", "Istanbul"),
        ("The ministers travelled from Paris to Rome on Monday.", "travelled", "Rome"),
        (
            "In a statement on Monday the ministry condemned Saturday’s attack on the port in Odesa.",
            "attack",
            "Odesa",
        ),
        ("The ministers met. Rain fell in Oslo.", "met", None),
    ],
)
def test_the_place_that_belongs_to_a_trigger_is_the_town(
    source: str, trigger: str, place: str | None
) -> None:
    assert look(source, trigger)[1] == place


def test_a_trigger_outside_of_the_text_has_no_time() -> None:
    view = annotate_dispatch(read_dispatch("They met on Friday."), PlaceAnnotator())
    times_and_places = view.index(TimesAndPlaces)
    assert date_of(times_and_places, Span(500, 510)) is None
    assert place_of(times_and_places, Span(0, 4)) is None
