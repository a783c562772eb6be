"""Writing outcomes: what is stored, and that it is stored once."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from builders import make_joint, make_record, make_undone, records
from onrecord.exports.json import render_records
from onrecord.model.errors import StoreError
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import REALITIES, Count, Dossier, Filter
from onrecord.store.rows_from_record import actors_of, article_of, events_of, statements_of
from onrecord.store.stored_rows import StoredOutcome

pytest_plugins = ["dossiers"]  # the fixture `dossier`

ALL = Filter(realities=REALITIES)


def test_a_record_comes_back_as_it_was_written(dossier: Dossier) -> None:
    record = make_record(1)
    assert not dossier.has(record.article.id)
    assert dossier.write(record) == "added"
    assert dossier.has(record.article.id)
    assert dossier.get_record(record.article.id) == record
    assert dossier.get_record("a:unknown") is None


def test_joint_speakers_on_behalf_of_and_reality_are_stored_and_returned(
    dossier: Dossier,
) -> None:
    record = make_joint(1)
    first, other, envoy = record.actors[0].name, record.actors[1].name, record.actors[3].name
    assert dossier.write(record) == "added"
    stored = dossier.get_record(record.article.id)
    assert stored is not None
    (line,) = render_records([stored])
    assert outcome_from_json(line) == record
    assert '"wikidata": "Q585", "known_from": "list"' in line
    (row,) = dossier.list_statements(Filter(rows=(f"{record.article.id}/s2",)))
    assert (row.actor, row.actors, row.on_behalf_of, row.reality) == (first, (first, other), envoy, "negated")
    actor = next(one for one in dossier.list_actors(ALL) if one.name == first)
    assert (actor.wikidata, actor.countries) == (("Q585",), ("NOR",))
    (row_of_actor,) = dossier.list_actor_rows([f"{record.article.id}/p1"])
    assert (row_of_actor.wikidata, row_of_actor.known_from) == ("Q585", "list")


def test_adding_the_same_article_again_changes_nothing(dossier: Dossier) -> None:
    record = make_record(1)
    dossier.write(record)
    other_record = replace(record, statements=record.statements[:1], run=replace(record.run, onrecord="9.9"))
    assert dossier.write(other_record) == "unchanged"
    assert dossier.get_record(record.article.id) == record
    assert dossier.count_articles(ALL) == Count(1, 0)
    assert dossier.count_statements(ALL) == Count(len(record.statements), 0)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_a_dossier_returns_the_rows_of_the_record(record: Record) -> None:
    with TemporaryDirectory() as folder, open_dossier(Path(folder) / "one.dossier", create=True) as dossier:
        dossier.write(record)
        assert dossier.get_record(record.article.id) == record
        assert sorted(dossier.list_statements(ALL), key=lambda row: int(row.id[1:])) == list(
            statements_of(record)
        )
        assert list(dossier.list_events(ALL)) == list(events_of(record))
        assert list(dossier.list_articles(ALL)) == [article_of(record)]
        assert list(dossier.list_actors(ALL)) == list(actors_of(record))


def test_the_record_made_by_hand_is_stored_whole(dossier: Dossier, shared: Path) -> None:
    record = outcome_from_json((shared / "evaluation/seed/record_by_hand.json").read_text("utf-8"))
    assert isinstance(record, Record)
    assert dossier.write(record) == "added"
    assert dossier.get_record(record.article.id) == record
    assert sorted(dossier.list_statements(ALL), key=lambda row: int(row.id[1:])) == list(
        statements_of(record)
    )
    assert sorted(dossier.list_events(ALL), key=lambda row: int(row.id[1:])) == list(events_of(record))
    assert list(dossier.list_actors(ALL)) == list(actors_of(record))


def test_every_article_in_gives_one_outcome_out(dossier: Dossier) -> None:
    done = make_record(1)
    assert dossier.write(done) == "added"
    assert dossier.write(make_undone("missing.txt")) == "noted"
    assert dossier.write(make_undone("missing.txt")) == "unchanged"
    assert dossier.write(make_undone("fault.txt", "a:fault")) == "noted"
    assert list(dossier.list_outcomes()) == [
        StoredOutcome(done.article.source, done.article.id, "done", None, None, None),
        StoredOutcome(
            "missing.txt", None, "failed", "gathering", "not-found", "missing.txt: there is no such file"
        ),
        StoredOutcome(
            "fault.txt", "a:fault", "failed", "gathering", "not-found", "fault.txt: there is no such file"
        ),
    ]


def test_an_article_that_failed_and_is_now_done_has_one_outcome(dossier: Dossier) -> None:
    record = make_record(1)
    dossier.write(make_undone("elsewhere.txt", record.article.id))
    assert dossier.write(record) == "added"
    assert [row.outcome for row in dossier.list_outcomes()] == ["done"]


def test_a_source_that_gave_no_article_and_now_does_has_one_outcome(dossier: Dossier) -> None:
    record = make_record(1)
    dossier.write(make_undone(record.article.source))
    assert dossier.write(record) == "added"
    assert [row.outcome for row in dossier.list_outcomes()] == ["done"]
    dossier.write(make_undone(record.article.source))
    assert dossier.write(record) == "unchanged"
    assert [row.outcome for row in dossier.list_outcomes()] == ["done"]


def test_an_article_that_is_done_stays_done_when_it_fails_later(dossier: Dossier) -> None:
    record = make_record(1)
    dossier.write(record)
    assert dossier.write(make_undone(record.article.source, record.article.id)) == "unchanged"
    assert [row.outcome for row in dossier.list_outcomes()] == ["done"]


def test_a_later_failure_replaces_an_earlier_one(dossier: Dossier) -> None:
    dossier.write(make_undone("a.txt"))
    assert (
        dossier.write(replace(make_undone("a.txt"), reason="unreadable", detail="no permission")) == "noted"
    )
    assert [row.reason for row in dossier.list_outcomes()] == ["unreadable"]


def test_a_record_that_refers_to_an_unknown_id_is_refused_and_nothing_of_it_stored(dossier: Dossier) -> None:
    record = make_record(1)
    broken = replace(record, events=(replace(record.events[0], actors=("p99",)),))
    with pytest.raises(StoreError, match="refers to an id"):
        dossier.write(broken)
    assert dossier.count_articles(ALL) == dossier.count_statements(ALL) == Count(0, 0)
    assert list(dossier.list_outcomes()) == []
    assert dossier.write(record) == "added"


def test_a_source_path_that_is_not_unicode_text_can_be_stored(dossier: Dossier) -> None:
    record = make_record(1)
    strange = replace(record, article=replace(record.article, source="a\udcff.txt"))
    assert dossier.write(strange) == "added"
    assert dossier.write(make_undone("b\udcff.txt")) == "noted"
    assert [row.source for row in dossier.list_outcomes()] == ["a�.txt", "b�.txt"]


def test_lone_surrogates_are_refused_in_a_record(dossier: Dossier) -> None:
    record = make_record(1)
    with pytest.raises(StoreError, match="surrogates"):
        dossier.write(replace(record, article=replace(record.article, title="\ud800")))
    assert dossier.count_articles(ALL) == Count(0, 0)
