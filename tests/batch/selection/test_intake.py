"""Records are taken as `onrecord add` stores them, with what linking found, and are not compared again."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from batch_folder import Batch, link_batch, write_batch
from builders import make_record, make_undone
from onrecord.batch.selection import groups, intake
from onrecord.batch.selection.choice import RecordLine, Selection
from onrecord.batch.selection.groups import find_components, list_groups
from onrecord.batch.selection.run_folder import RunFolder
from onrecord.batch.selection.table_source import TableSource
from onrecord.model.judgement import PAIR_KINDS
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json
from onrecord.resolve.linker import RULE, link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter, JudgementFilter

pytest_plugins = ["dossiers"]  # the fixture `dossier`


def take(dossier: Dossier, run: RunFolder, wanted: Filter | None = None) -> Counter[str]:
    """Take a selection as the command does; return the counts."""
    chosen = TableSource(run).choose(Selection(wanted or Filter()))
    mark = intake.mark_of(run)
    counts = Counter[str](taken.result for taken in intake.take_lines(dossier, chosen.lines, mark))
    if intake.make_room(dossier, run):
        counts["judgements"] = sum(intake.take_findings(dossier, run))
        counts["settled"] = sum(intake.settle(dossier, run))
    counts["compared"] = sum(1 for _ in link_articles(dossier))
    return counts


def groups_of(clusters: dict[str, str]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for member, cluster in clusters.items():
        found.setdefault(cluster, set()).add(member)
    return {frozenset(members) for members in found.values()}


def known_as(dossier: Dossier) -> set[frozenset[str]]:
    """Return which actors of articles are one."""
    articles = dossier.list_ids("articles", Filter(versions=True))
    ids = {
        f"{stored.record.article.id}/{row}": name
        for stored in dossier.list_records(articles)
        for row, name in stored.actor_ids.items()
    }
    return groups_of(ids)


def judged(dossier: Dossier) -> set[tuple[object, ...]]:
    return {(row.kind, row.left, row.right, row.score) for row in dossier.list_judgements(JudgementFilter())}


def families(dossier: Dossier) -> dict[str, set[frozenset[str]]]:
    return {kind: groups_of(dossier.list_clusters(kind)) for kind in sorted(PAIR_KINDS)}


def test_a_batch_gives_the_dossier_that_linking_gives(
    batch: Batch, dossier: Dossier, linked: Dossier
) -> None:
    counts = take(dossier, batch.run)
    assert counts["added"] == counts["settled"] == len(batch.records)
    assert counts["judgements"] == sum(row.kind in PAIR_KINDS for row in batch.found)
    assert (counts["failed"], counts["compared"]) == (2, 0)
    ids = [record.article.id for record in batch.records]
    assert dossier.find_digests(ids) == linked.find_digests(ids)
    assert judged(dossier) == judged(linked)  # steps too, which linking on Spark does not look for
    assert families(dossier) == families(linked)
    assert known_as(dossier) == known_as(linked)
    versions = Filter(versions=True)
    later = {row.id: row.superseded_by for row in linked.list_articles(versions)}
    assert {row.id: row.superseded_by for row in dossier.list_articles(versions)} == later
    assert list(dossier.check()) == []
    again = take(dossier, batch.run)
    assert again == Counter(unchanged=len(batch.records) + 2)


def test_selections_add_up_with_what_joins_them(batch: Batch, tmp_path: Path, linked: Dossier) -> None:
    with open_dossier(tmp_path / "d", create=True) as dossier:
        outlets = sorted({record.article.outlet or "" for record in batch.records})
        counts = Counter[str]()
        for outlet in outlets:
            counts += take(dossier, batch.run, Filter(outlet=outlet))
        assert counts["judgements"] == sum(row.kind in PAIR_KINDS for row in batch.found)
        assert counts["compared"] == 0
        assert families(dossier) == families(linked)
        assert known_as(dossier) == known_as(linked)


def test_it_goes_on_after_a_stop(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in each part; the whole is the same as without."""
    monkeypatch.setattr(intake, "AT_ONCE", 5)
    monkeypatch.setattr(groups, "GROUP_ROWS", 50)
    monkeypatch.setattr(groups, "PASS_ROWS", 100)
    with open_dossier(tmp_path / "whole", create=True) as whole:
        take(whole, batch.run)
        with open_dossier(tmp_path / "d", create=True) as dossier:
            mark = intake.mark_of(batch.run)
            lines = TableSource(batch.run).choose(Selection()).lines
            assert len(list(islice(intake.take_lines(dossier, lines, mark), 12))) == 12
            take_all = TableSource(batch.run).choose(Selection()).lines
            assert sum(one.result == "added" for one in intake.take_lines(dossier, take_all, mark)) == 13
            stop_after(intake.take_findings(dossier, batch.run), 3)
            list(intake.take_findings(dossier, batch.run))
            stop_after(intake.settle(dossier, batch.run), 2)
            counts = take(dossier, batch.run)
            assert (counts["judgements"], counts["settled"], counts["compared"]) == (0, 18, 0)
            assert families(dossier) == families(whole)
            assert known_as(dossier) == known_as(whole)
            assert list(dossier.check()) == []


def stop_after(steps: Iterator[int], number: int) -> None:
    for _ in islice(steps, number):
        pass
    with suppress(GeneratorExit):
        steps.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("own", [1, 3, 6])
