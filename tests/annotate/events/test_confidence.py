"""Confidence of events: weights of signs, and the signs of a sentence."""

from math import log

import pytest

from dispatch import annotate_dispatch, read_dispatch
from onrecord.annotate.attribution.speech_acts import SpeechActAnnotator
from onrecord.annotate.events.annotator import EventAnnotator, event_context
from onrecord.annotate.events.confidence import chance, signs_of
from onrecord.annotate.places.annotator import PlaceAnnotator
from onrecord.model.annotation import EventMention


def signs(source: str) -> frozenset[str]:
    """Return the signs of the only event of a text."""
    read = read_dispatch(source)
    view = annotate_dispatch(read, SpeechActAnnotator(), PlaceAnnotator(), EventAnnotator(least=0.0))
    (event,) = view.of(EventMention)
    return signs_of(event, event_context(read.article, view))


def test_weights_add_up_to_log_odds_and_unknown_signs_weigh_nothing() -> None:
    assert chance({"noun", "unheard of"}, {"always": log(2), "noun": log(1.5)}) == pytest.approx(0.75)


def test_signs_of_several_actors_a_place_and_a_type() -> None:
    assert {"several", "day or place", "CONSULT"} <= signs("Norway and Denmark met in Oslo.")


def test_an_event_of_persons_without_office_is_private() -> None:
    assert "private" in signs("Erik Holm thanked Anna Berg.")
    assert "private" not in signs("Norway accused Denmark of spying.")


def test_a_subordinate_clause_and_a_plan_are_signs() -> None:
    assert "beside" in signs("The road, which soldiers attacked by night, is closed.")
    assert "not actual" in signs("Norway will release the prisoners.")


def test_the_threshold_can_be_set() -> None:
    read = read_dispatch("Norway accused Denmark of spying.")
    view = annotate_dispatch(read, SpeechActAnnotator(), PlaceAnnotator(), EventAnnotator(least=1.0))
    assert view.of(EventMention) == ()
