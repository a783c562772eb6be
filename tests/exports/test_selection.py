"""Selections: the rows that a filter finds, a batch of articles at a time, and their identities."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from builders import make_record
from onrecord.exports.selection import BATCH, Selection
from onrecord.model.judgement import Judgement, Signature, make_decision, make_judgement
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import REALITIES, Dossier, Filter
from onrecord.store.stored_rows import StoredRecord

BY = "A. Clerk"
NOW = "2025-07-01T09:30:00+00:00"


@pytest.fixture
def dossier(tmp_path: Path) -> Iterator[Dossier]:
    with open_dossier(str(tmp_path / "harbour.dossier"), create=True) as made:
        for number in range(4):
            made.write(make_record(number))
        yield made


def same(kind: str, left: str, right: str) -> Judgement:
    return make_judgement(kind, (left, right), BY, 1.0, "compared by hand", NOW)  # type: ignore[arg-type]


def ids(number: int) -> str:
    return make_record(number).article.id


def test_without_a_filter_all_rows_of_all_articles_are_selected(dossier: Dossier) -> None:
    found = list(Selection(dossier).records())
    assert {one.record.article.id for one in found} == {ids(number) for number in range(4)}
    for one in found:
        assert one.statements == one.record.statements
        assert (one.events, one.commitments) == (one.record.events, one.record.commitments)
        assert one.article.id == one.record.article.id


def test_articles_come_latest_first(dossier: Dossier) -> None:
    days = [one.published or "" for one in Selection(dossier).articles()]
    assert days == sorted(days, reverse=True)
    assert [one.article.published for one in Selection(dossier).records()] == days


def test_a_filter_selects_rows_and_the_articles_that_have_one(dossier: Dossier) -> None:
    record = make_record(2)
    speaker = record.actors[2].name
    found = list(Selection(dossier, Filter(actor=speaker, acts=("assert",))).records())
    assert record.article.id in {one.record.article.id for one in found}
    for one in found:
        assert one.statements
        assert {row.act for row in one.statements} == {"assert"}
        assert (one.events, one.commitments) == ((), ())
        assert len(one.record.statements) > len(one.statements)


def test_an_act_selects_statements_only_and_a_type_events_only(dossier: Dossier) -> None:
    acts = Selection(dossier, Filter(acts=("reject",)))
    assert (acts.has("statements"), acts.has("events"), acts.has("articles")) == (True, False, False)
    types = Selection(dossier, Filter(types=("CONSULT",)))
    assert [len(one.events) for one in types.records()] == [1] * 4
    assert {one.statements for one in types.records()} == {()}
    both = Selection(dossier, Filter(acts=("reject",), types=("CONSULT",)))
    assert all(one.statements and one.events and not one.commitments for one in both.records())


def test_statements_that_were_not_made_are_selected_on_request(tmp_path: Path) -> None:
    record = make_record(1)
    first, *others = record.statements
    record = replace(record, statements=(replace(first, reality="negated"), *others))
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(record)
        (usual,) = Selection(made).records()
        assert usual.statements == tuple(others)
        assert Selection(made).count_not_made() == 1
        (every,) = Selection(made, Filter(realities=REALITIES)).records()
        assert every.statements == record.statements


def test_days_select_rows_by_their_own_day_and_count_the_undated(tmp_path: Path) -> None:
    record = make_record(1)
    undated = replace(record.events[0], date=None)
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(replace(record, events=(undated,)))
        day = date.fromisoformat(record.article.published.value or "")
        selection = Selection(made, Filter(since=day, until=day))
        (one,) = selection.records()
        assert one.events == ()
        assert one.statements
        assert selection.count_undated({"events"}) == {"events": 1}
        assert selection.count_undated({"statements"}) == {}


def test_the_day_of_the_record_and_the_outlet_select_whole_articles(dossier: Dossier) -> None:
    first = make_record(0)
    on_day = Selection(dossier, Filter(as_of=date.fromisoformat(first.article.published.value or "")))
    assert [one.record.article.id for one in on_day.records()] == [first.article.id]
    assert not on_day.selects_rows
    outlet = Selection(dossier, Filter(outlet=first.article.outlet))
    assert {one.article.outlet for one in outlet.records()} == {first.article.outlet}


def test_rows_that_people_join_share_an_identity(dossier: Dossier) -> None:
    one, two = ids(0), ids(1)
    for kind, row in (("event", "e1"), ("statement", "s1"), ("commitment", "c1")):
        dossier.judge(same(kind, f"{one}/{row}", f"{two}/{row}"))
    dossier.judge(same("reprint", one, two))
    found = {row.article.id: row for row in Selection(dossier).records()}
    left, right, other = found[one], found[two], found[ids(2)]
    assert left.same_event["e1"] == right.same_event["e1"] == min(f"{one}/e1", f"{two}/e1")
    assert left.same_statement["s1"] == right.same_statement["s1"]
    assert left.same_commitment["c1"] == right.same_commitment["c1"]
    assert left.copy == right.copy == min(one, two)
    assert other.same_event["e1"] == f"{ids(2)}/e1" == other.reference("e1")
    assert other.copy == ids(2)


def test_a_withdrawn_judgement_no_longer_joins(dossier: Dossier) -> None:
    judgement = same("event", f"{ids(0)}/e1", f"{ids(1)}/e1")
    dossier.judge(judgement)
    dossier.withdraw(judgement.id, BY, "they are two meetings")
    assert len({one.same_event["e1"] for one in Selection(dossier).records()}) == 4


def test_what_was_learnt_by_a_day_joins_by_the_judgements_of_that_day(dossier: Dossier) -> None:
    dossier.judge(same("event", f"{ids(0)}/e1", f"{ids(1)}/e1"))
    pair = [f"{ids(0)}/e1", f"{ids(1)}/e1"]
    before = Selection(dossier, Filter(as_of=date(2025, 6, 30), learnt=True))
    assert before.identify("event", pair) == {one: one for one in pair}
    after = Selection(dossier, Filter(as_of=date(2025, 7, 2), learnt=True))
    assert len(set(after.identify("event", pair).values())) == 1


def test_actors_have_their_ids_across_articles_and_what_other_articles_tell(dossier: Dossier) -> None:
    record = make_record(0)
    port = record.actors[0]
    told = replace(make_record(50), actors=(replace(port, country="NOR", wikidata="Q585"),))
    told = replace(told, statements=(), events=(), commitments=())
    dossier.write(told)
    found = {one.article.id: one for one in Selection(dossier).records()}
    one = found[record.article.id]
    assert one.actor_ids[port.id] == found[told.article.id].actor_ids[port.id]
    actor = next(row for row in one.record.actors if row.id == port.id)
    assert (actor.country, actor.wikidata) == ("NOR", "Q585")


def test_decisions_of_people_are_applied(dossier: Dossier) -> None:
    row = f"{ids(0)}/e1"
    dossier.judge(make_decision("row", row, Signature(BY, "no such meeting", NOW), score=0.0))
    found = {one.article.id: one for one in Selection(dossier).records()}
    assert found[ids(0)].events == ()
    assert len(found[ids(1)].events) == 1


def test_records_are_read_a_batch_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_dossier(str(tmp_path / "many.dossier"), create=True) as made:
        for number in range(BATCH + 10):
            made.write(make_record(number, 1))
        read: list[str] = []
        list_records = made.list_records

        def count(article_ids: Iterable[str]) -> Iterator[StoredRecord]:
            for stored in list_records(article_ids):
                read.append(stored.record.article.id)
                yield stored

        monkeypatch.setattr(made, "list_records", count)
        assert len(list(islice(Selection(made).records(), 3))) == 3
        assert len(read) == BATCH
