"""Sets of dispatches on one matter, read by the whole program: every link between them, and no other.

Each set has a copy, an edited copy, an independent report, an update, a correction, a retraction, a denial
days later that names the report, a commitment kept, one broken, and a spokesman. `sets/*.json` has the links.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from onrecord import read
from onrecord.model.record import Record
from onrecord.model.step import step_of
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.rows.articles import build_articles
from onrecord.views.rows.commitments import build_commitments

SETS = Path(__file__).parent / "sets"
# Short quotations ("The sea has no fence") are too short to be one utterance for certain.
MISSED = {"fishing": [["report", "independent", "first"]], "strike": [["report", "independent", "first"]]}
pytestmark = pytest.mark.slow


@cache
def read_set(name: str) -> tuple[Record, ...]:
    """Return the records of a set, in its order."""
    lines = [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    found = [read(line.pop("text"), **line) for line in lines]
    return tuple(record for record in found if isinstance(record, Record))


def fill(dossier: Dossier, name: str) -> dict[str, str]:
    """Read a set into a dossier and link it; return the names of the articles by their ids."""
    keys = json.loads((SETS / f"{name}.json").read_text("utf-8"))["articles"]
    names: dict[str, str] = {}
    for key, record in zip(keys, read_set(name), strict=True):
        dossier.write(record)
        names[record.article.id] = key
    assert len(list(link_articles(dossier))) == len(keys)
    return names


def find_links(dossier: Dossier, names: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the links of a dossier: kind, later and earlier article, and the commitment that a step is of."""
    every = build_commitments(dossier, Filter(versions=True)).rows
    reports = {one: row.what for row in every for one in _reports(row)}
    clusters = dossier.list_clusters("commitment")
    for judgement in dossier.list_judgements(JudgementFilter()):
        left, right = (names.get(side.partition("/")[0], "") for side in (judgement.left, judgement.right))
        if not judgement.same or judgement.kind in ("actor", "answer", "origin"):
            continue
        if judgement.kind == "step":
            step, cluster = step_of(judgement).step, clusters.get(judgement.left)
            members = [one for one, other in clusters.items() if cluster and other == cluster]
            for member in members or [judgement.left]:
                about = reports.get(judgement.left, "")
                yield step, right, names[member.partition("/")[0]], about
        else:
            kind = "report" if judgement.kind in ("statement", "commitment") else judgement.kind
            yield from ((kind, left, right, ""), (kind, right, left, ""))


def _reports(row: Any) -> Iterator[str]:
    yield row.id
    for step in row.steps:
        yield from (step.id, *step.copies)


@pytest.mark.parametrize("name", ["tessel", "pipes", "fishing", "strike"])
def test_the_links_between_ten_dispatches_are_found(name: str, tmp_path: Path) -> None:
    wanted = json.loads((SETS / f"{name}.json").read_text("utf-8"))["links"]
    with open_dossier(tmp_path / "set.dossier", create=True) as dossier:
        names = fill(dossier, name)
        found = set(find_links(dossier, names))
    missed = [
        link
        for link in wanted
        if not any(list(one[:3]) == link[:3] and (len(link) == 3 or link[3] in one[3]) for one in found)
    ]
    assert missed == MISSED.get(name, [])
    steps = {one[:2] for one in found if one[0] not in ("report", "reprint", "version", "event")}
    assert steps <= {tuple(link[:2]) for link in wanted} | {("disputed", "broken")}


def test_the_ledger_and_the_articles_show_what_was_told(tmp_path: Path) -> None:
    with open_dossier(tmp_path / "set.dossier", create=True) as dossier:
        names = fill(dossier, "tessel")
        rows = {row.what: row for row in build_commitments(dossier, Filter(), "checkable").rows}
        assert {what: row.status for what, row in rows.items()} == {
            "reopen the Tessel crossing to lorries": "postponed",
            "release detained drivers": "done",
            "a naval base at Port Corran": "retracted",
        }
        steps = rows["reopen the Tessel crossing to lorries"].steps
        assert [(step.day, step.status) for step in steps] == [
            ("2026-03-03", "agreed"),
            ("2026-04-16", "broken"),
            ("2026-04-16", "disputed"),
            ("2026-04-18", "postponed"),
        ]
        assert steps[-1].teller == "spokesman for Mara Quill"
        marks = {names[row.id]: row.marks for row in build_articles(dossier, Filter()).rows if row.marks}
    assert marks == {
        "false": ("denied on 2026-03-08", "retracted on 2026-03-12"),
        "independent": ("corrected on 2026-03-05",),
    }
