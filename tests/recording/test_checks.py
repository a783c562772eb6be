"""The checks that guard the contract: a sound record passes, each breach is named."""

from dataclasses import replace

import pytest

from builders import make_record
from onrecord.model.annotation import PassageKind
from onrecord.model.record import PassageRow, Record
from onrecord.model.span import Span
from onrecord.recording.checks import check_record


@pytest.fixture
def record() -> Record:
    return make_record(1, 4)


def test_a_sound_record_has_no_problems(record: Record) -> None:
    assert record.statements
    assert check_record(record) == []


def test_an_actor_that_is_not_there_is_named(record: Record) -> None:
    first = replace(record.statements[0], actor="p99")
    assert any("p99" in problem for problem in check_record(replace(record, statements=(first, *record.statements[1:]))))


def test_an_id_used_twice_is_named(record: Record) -> None:
    twice = (*record.statements, record.statements[0])
    assert any("used 2 times" in problem for problem in check_record(replace(record, statements=twice)))


def test_a_statement_within_one_that_is_not_there_is_named(record: Record) -> None:
    first = replace(record.statements[0], within="s99")
    assert any("s99" in problem for problem in check_record(replace(record, statements=(first, *record.statements[1:]))))


def test_text_that_is_in_no_passage_is_told(record: Record) -> None:
    assert any("no passage" in problem or "leaves text out" in problem for problem in check_record(replace(record, passages=())))


def test_a_passage_that_cuts_a_word_is_told(record: Record) -> None:
    kind: PassageKind = "body"
    cut = (PassageRow(Span(0, 1), kind), PassageRow(Span(1, len(record.article.text.rstrip())), kind))
    if record.article.text[:2].isalnum():
        assert any("not sound" in problem for problem in check_record(replace(record, passages=cut)))
