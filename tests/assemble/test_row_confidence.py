"""Confidence of rows: features of the row, a probability, the same for the same record."""

from dataclasses import replace

import pytest

from onrecord.assemble.row_confidence import (
    RecordIndex,
    event_features,
    load_weights,
    rate_rows,
    statement_features,
    with_confidence,
)
from onrecord.model.record import Record
from small_record import SMALL


def confidences(record: Record) -> dict[str, float]:
    statements = {row.id: row.confidence for row in record.statements}
    return statements | {row.id: row.confidence for row in record.events}


def test_every_statement_and_event_has_a_confidence() -> None:
    rated = rate_rows(SMALL)
    assert set(rated) == set(confidences(SMALL))
    assert all(0 < chance < 1 for chance in rated.values())
    assert rate_rows(SMALL) == rated


def test_only_the_confidences_of_the_record_change() -> None:
    rated = rate_rows(SMALL)
    record = with_confidence(SMALL, rated)
    assert confidences(record) == rated
    assert with_confidence(record, confidences(SMALL)) == SMALL


def test_confidences_differ_within_a_class() -> None:
    assert len(set(rate_rows(SMALL).values())) > 1


def test_a_statement_without_actor_has_a_feature_for_it() -> None:
    first = SMALL.statements[0]
    assert "nobody" not in statement_features(first, RecordIndex.of(SMALL))
    unnamed = replace(first, actor=None, actors=())
    record = replace(SMALL, statements=(unnamed, *SMALL.statements[1:]))
    assert "nobody" in statement_features(unnamed, RecordIndex.of(record))


def test_type_reality_and_parties_of_an_event_are_features() -> None:
    event = SMALL.events[0]
    features = event_features(event, RecordIndex.of(SMALL))
    assert {event.type, event.reality} <= set(features)
    alone = replace(event, actors=())
    assert "by nobody" in event_features(alone, RecordIndex.of(replace(SMALL, events=(alone,))))


@pytest.mark.parametrize("layer", ["statement", "event"])
def test_a_higher_annotator_confidence_gives_a_higher_row_confidence(layer: str) -> None:
    assert load_weights()[layer]["annotator"] > 0
    sure = replace(
        SMALL,
        statements=tuple(replace(row, confidence=0.95) for row in SMALL.statements),
        events=tuple(replace(row, confidence=0.95) for row in SMALL.events),
    )
    unsure = replace(
        SMALL,
        statements=tuple(replace(row, confidence=0.3) for row in SMALL.statements),
        events=tuple(replace(row, confidence=0.3) for row in SMALL.events),
    )
    first = layer[0]  # ids begin with it
    assert all(
        rate_rows(sure)[name] > rate_rows(unsure)[name]
        for name in confidences(SMALL)
        if name.startswith(first)
    )
