"""The chance that an event is right: weights of signs, and the signs a sentence shows."""

from math import log

import pytest

from dispatch import read_dispatch
from onrecord.annotate.attribution.speech_acts import SpeechActAnnotator
from onrecord.annotate.events.annotator import EventAnnotator, stage_of
from onrecord.annotate.events.confidence import chance, signs_of
from onrecord.annotate.places.annotator import PlaceAnnotator
from onrecord.model.annotation import EventMention
from onrecord.model.layers import apply_annotator


def signs(source: str) -> frozenset[str]:
    """Return the signs of the one event a text tells."""
    read = read_dispatch(source)
    view = read.view
    for reader in (SpeechActAnnotator(), PlaceAnnotator(), EventAnnotator(least=0.0)):
        view = apply_annotator(reader, read.article, view)
    (event,) = view.of(EventMention)
    return signs_of(event, stage_of(read.article, view))


def test_weights_add_up_to_log_odds_and_unknown_signs_weigh_nothing() -> None:
    assert chance({"noun", "unheard of"}, {"always": log(2), "noun": log(1.5)}) == pytest.approx(0.75)


def test_signs_tell_how_and_by_whom_it_is_told() -> None:
    assert {"several", "day or place", "CONSULT"} <= signs("Norway and Denmark met in Oslo.")


def test_an_event_of_somebody_without_office_is_private() -> None:
    assert "private" in signs("Erik Holm thanked Anna Berg.")
    assert "private" not in signs("Norway accused Denmark of spying.")


def test_an_event_told_beside_another_clause_says_so() -> None:
    assert "beside" in signs("The road, which soldiers attacked by night, is closed.")
    assert "not actual" in signs("Norway will release the prisoners.")


def test_the_least_that_is_kept_can_be_set() -> None:
    read = read_dispatch("Norway accused Denmark of spying.")
    view = read.view
    for reader in (SpeechActAnnotator(), PlaceAnnotator(), EventAnnotator(least=1.0)):
        view = apply_annotator(reader, read.article, view)
    assert view.of(EventMention) == ()
