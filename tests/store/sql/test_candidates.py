"""Candidates for linking are looked up by keys, in SQLite and PostgreSQL, at a cost that does not grow."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from builders import make_record
from matters import make_report, planted_pairs
from matters.story import SIZE
from older_dossiers import as_older, make_engine, make_older
from onrecord.model.judgement import JudgementKind
from onrecord.model.record import Actor, Record
from onrecord.resolve.linker import link_article, link_articles
from onrecord.store.features.match_features import FarApart
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier
from onrecord.store.sql import judgements, schema

pytest_plugins = ["dossiers"]  # the fixtures `place` and `dossier`

RULE = "rule:test/1"
MOST_PARAMETERS = 1000


@contextmanager
def counted(engine: Engine) -> Iterator[list[int]]:
    """Collect the number of parameters of each statement that is run."""
    counts: list[int] = []

    def count(_: object, __: object, ___: object, parameters: Any, ____: object, many: bool) -> None:
        counts.append(len(parameters[0] if many else parameters))

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield counts
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_statements_of_linking_bind_few_parameters_however_long_the_lists_are(dossier: Dossier) -> None:
    people = tuple(Actor(f"q{at}", f"Hedda {chr(65 + at % 26)}rev{at}c", "person", ()) for at in range(1500))
    records = [make_record(number) for number in (1, 2)]
    for record in records:
        dossier.write(replace(record, actors=(*record.actors, *people)))
    for record in records:
        dossier.write_linked(record.article.id, RULE, range(3000), [])

    with counted(dossier._engine) as counts:  # type: ignore[attr-defined]
        assert link_article(dossier, records[1].article.id)
        dossier.find_articles_sharing(records[1].article.id, range(3000), 10)

    assert max(counts) <= MOST_PARAMETERS


def test_only_so_many_articles_are_kept_for_one_fingerprint(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judgements, "MAX_SHARING", 2)
    ids = [make_record(number, 1).article.id for number in range(4)]
    for number, name in enumerate(ids):
        dossier.write(make_record(number, 1))
        dossier.write_linked(name, RULE, [1, 10 + number], [])

    assert sorted(dossier.find_articles_sharing(ids[3], [1], 10)) == sorted(ids[:2])
    assert dossier.find_articles_sharing(ids[3], [12], 10) == [ids[2]]


def test_articles_of_other_years_are_compared_only_where_they_share_much(dossier: Dossier) -> None:
    days = ("2024-01-01", "2024-01-09", "2019")
    dated = [_dated(make_record(number, 1), day) for number, day in enumerate(days)]
    for record in dated:
        dossier.write(record)
        dossier.write_linked(record.article.id, RULE, [1, 2, 3], [])
    own, other, old = (record.article.id for record in dated)

    assert dossier.find_articles_sharing(own, [1, 2], 10, FarApart(30, 3)) == [other]
    assert dossier.find_articles_sharing(own, [1, 2, 3], 10, FarApart(30, 3)) == [other, old]


def _dated(record: Record, day: str) -> Record:
    published = replace(record.article.published, value=day)
    return replace(record, article=replace(record.article, published=published))


@pytest.mark.parametrize("known", [1, 3, 5])
def test_a_dossier_of_an_older_version_is_linked_as_a_new_one(place: str, tmp_path: Path, known: int) -> None:
    records = [as_older(make_record(number)) for number in range(4)]
    newer = tmp_path / "newer.dossier"
    make_older(place, known, records, [], newer)

    open_dossier(place, create=False).close()

    assert _keys(place) == _keys(str(newer))


def _keys(place: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the columns by which candidates are looked up."""
    tables = {
        schema.actor_names: ("article_id", "actor_id", "folded", "surname"),
        schema.actors: ("article_id", "id", "known_as", "described"),
        schema.statements: ("article_id", "id", "known_as"),
        schema.event_parties: (
            "article_id",
            "event_id",
            "part",
            "position",
            "known_as",
            "type",
            "day_from",
            "day_to",
        ),
        schema.commitment_parties: (
            "article_id",
            "commitment_id",
            "position",
            "known_as",
            "country",
            "day_from",
        ),
    }
    engine = make_engine(place)
    with engine.connect() as connection:
        found = {
            table.name: sorted(
                map(tuple, connection.execute(select(*(table.c[name] for name in names)))), key=str
            )
            for table, names in tables.items()
        }
    engine.dispose()
    return found


def test_planted_families_are_found_and_namesakes_stay_apart(dossier: Dossier) -> None:
    reports = [make_report(number) for number in range(SIZE)]
    for report in reports:
        dossier.write(report.record)
    list(link_articles(dossier))

    found = {kind: _found(dossier, kind) for kind in ("reprint", "statement", "actor")}
    for kind, clusters in found.items():
        pairs = planted_pairs(reports, kind)  # type: ignore[arg-type]
        named = [pair for pair, why in pairs.items() if why != "in a copy, of nobody named"]
        same = [pair for pair in named if clusters.get(pair[0], pair[0]) == clusters.get(pair[1], pair[1])]
        assert len(same) >= 0.95 * len(named), kind
    planted = [row for report in reports for row in report.planted]
    namesakes = [row.reference for row in planted if row.why == "namesake in another state"]
    families = [found["actor"].get(row, row) for row in namesakes]
    assert len(families) == len(set(families)) == 2


def _found(dossier: Dossier, kind: str) -> dict[str, str]:
    wanted: JudgementKind = kind  # type: ignore[assignment]
    return dossier.list_clusters(wanted)


def test_linking_an_article_costs_the_same_in_a_dossier_four_times_as_large(tmp_path: Path) -> None:
    small, large = (_steps(tmp_path / f"{size}.dossier", size) for size in (50, 200))

    assert large < 2 * small


def _steps(path: Path, size: int) -> int:
    """Return how many steps SQLite's machine takes, in thousands, to link one more report of one story."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with open_dossier(path, create=True) as dossier:
        for number in range(SIZE, SIZE + size):
            dossier.write(make_report(number).record)
        last = make_report(SIZE + 9).record.article.id
        engine = dossier._engine  # type: ignore[attr-defined]
        event.listen(engine, "checkout", lambda connection, *_: connection.set_progress_handler(step, 1000))
        link_article(dossier, last)
    return steps