def test_the_smaller_side_is_compared_with_the_other(tmp_path: Path, own: int) -> None:
    records = [make_record(number) for number in range(4)]
    others = [make_record(number) for number in range(10, 10 + own)]
    run = RunFolder(write_batch(tmp_path, records))
    link_batch(run.folder, records, tmp_path / "linked")
    with (
        open_dossier(tmp_path / "d", create=True) as dossier,
        open_dossier(tmp_path / "e", create=True) as whole,
    ):
        dossier.write_all(others)
        assert sum(1 for _ in link_articles(dossier)) == own
        assert take(dossier, run)["compared"] == min(own, 4)
        for part in (others, records) if own > 4 else (records, others):
            whole.write_all(part)
            assert sum(1 for _ in link_articles(whole)) == len(part)
        assert families(dossier)["reprint"] == families(whole)["reprint"]
        assert known_as(dossier) == known_as(whole)
        assert sum(1 for _ in link_articles(dossier)) == 0


def test_judgements_that_a_person_withdrew_stay_withdrawn(batch: Batch, tmp_path: Path) -> None:
    with open_dossier(tmp_path / "d", create=True) as dossier:
        take(dossier, batch.run)
        withdrawn = next(row for row in batch.found if row.same)
        dossier.withdraw(withdrawn.id, "Ada", "no")
        take(dossier, batch.run)
        assert withdrawn.id not in {row.id for row in dossier.list_judgements(JudgementFilter())}


def lines_of(records: Iterable[object]) -> Iterator[RecordLine]:
    for number, one in enumerate(records, start=1):
        line = one if isinstance(one, str) else outcome_to_json(one)  # type: ignore[arg-type]
        yield RecordLine(f"x:{number}", line)


def altered(record: Record, change: str) -> str:
    """Return the line of a record that somebody damaged."""
    raw = json.loads(outcome_to_json(record))
    if change == "text":
        raw["article"]["text"] = "Z" + raw["article"]["text"][1:]
    elif change == "title":
        raw["article"]["title"] = "another"
    elif change == "span":
        raw["statements"][0]["evidence"]["content"] = [[0, 10**6]]
    elif change == "actor":
        raw["statements"][0]["actors"] = ["p99"]
        raw["statements"][0]["actor"] = "p99"
    elif change == "schema":
        raw["schema"] = "onrecord/9"
    elif change == "surrogate":
        raw["article"]["source"] = "\ud800"
        return json.dumps(raw)
    return json.dumps(raw, ensure_ascii=False)


def test_damaged_records_are_refused_and_counted_and_the_rest_is_added(dossier: Dossier) -> None:
    changes = ("text", "title", "span", "actor", "schema", "surrogate")
    bad = [altered(make_record(number), change) for number, change in enumerate(changes)]
    odd = ["[]", "null", '{"outcome": "done"}', "{", "[" * 10**5, '"done"', ""]
    good = [make_record(number) for number in range(20, 23)]
    outcomes = [*bad, *odd, *good, good[0], make_undone("gone.html")]
    taken = list(intake.take_lines(dossier, lines_of(outcomes), None))
    assert [one.result for one in taken[: len(bad) + len(odd)]] == ["refused"] * (len(bad) + len(odd))
    counts = Counter(one.result for one in taken)
    assert counts == Counter(refused=len(bad) + len(odd), added=3, unchanged=1, failed=1)
    reasons = Counter(one.reason for one in taken if one.result == "refused")
    assert reasons["altered"] >= 2 and reasons["no record"] >= 5
    assert all(one.detail for one in taken if one.result == "refused")
    assert list(dossier.check()) == []


def test_another_record_of_an_article_stays_and_a_withdrawn_one_does_not_return(dossier: Dossier) -> None:
    first, second = make_record(1), make_record(2)
    newer = replace(first, run=replace(first.run, onrecord="9.9"))
    dossier.write_all([first, second])
    dossier.withdraw_article(second.article.id, "Ada", "asked")
    taken = [one.result for one in intake.take_lines(dossier, lines_of([newer, second, first]), None)]
    assert taken == ["kept", "withdrawn", "unchanged"]
    assert dossier.get_uncorrected_record(first.article.id) == first


def test_groups_hold_whole_components(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "GROUP_ROWS", 20)
    monkeypatch.setattr(groups, "PASS_ROWS", 64)
    held = {record.article.id for record in batch.records}
    parts = list(list_groups(batch.run, held))
    found = sorted(row.id for row in batch.found if row.kind in PAIR_KINDS)
    assert sorted(row.id for part in parts for row in part) == found
    at: dict[tuple[str, str], int] = {}
    for number, part in enumerate(parts):
        for row in part:
            if row.same:
                assert {at.setdefault((row.kind, side), number) for side in (row.left, row.right)} == {number}
    assert list(list_groups(batch.run, set())) == []


def test_components() -> None:
    import numpy as np

    pairs = np.array([[5, 9], [7, 9], [1, 2], [-4, 1], [30, 30]] + [[k, k + 1] for k in range(100, 200)])
    found = find_components(pairs).tolist()
    assert found[0] == found[1] != found[2] == found[3] != found[4]
    assert len(set(found[5:])) == 1
    assert find_components(np.empty((0, 2), np.int64)).tolist() == []


def test_a_batch_linked_otherwise_is_not_taken_as_linked(tmp_path: Path) -> None:
    records = [make_record(number) for number in range(3)]
    run = RunFolder(write_batch(tmp_path, records))
    assert intake.why_not_linked(run) == ""
    link_batch(run.folder, records, tmp_path / "linked")
    assert intake.why_not_linked(run) is None
    told = run.folder / "judgements" / "linking.json"
    told.write_text(json.dumps({"articles": 2, "by": RULE}))
    assert "when it had 2 of its 3 articles" in str(intake.why_not_linked(run))
    told.write_text(json.dumps({"articles": 3, "by": "rule:linking/0"}))
    assert "rule:linking/0" in str(intake.why_not_linked(run))
