"""Rows, answers and steps that people add: from exact words, shown like others, kept and taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from builders import make_record
from onrecord.cli.dossier.reread import replace_reading
from onrecord.model.errors import SettingError
from onrecord.model.record import Run
from onrecord.resolve.dossier_merge import merge_dossier
from onrecord.resolve.judgements import Decider, add_step, as_json, correct, decide, reject, undo
from onrecord.resolve.ledger.own_rows import Source, add_own, find_quote
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.ledger.steps import list_told_of
from onrecord.views.rows.commitments import build_commitments
from onrecord.views.rows.statements import build_statements

pytest_plugins = ["dossiers"]  # the fixture `dossier`

ADA = Decider("Ada", "the program missed it")
FIRST, SECOND = make_record(1, varied=True), make_record(2, varied=True)
ONE, OTHER = FIRST.article.id, SECOND.article.id
TEXT = FIRST.article.text
WORDS = TEXT.partition(" for bulletin")[0]  # of the opening: who met where and when
PORT = FIRST.actors[0].name


@pytest.fixture
def filled(dossier: Dossier) -> Dossier:
    """Return a dossier of two articles."""
    for record in (FIRST, SECOND):
        dossier.write(record)
    return dossier


def add_statement(dossier: Dossier) -> str:
    fields = {"actor": FIRST.actors[2].name, "act": "promise"}
    (made,) = add_own(dossier, Source(ONE, WORDS), "statement", fields, ADA)
    return made.left


def test_an_added_statement_is_listed_with_who_added_it(filled: Dossier) -> None:
    row = add_statement(filled)
    (shown,) = build_statements(filled, Filter(rows=(row,))).rows
    assert (shown.who, shown.act, shown.content) == (FIRST.actors[2].name, "promise", WORDS)
    assert shown.marks == ("added by Ada",)
    assert row in {one.id for one in build_statements(filled, Filter(contains=f'"{WORDS}"')).rows}
    assert list(filled.check()) == []


def test_an_added_row_can_be_corrected_rejected_and_taken_back(filled: Dossier) -> None:
    row = add_statement(filled)
    correct(filled, row, "act", as_json("announce"), ADA)
    assert [one.act for one in filled.list_statements(Filter(rows=(row,)))] == ["announce"]
    rejection = reject(filled, row, Decider("Ben", "nobody said that"))
    assert list(filled.list_statements(Filter(rows=(row,)))) == []
    undo(filled, rejection.id, ADA)
    assert len(list(filled.list_statements(Filter(rows=(row,))))) == 1
    (added,) = filled.list_judgements(JudgementFilter("added"))
    undo(filled, added.id, ADA)
    assert filled.get_record(ONE) == FIRST


def test_a_commitment_and_an_event_are_added_with_an_actor_that_the_program_missed(filled: Dossier) -> None:
    fields = {"to": "reopen the berths", "parties": f"{PORT}; talks"}
    (made,) = add_own(filled, Source(ONE, WORDS), "commitment", fields, ADA)
    (commitment,) = filled.list_commitments(Filter(rows=(made.left,)))
    assert (commitment.what, commitment.parties) == ("reopen the berths", (PORT, "talks"))
    fields = {"type": "CONSULT", "actors": PORT, "date": "2025-07"}
    (made,) = add_own(filled, Source(ONE, WORDS), "event", fields, ADA)
    (event,) = filled.list_events(Filter(rows=(made.left,)))
    assert (event.type, event.actors, event.date) == ("CONSULT", (PORT,), "2025-07")
    assert list(filled.check()) == []


def test_an_article_can_be_answered(filled: Dossier) -> None:
    fields = {"relation": "rejects", "actor": FIRST.actors[2].name}
    added, answer = add_own(filled, Source(ONE, WORDS), "answer", fields, ADA, OTHER)
    assert (answer.left, answer.right, answer.value) == (added.left, OTHER, "rejects")
    (told,) = list_told_of(filled, OTHER, Filter())
    assert (told.step, told.source) == ("rejects", added.left)


def test_a_step_has_its_day_and_words_and_holds_from_that_day_on(filled: Dossier) -> None:
    commitment = f"{ONE}/{FIRST.commitments[0].id}"
    quote = SECOND.article.text.partition(" for bulletin")[0]
    fields = {"step": "kept", "day": "2026-02-01"}
    stored = add_own(filled, Source(OTHER, quote), "step", fields, ADA, commitment)
    again = add_own(filled, Source(OTHER, quote), "step", fields, ADA, commitment)
    assert [row.id for row in again] == [row.id for row in stored]  # noted once
    (row,) = (one for one in build_commitments(filled, Filter()).rows if one.id == commitment)
    assert (row.status, row.steps[-1].day, row.steps[-1].words) == ("done", "2026-02-01", quote)
    (row,) = (
        one for one in build_commitments(filled, Filter(as_of=date(2026, 1, 31))).rows if one.id == commitment
    )
    assert row.status == "agreed"


def test_a_status_that_a_person_sets_is_a_step_and_does_not_change_the_past(filled: Dossier) -> None:
    commitment = f"{ONE}/{FIRST.commitments[0].id}"
    decider = Decider("Ada", "I saw it", clock=lambda: datetime(2026, 5, 1, tzinfo=UTC))
    correct(filled, commitment, "status", as_json("done"), decider)
    statuses = [
        next(one.status for one in build_commitments(filled, Filter(as_of=day)).rows if one.id == commitment)
        for day in (date(2026, 4, 30), date(2026, 5, 1))
    ]
    assert statuses == ["agreed", "done"]
    assert filled.get_record(ONE) == FIRST
    with pytest.raises(SettingError, match="is no step"):
        correct(filled, commitment, "status", as_json("nice"), ADA)


def test_a_person_confirms_or_rejects_a_step_by_its_id(filled: Dossier) -> None:
    commitment = f"{ONE}/{FIRST.commitments[0].id}"
    step = add_step(filled, commitment, "broken", ADA)
    decide(filled, step.id, False, Decider("Ben", "it was kept"))
    assert next(build_commitments(filled, Filter(rows=(commitment,))).rows).status == "agreed"
    with pytest.raises(SettingError, match="is no step or answer"):
        decide(filled, "j:none", True, ADA)


def test_added_rows_survive_reading_again_merging_and_a_backup(filled: Dossier, tmp_path: Path) -> None:
    row = add_statement(filled)
    newer = replace(FIRST, statements=FIRST.statements[:1], events=(), commitments=(), run=Run("9", {}, {}))
    replace_reading(filled, newer)
    (statement,) = filled.list_statements(Filter(rows=(row,)))
    assert statement.actor == FIRST.actors[2].name
    filled.copy_to(tmp_path / "copy.dossier")
    with open_dossier(tmp_path / "merged.dossier", create=True) as merged:
        merge_dossier(merged, filled)
        assert [one.content for one in merged.list_statements(Filter(rows=(row,)))] == [WORDS]
        assert merge_dossier(merged, filled)["judgements"] == 0
        assert list(merged.check()) == []
    with open_dossier(tmp_path / "copy.dossier", create=False) as copy:
        assert list(copy.list_statements(Filter(rows=(row,))))


@pytest.mark.parametrize(
    ("kind", "quote", "fields", "about", "message"),
    [
        ("statement", "words that nobody wrote", {"actor": PORT}, None, "does not have the words"),
        ("statement", "the", {"actor": PORT}, None, "times"),
        ("statement", WORDS[1:], {"actor": PORT}, None, "inside a word"),
        ("statement", "   ", {"actor": PORT}, None, "quote between"),
        ("statement", WORDS, {}, None, "needs actor"),
        ("statement", WORDS, {"actor": "Nobody Atall"}, None, "names nobody"),
        ("statement", WORDS, {"actor": PORT, "act": "shout"}, None, "is not one of"),
        ("statement", WORDS, {"actor": PORT, "colour": "red"}, None, "is no field"),
        ("event", WORDS, {"type": "CONSULT", "date": "soon"}, None, "is no date"),
        ("commitment", WORDS, {"to": "pay"}, None, "a commitment needs parties"),
        ("event", WORDS, {}, None, "an event needs type"),
        ("step", WORDS, {"step": "kept"}, None, "say what the step is about"),
        ("step", WORDS, {"step": "eaten"}, f"{ONE}/c1", "is no step"),
        ("step", WORDS, {"step": "kept"}, "a:none/c1", "holds no"),
        ("commitment", WORDS, {"to": "pay", "parties": PORT}, f"{ONE}/c1", "stands alone"),
        ("answer", WORDS, {"relation": "rejects"}, f"{ONE}/c1", "neither a statement nor an article"),
    ],
)
def test_a_mistake_says_what_to_do_and_adds_nothing(
    filled: Dossier, kind: str, quote: str, fields: dict[str, str], about: str | None, message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        add_own(filled, Source(ONE, quote), kind, fields, ADA, about)  # type: ignore[arg-type]
    assert list(filled.list_judgements(JudgementFilter())) == []


def test_words_are_found_across_lines_and_marks_and_by_number() -> None:
    text = "He said “we  will\npay” and again: “we will pay”."
    assert find_quote(text, '"we will pay"', 1).words(text) == "“we  will\npay”"
    assert find_quote(text, "we will pay", 2).start > 20
    with pytest.raises(SettingError, match="no place 3"):
        find_quote(text, "we will pay", 3)
