"""The checks that guard the contract: a sound record passes, each breach is named."""

from dataclasses import replace
from typing import Any

import pytest

from builders import make_joint, make_record
from onrecord.model.annotation import PassageKind
from onrecord.model.checks import check_record
from onrecord.model.record import PassageRow, Record
from onrecord.model.span import Span


@pytest.fixture
def record() -> Record:
    return make_record(1, 4)


def test_a_sound_record_has_no_problems(record: Record) -> None:
    assert record.statements
    assert check_record(record) == []


def test_an_actor_that_is_not_there_is_named(record: Record) -> None:
    first = replace(record.statements[0], actor="p99")
    assert any(
        "p99" in problem
        for problem in check_record(replace(record, statements=(first, *record.statements[1:])))
    )


def test_an_id_used_twice_is_named(record: Record) -> None:
    twice = (*record.statements, record.statements[0])
    assert any("used 2 times" in problem for problem in check_record(replace(record, statements=twice)))


def test_a_statement_within_one_that_is_not_there_is_named(record: Record) -> None:
    first = replace(record.statements[0], within="s99")
    assert any(
        "s99" in problem
        for problem in check_record(replace(record, statements=(first, *record.statements[1:])))
    )


def test_text_that_is_in_no_passage_is_told(record: Record) -> None:
    assert any(
        "no passage" in problem or "leaves text out" in problem
        for problem in check_record(replace(record, passages=()))
    )


def test_a_passage_that_cuts_a_word_is_told(record: Record) -> None:
    kind: PassageKind = "body"
    cut = (PassageRow(Span(0, 1), kind), PassageRow(Span(1, len(record.article.text.rstrip())), kind))
    if record.article.text[:2].isalnum():
        assert any("not sound" in problem for problem in check_record(replace(record, passages=cut)))


def test_several_who_speak_together_for_another_are_no_problem() -> None:
    assert check_record(make_joint(1)) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"actors": ("p1", "p99")}, "s2 speaks of p99, which is no actor"),
        ({"on_behalf_of": "p99"}, "s2 speaks of p99, which is no actor"),
        ({"actor": "p2"}, "s2 has the actor p2, which is not the first of its actors ['p1', 'p2']"),
        ({"actor": None}, "s2 has the actor None, which is not the first of its actors ['p1', 'p2']"),
    ],
)
def test_who_uttered_a_statement_has_to_be_there_and_to_agree(changes: dict[str, Any], told: str) -> None:
    record = make_joint(1)
    first, second, *others = record.statements
    assert check_record(replace(record, statements=(first, replace(second, **changes), *others))) == [told]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"wikidata": "585"}, "p1 has the Wikidata id '585', which is none"),
        (
            {"country": None, "sector": None},
            "p1 has neither country nor sector, but they are known from list",
        ),
    ],
)
def test_what_is_known_of_an_actor_has_to_make_sense(changes: dict[str, Any], told: str) -> None:
    record = make_joint(1)
    first, *others = record.actors
    assert check_record(replace(record, actors=(replace(first, **changes), *others))) == [told]
