"""Reannotation: rows keep their ids, people's rows stay, and changes are returned."""

import json
from dataclasses import replace
from typing import Any

from builders import make_joint, make_record
from onrecord.model.judgement import Signature, make_decision
from onrecord.model.record import Record, Run
from onrecord.model.serial import outcome_from_json, outcome_to_json
from onrecord.resolve.judgements import Decider, accept, correct, reject
from onrecord.resolve.reannotation import carry_over, match_rows
from onrecord.store.protocol import Dossier, Filter, JudgementFilter

pytest_plugins = ["dossiers"]  # the fixture `dossier`

OLD = make_record(3)
NAME = OLD.article.id
NEWER = Run("0.2", {"attribution": "sha256:1111"})


def without_statement(record: Record, number: int = 1) -> Record:
    """Return the record as from a newer annotator that misses one statement, and therefore numbers the others
    differently.
    """
    kept = [row for row in record.statements if row.id != f"s{number}" and row.within != f"s{number}"]
    names = {row.id: f"s{place}" for place, row in enumerate(kept, start=1)}
    rows = tuple(
        replace(
            row,
            id=names[row.id],
            within=names.get(row.within or ""),
            answers=(),
            source_chain=tuple(
                replace(link, id=f"{names[row.id]}.{link.id.partition('.')[2]}") for link in row.source_chain
            ),
        )
        for row in kept
    )
    return replace(record, statements=rows, run=NEWER)


def test_the_same_record_is_carried_over_as_it_is() -> None:
    record, changes = carry_over(OLD, OLD, [])
    assert record == OLD
    assert not changes


def test_rows_keep_their_ids_when_a_newer_annotator_numbers_them_differently() -> None:
    newer = without_statement(OLD)
    pairs = dict(match_rows(OLD, newer))
    assert pairs["s1"] == "s2"
    record, changes = carry_over(OLD, newer, [])
    assert changes.removed == ("s1",)
    assert {row.id for row in record.statements} == {row.id for row in OLD.statements} - {"s1"}
    old = {row.id: row.evidence.content for row in OLD.statements}
    assert all(row.evidence.content == old[row.id] for row in record.statements)
    assert all(link.id.startswith(f"{row.id}.") for row in record.statements for link in row.source_chain)


def test_the_actor_on_whose_behalf_a_statement_is_made_keeps_its_id() -> None:
    older = make_joint(1)
    ids = {actor.id: f"p{place}" for place, actor in enumerate(reversed(older.actors), start=1)}
    raw = json.loads(outcome_to_json(older))
    newer = outcome_from_json(json.dumps(_renamed(raw, ids)))
    assert isinstance(newer, Record) and newer.statements[1].on_behalf_of == ids["p4"]
    record, _ = carry_over(older, newer, [])
    assert record.statements[1] == older.statements[1]


def _renamed(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(part, ids) for name, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, ids) for part in value]
    return ids.get(value, value) if isinstance(value, str) else value


def test_a_new_row_gets_an_unused_id() -> None:
    older = without_statement(OLD, number=8)
    record, changes = carry_over(older, replace(OLD, run=NEWER), [], used=["s31"])
    assert changes.added == ("s32",)
    assert record.statements[-1].id == "s32"


def test_a_row_accepted_by_a_person_stays_with_the_rows_it_refers_to() -> None:
    bare = replace(
        OLD, statements=(), actors=tuple(actor for actor in OLD.actors if actor.id != "p3"), run=NEWER
    )
    accepted = make_decision("row", f"{NAME}/s1", Signature("Ada", "I heard it", "2025-07-01T00:00:00Z"))
    rule = make_decision("row", f"{NAME}/s2", Signature("rule:x/1", "so", "2025-07-01T00:00:00Z"))
    record, changes = carry_over(OLD, bare, [accepted, rule])
    assert [row.id for row in record.statements] == ["s1"]
    assert record.statements[0].actor == "p3"
    assert "p3" in {actor.id for actor in record.actors}
    assert set(changes.retained) >= {"s1", "p3"}


def test_a_dossier_keeps_decisions_and_the_earlier_record_after_reannotation(dossier: Dossier) -> None:
    dossier.write(OLD)
    ada = Decider("Ada", "it says so")
    accept(dossier, f"{NAME}/s1", ada)
    reject(dossier, f"{NAME}/s5", ada)
    correct(dossier, f"{NAME}/s2", "act", '"accuse"', ada)
    decisions = list(dossier.list_judgements(JudgementFilter(by_people=True)))
    record, changes = carry_over(OLD, without_statement(OLD), decisions)
    dossier.replace_record(record, (*changes.removed, *changes.changed))
    ids = set(dossier.list_ids("statements", Filter()))
    assert f"{NAME}/s1" in ids
    assert f"{NAME}/s5" not in ids
    assert next(dossier.list_statements(Filter(rows=(f"{NAME}/s2",)))).act == "accuse"
    assert [reading.record for reading in dossier.list_earlier_records(NAME)] == [OLD]
    assert dossier.list_runs() == {NAME: NEWER}
    assert dossier.list_unlinked("rule:any/1") == [NAME]
