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


def test_a_missing_actor_is_named(record: Record) -> None:
    first = replace(record.statements[0], actor="p99")
    assert any(
        "p99" in problem
        for problem in check_record(replace(record, statements=(first, *record.statements[1:])))
    )


def test_an_id_used_twice_is_named(record: Record) -> None:
    twice = (*record.statements, record.statements[0])
    assert any("used 2 times" in problem for problem in check_record(replace(record, statements=twice)))


def test_a_statement_within_a_missing_one_is_named(record: Record) -> None:
    first = replace(record.statements[0], within="s99")
    assert any(
        "s99" in problem
        for problem in check_record(replace(record, statements=(first, *record.statements[1:])))
    )


def test_text_outside_all_passages_is_a_problem(record: Record) -> None:
    assert any(
        "no passage" in problem or "leaves text out" in problem
        for problem in check_record(replace(record, passages=()))
    )


def test_a_passage_that_cuts_a_word_is_a_problem(record: Record) -> None:
    kind: PassageKind = "body"
    cut = (PassageRow(Span(0, 1), kind), PassageRow(Span(1, len(record.article.text.rstrip())), kind))
    if record.article.text[:2].isalnum():
        assert any("not sound" in problem for problem in check_record(replace(record, passages=cut)))


def test_a_joint_statement_on_behalf_of_another_is_no_problem() -> None:
    assert check_record(make_joint(1)) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"actors": ("p1", "p99")}, "s2 speaks of p99, which is no actor"),
        ({"on_behalf_of": "p99"}, "s2 speaks of p99, which is no actor"),
        ({"actor": "p2"}, "s2 has the actor p2, not the first of its actors ['p1', 'p2']"),
        ({"actor": None}, "s2 has the actor None, not the first of its actors ['p1', 'p2']"),
    ],
)
def test_the_speakers_of_a_statement_exist_and_agree(changes: dict[str, Any], problem: str) -> None:
    record = make_joint(1)
    first, second, *others = record.statements
    assert check_record(replace(record, statements=(first, replace(second, **changes), *others))) == [problem]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"wikidata": "585"}, "p1 has the Wikidata id '585', which is none"),
        (
            {"country": None, "sector": None},
            "p1 has neither country nor sector, but they are known from list",
        ),
    ],
)
def test_the_facts_about_an_actor_are_consistent(changes: dict[str, Any], problem: str) -> None:
    record = make_joint(1)
    first, *others = record.actors
    assert check_record(replace(record, actors=(replace(first, **changes), *others))) == [problem]
