"""Confidence of rows: from signs that the row shows, between nothing and certainty, the same for the same record."""

from dataclasses import replace

import pytest

from onrecord.assemble.row_confidence import (
    event_signs,
    load_weights,
    page_of,
    rate_rows,
    statement_signs,
    with_confidence,
)
from onrecord.model.record import Record
from small_record import SMALL


def chances(record: Record) -> dict[str, float]:
    statements = {row.id: row.confidence for row in record.statements}
    return statements | {row.id: row.confidence for row in record.events}


def test_every_statement_and_event_has_a_chance() -> None:
    rated = rate_rows(SMALL)
    assert set(rated) == set(chances(SMALL))
    assert all(0 < chance < 1 for chance in rated.values())
    assert rate_rows(SMALL) == rated


def test_the_record_takes_the_chances_and_nothing_else() -> None:
    rated = rate_rows(SMALL)
    record = with_confidence(SMALL, rated)
    assert chances(record) == rated
    assert with_confidence(record, chances(SMALL)) == SMALL


def test_chances_differ_within_a_class() -> None:
    assert len(set(rate_rows(SMALL).values())) > 1


def test_a_statement_of_nobody_shows_it() -> None:
    first = SMALL.statements[0]
    assert "nobody" not in statement_signs(first, page_of(SMALL))
    untold = replace(first, actor=None, actors=())
    record = replace(SMALL, statements=(untold, *SMALL.statements[1:]))
    assert "nobody" in statement_signs(untold, page_of(record))


def test_an_event_shows_its_type_and_parties() -> None:
    event = SMALL.events[0]
    signs = event_signs(event, page_of(SMALL))
    assert {event.type, event.reality} <= set(signs)
    alone = replace(event, actors=())
    assert "by nobody" in event_signs(alone, page_of(replace(SMALL, events=(alone,))))


@pytest.mark.parametrize("layer", ["statement", "event"])
def test_surer_readers_make_a_row_surer(layer: str) -> None:
    assert load_weights()[layer]["readers"] > 0
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
        rate_rows(sure)[name] > rate_rows(unsure)[name] for name in chances(SMALL) if name.startswith(first)
    )
