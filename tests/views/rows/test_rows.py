"""Rows of statements, events, actors and articles: complete, and the same from a record and a dossier."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from builders import make_record
from onrecord.model.evidence import NO_EVIDENCE
from onrecord.model.record import Actor, Link, Record, StatementEvidence
from onrecord.resolve.judgements import Decider, merge
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.queries import QueryResult
from onrecord.views.rows.actors import actor_rows, build_actors
from onrecord.views.rows.articles import article_rows, build_articles
from onrecord.views.rows.events import build_events, event_rows
from onrecord.views.rows.statements import StatementRow, build_statements, statement_rows

PAIRS: tuple[
    tuple[Callable[[Record], Iterator[object]], Callable[[Dossier, Filter], QueryResult[object]]], ...
] = (
    (statement_rows, build_statements),
    (event_rows, build_events),
    (actor_rows, build_actors),
    (article_rows, build_articles),
)


@pytest.mark.parametrize(("of_record", "of_dossier"), PAIRS)
def test_a_record_and_a_dossier_with_it_give_the_same_rows(
    tmp_path: Path,
    of_record: Callable[[Record], Iterator[object]],
    of_dossier: Callable[[Dossier, Filter], QueryResult[object]],
) -> None:
    record = make_record(5)
    with open_dossier(tmp_path / "one.dossier", create=True) as dossier:
        dossier.write(record)
        page = of_dossier(dossier, Filter())
        rows = list(page.rows)
    assert rows == list(of_record(record))
    assert page.matching == len(rows)
    assert page.undated == 0
    assert all(type(row) is page.row_type for row in rows)


def test_a_result_counts_rows_beyond_its_limit_and_rows_without_a_date(tmp_path: Path) -> None:
    undated = make_record(2, 3)
    undated = replace(
        undated, article=replace(undated.article, published=replace(undated.article.published, value=None))
    )
    undated = replace(undated, statements=tuple(replace(row, said=None) for row in undated.statements))
    with open_dossier(tmp_path / "one.dossier", create=True) as dossier:
        dossier.write(make_record(1, 5))
        dossier.write(undated)
        page = build_statements(dossier, Filter(since=date(2020, 1, 1), limit=2))
        assert (len(list(page.rows)), page.matching, page.undated) == (2, 5, 3)


def rows_of(record: Record) -> dict[str, StatementRow]:
    return {row.id.split("/")[1]: row for row in statement_rows(record)}


def test_a_statement_shows_who_said_what_when_and_its_source_chain() -> None:
    record = make_record(7)
    speaker, day = record.actors[2].name, record.article.published.value
    row = rows_of(record)["s1"]
    assert row.id == f"{record.article.id}/s1"
    assert (row.who, row.actor_kind, row.cue, row.to) == (speaker, "person", "told", ("reporters",))
    assert row.content == str(record.statements[0].evidence.content)
    assert row.source.endswith(speaker)
    assert (row.said, row.dated_by, row.said_words) == (
        day,
        "text",
        date.fromisoformat(day or "").strftime("%A"),
    )
    assert (row.outlet, row.title, row.url, row.published) == (
        *(getattr(record.article, n) for n in ("outlet", "title", "url")),
        day,
    )
    assert row.chain == f"{speaker} → this article"


def test_a_relayed_statement_shows_its_chain() -> None:
    record = make_record(7)
    assert rows_of(record)["s3"].chain == f"{record.actors[4].name} → {record.actors[5].name} → this article"


def test_a_speaker_without_a_name_is_shown_with_its_description() -> None:
    record = make_record(7)
    row = rows_of(record)["s4"]
    assert row.who == "unnamed (Two officials familiar with the talks)"
    assert row.chain == "unnamed (Two officials familiar with the talks) → this article"
    assert (row.actor_kind, row.within) == (None, f"{record.article.id}/s3")
    assert (row.said, row.dated_by) == (record.article.published.value, "publication")


def test_a_statement_without_a_source_is_by_an_unnamed_speaker() -> None:
    record = make_record(7, 4)
    last = record.statements[3]
    evidence = StatementEvidence(last.evidence.content, cue=last.evidence.cue)
    chain = (Link("s4.1", None, NO_EVIDENCE), Link("s4.2", None, NO_EVIDENCE, "article"))
    bare = replace(last, evidence=evidence, source_chain=chain)
    published = replace(record.article.published, value=None, how="unknown")
    record = replace(record, statements=(bare,), article=replace(record.article, published=published))
    (row,) = statement_rows(replace(record, statements=(replace(bare, within=None),)))
    assert (row.who, row.chain) == ("unnamed", "unnamed → this article")
    assert (row.said, row.dated_by) == (None, "unknown")


def test_a_link_without_a_person_is_shown_by_its_outlet() -> None:
    record = make_record(7, 3)
    first, relay, page = record.statements[2].source_chain
    chain = (first, replace(relay, actor=None, outlet="p6"), page)
    record = replace(
        record, statements=(*record.statements[:2], replace(record.statements[2], source_chain=chain))
    )
    assert rows_of(record)["s3"].chain.split(" → ")[1] == record.actors[5].name


def test_an_answer_shows_what_it_answers() -> None:
    record = make_record(7)
    assert rows_of(record)["s2"].answers == (f"rejects {record.article.id}/s1",)


def test_an_event_shows_parties_day_place_and_who_reports_it() -> None:
    record = make_record(7)
    (row,) = event_rows(record)
    assert (row.type, row.actors, row.recipients) == (
        "CONSULT",
        (record.actors[0].name, record.actors[1].name),
        (),
    )
    assert (row.date, row.country, row.told_by) == (record.article.published.value, None, "the article")
    reported = replace(record, events=(replace(record.events[0], told_by="s1"),))
    assert next(event_rows(reported)).told_by == f"{record.actors[2].name} ({record.article.id}/s1)"
    reported = replace(record, events=(replace(record.events[0], told_by="s4"),))
    assert next(event_rows(reported)).told_by == f"unnamed ({record.article.id}/s4)"


def test_an_actor_shows_its_other_names_roles_and_number_of_statements() -> None:
    record = make_record(7)
    rows = list(actor_rows(record))
    assert [row.statements for row in rows] == sorted((row.statements for row in rows), reverse=True)
    speaker = next(row for row in rows if row.name == record.actors[2].name)
    assert speaker.roles == (record.actors[2].roles[0].title,)
    assert speaker.called == ()
    twin = Actor("p8", f"the {speaker.name}’s", "person", ())
    row = next(
        row
        for row in actor_rows(replace(record, actors=(*record.actors, twin)))
        if speaker.name in (row.name, *row.called)
    )
    assert row.articles == 1


def test_an_article_shows_the_numbers_of_its_rows() -> None:
    record = make_record(7)
    (row,) = article_rows(record)
    assert (row.statements, row.events, row.commitments, row.actors) == (8, 1, 1, 7)
    assert (row.characters, row.source, row.authors) == (
        len(record.article.text),
        "dispatches.jsonl:7",
        ("A. Clerk",),
    )


def test_an_actor_named_by_surname_is_shown_by_its_full_name_in_every_list(
    tmp_path: Path,
) -> None:
    whole, half = make_record(1, 3), make_record(2, 3)
    speaker = whole.actors[2]
    surname = speaker.name.split()[-1]
    actors = tuple(replace(actor, name=surname) if actor.id == speaker.id else actor for actor in half.actors)
    half = replace(half, actors=actors)
    with open_dossier(tmp_path / "one.dossier", create=True) as dossier:
        dossier.write(whole)
        dossier.write(half)
        assert surname in {row.who for row in build_statements(dossier, Filter()).rows}
        merge(
            dossier,
            f"{whole.article.id}/{speaker.id}",
            f"{half.article.id}/{speaker.id}",
            Decider("Ada", "one person"),
        )
        rows = list(build_statements(dossier, Filter()).rows)
        by_name = {row.id for row in build_statements(dossier, Filter(actor=speaker.name)).rows}
        counted = next(
            row.statements for row in build_actors(dossier, Filter()).rows if row.name == speaker.name
        )
        answers = {name for row in dossier.tally_answers(Filter(), 50) for name in (row.who, row.whom)}
        lanes = {row.lane for row in dossier.tally_days(Filter(), "statements by actor")}
    mine = [row for row in rows if row.id.startswith(half.article.id) and surname in row.who.split()]
    assert mine
    assert {row.who for row in mine} == {speaker.name}
    assert {row.id for row in mine} <= by_name
    assert len(by_name) == counted
    assert mine[0].chain.startswith(f"{speaker.name} → ")
    assert speaker.name in answers | {None}
    assert surname not in answers
    assert speaker.name in lanes
    assert surname not in lanes
