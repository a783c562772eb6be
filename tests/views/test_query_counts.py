"""A page or table takes a bounded number of queries, however many rows the dossier has."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from builders import make_record
from onrecord.cli.dossier.show import MULTILINE, TABLES
from onrecord.model.judgement import make_judgement
from onrecord.model.record import Record, Topic
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter
from onrecord.store.sql.dossier import SqlDossier
from onrecord.views.pages import lists
from onrecord.views.pages.actor import build_actor
from onrecord.views.pages.figures import build_figures
from onrecord.views.pages.front import build_front
from onrecord.views.pages.history import build_history
from onrecord.views.pages.review import build_review_page
from onrecord.views.pages.timeline import build_timeline

FEW, MANY = 20, 60
LIMIT = 5
MOST_QUERIES = 75  # of the heaviest, the page of an actor; 1,100 before there were kept tables
Build = Callable[[SqlDossier, Filter], object]


def read_all(build: Callable[[SqlDossier, Filter], Any]) -> Build:
    return lambda dossier, wanted: list(build(dossier, wanted).rows)


BUILDS: dict[str, Build] = {
    **{name: read_all(build) for name, (build, _) in (*TABLES.items(), *MULTILINE.items())},
    "front": lambda dossier, wanted: build_front(dossier, wanted, "harbour"),
    "figures": build_figures,
    "timeline": build_timeline,
    "timeline by actor": lambda dossier, wanted: build_timeline(dossier, wanted, "actor"),
    "review page": build_review_page,
    "actor": lambda dossier, wanted: build_actor(dossier, "Lindmar", wanted),
    "search": lambda dossier, wanted: lists.build_search(dossier, replace(wanted, contains="ferries")),
    "history": lambda dossier, _: build_history(dossier),
    "changes": lambda dossier, _: dossier.count_changes(),
}
FILTERS = {"nothing": Filter(limit=LIMIT), "actor": Filter(actor="Lindmar", limit=LIMIT)}


def _with_topics(record: Record) -> Record:
    rows = (replace(row, topics=(Topic("berth", row.evidence.content),)) for row in record.statements)
    return replace(record, statements=tuple(rows))


def _fill(path: Path, count: int) -> None:
    """Write a dossier in which each second article repeats the one before in part, with doubts."""
    with open_dossier(path, create=True) as dossier:
        ids = []
        for number in range(count):
            record = _with_topics(make_record(number, 4))
            dossier.write(record)
            ids.append(record.article.id)
        pairs = list(zip(ids[::2], ids[1::2], strict=True))
        for kind, row in (("reprint", ""), ("statement", "/s2"), ("commitment", "/c1")):
            for pair in pairs:
                sides = [f"{article}{row}" for article in pair]
                dossier.judge(make_judgement(kind, sides, "rule:test/1", 0.9, "because", "2025-07-01"))  # type: ignore[arg-type]
        for left, right in zip(ids, ids[2:], strict=False):
            sides = [f"{left}/s1", f"{right}/s1"]
            dossier.judge(make_judgement("statement", sides, "rule:test/1", 0.4, "because", "2025-07-01"))


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqlDossier, SqlDossier]]:
    folder = tmp_path_factory.mktemp("counts")
    opened = []
    for count in (FEW, MANY):
        _fill(folder / f"{count}.dossier", count)
        opened.append(open_dossier(folder / f"{count}.dossier", create=False))
    few, many = opened
    assert isinstance(few, SqlDossier)
    assert isinstance(many, SqlDossier)
    yield few, many
    few.close()
    many.close()


def count_queries(dossier: SqlDossier, build: Build, wanted: Filter) -> int:
    queries: list[str] = []

    def note(*arguments: Any) -> None:
        if arguments[2] != "BEGIN":
            queries.append(arguments[2])

    event.listen(dossier._engine, "before_cursor_execute", note)
    build(dossier, wanted)
    event.remove(dossier._engine, "before_cursor_execute", note)
    return len(queries)


@pytest.mark.parametrize("filtered", FILTERS)
@pytest.mark.parametrize("name", BUILDS)
def test_the_number_of_queries_does_not_grow_with_the_dossier(
    dossiers: tuple[SqlDossier, SqlDossier], name: str, filtered: str
) -> None:
    few, many = (count_queries(dossier, BUILDS[name], FILTERS[filtered]) for dossier in dossiers)
    assert many <= MOST_QUERIES
    assert many <= few + 6  # names, and clusters of reports, are looked up where there are any
