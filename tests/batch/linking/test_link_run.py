"""Linking on Spark: the families are those of `onrecord link`, and no half result is ever seen."""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow
import pytest
from pyarrow.parquet import read_table, write_table

from builders import make_record
from matters import make_reports, planted_families
from onrecord.batch.linking.limits import Limits
from onrecord.batch.linking.link_run import JUDGEMENT, Linking, link_run, link_with
from onrecord.batch.linking.stages import PART, Stages
from onrecord.cli.batch_link import link_runs
from onrecord.model.errors import OnRecordError
from onrecord.model.judgement import PAIR_KINDS, Judgement
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json
from onrecord.resolve.linker import RULE, cluster_records

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest_plugins = ["spark_session"]
pytestmark = pytest.mark.slow
Groups = set[frozenset[str]]


def two_versions() -> list[Record]:
    """Return two records of one page: the later one has a paragraph more."""
    first, other = make_record(3, 4, varied=True), make_record(3, 6, varied=True)
    return [first, replace(other, article=replace(other.article, url=first.article.url))]


REPORTS = list(make_reports(30))  # a whole matter, and the copies of the next
RECORDS = [*(report.record for report in REPORTS), *two_versions()]


def write_lines(folder: Path, records: list[Record]) -> None:
    folder.mkdir(parents=True)
    (folder / "all.jsonl").write_text("\n".join(map(outcome_to_json, records)), "utf-8")


def groups_of(families: dict[str, str]) -> Groups:
    found = defaultdict(set)
    for member, family in families.items():
        found[family].add(member)
    return {frozenset(members) for members in found.values()}


@dataclass
class Linked:
    folder: Path
    linking: Linking
    before: list[Path]  # what was there after the linking was stopped
    reused: bool  # the stage of articles was not made again

    def families(self, kind: str) -> dict[str, str]:
        rows = read_table(self.folder / "families" / f"{kind}.parquet").to_pylist()
        return {row["member"]: row["family"] for row in rows}

    def judgements(self, kind: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = read_table(self.folder / "judgements" / f"{kind}.parquet").to_pylist()
        return rows


@pytest.fixture(scope="module")
def linked(spark: "SparkSession", tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """A run that was linked, after a linking that was stopped while it wrote its judgements."""
    folder = tmp_path_factory.mktemp("linked") / "run=1"
    write_lines(folder / "records", RECORDS)
    finish = Stages.finish

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    Stages.finish = stopped  # type: ignore[method-assign]
    try:
        with pytest.raises(KeyboardInterrupt):
            link_run(spark, str(folder))
    finally:
        Stages.finish = finish  # type: ignore[method-assign]
    before = sorted(path.relative_to(folder) for path in folder.iterdir())
    made = _changed(folder / PART / "articles")
    seen: list[float] = []

    def noted(self: Stages, *names: str, summary: dict[str, object]) -> None:
        seen.append(_changed(folder / PART / "articles"))
        finish(self, *names, summary=summary)

    Stages.finish = noted  # type: ignore[method-assign]
    try:
        linking = link_run(spark, str(folder))
    finally:
        Stages.finish = finish  # type: ignore[method-assign]
    return Linked(folder, linking, before, seen == [made])


def _changed(stage: Path) -> float:
    return (stage / "_SUCCESS").stat().st_mtime


@pytest.fixture(scope="module")
def clusters() -> dict[Any, dict[str, str]]:
    """The clusters that a dossier has after `onrecord link`."""

    def order(record: Record) -> tuple[str, str]:
        return record.article.published.value or "9999", record.article.id

    return dict(cluster_records(sorted(RECORDS, key=order), PAIR_KINDS))


@pytest.mark.parametrize("kind", sorted(PAIR_KINDS))
def test_families_are_those_of_link(kind: Any, linked: Linked, clusters: dict[Any, dict[str, str]]) -> None:
    expected = groups_of(clusters[kind])

    assert groups_of(linked.families(kind)) == expected
    assert expected or kind == "origin"


def test_copies_and_namesakes_are_as_planted(linked: Linked) -> None:
    found = groups_of(linked.families("reprint"))
    for rows in planted_families(REPORTS)["reprint"].values():
        assert {row.reference for row in rows} in found
    namesakes = {
        row.reference
        for report in REPORTS
        for row in report.planted
        if row.why == "namesake in another state"
    }
    families = linked.families("actor")
    assert namesakes
    assert len({families.get(row, row) for row in namesakes}) == len(namesakes)


def test_judgements_have_the_fields_of_a_dossier(linked: Linked) -> None:
    for kind in PAIR_KINDS:
        rows = linked.judgements(kind)
        assert len(rows) == linked.linking.judgements[kind]
        for row in rows:
            judgement = Judgement(**row)
            assert judgement.by == RULE
            assert judgement.left < judgement.right
            assert judgement.same == (judgement.score >= 0.5)
            assert judgement.reason
        assert len({(row["left"], row["right"]) for row in rows}) == len(rows)
    assert tuple(JUDGEMENT) == Judgement.__slots__


def test_a_stopped_linking_shows_nothing_and_goes_on(linked: Linked) -> None:
    assert linked.before == [Path(PART), Path("records")]
    assert linked.reused
    assert not (linked.folder / PART).exists()


def test_the_summary_is_beside_the_judgements(linked: Linked) -> None:
    told = json.loads((linked.folder / "judgements" / "linking.json").read_text("utf-8"))

    assert told == linked.linking.as_json()
    assert told["articles"] == len({record.article.id for record in RECORDS})
    assert told["left_out"] == []


def test_an_earlier_linking_is_replaced_and_limits_are_told(spark: "SparkSession", tmp_path: Path) -> None:
    write_lines(tmp_path / "records", [report.record for report in REPORTS[:8]])
    (tmp_path / "records" / "bad.jsonl").write_text('{"outcome": "done"}\n\n', "utf-8")
    (tmp_path / "judgements").mkdir()
    (tmp_path / "judgements" / "old.parquet").write_text("old")
    limits = Limits(namesakes=1, profiles=1, sharing=1, statements=1, events=1, block=3, period=5)

    found = link_run(spark, str(tmp_path), limits)

    assert not (tmp_path / "judgements" / "old.parquet").exists()
    told = " ".join(found.left_out)
    assert found.articles == 8
    for words in (
        "1 lines are no records",
        "fingerprints",
        "names have more than 1 bearers",
        "in more than 1 ways",
        "of statements",
    ):
        assert words in told
    assert found.judgements["reprint"] == 0  # nothing shares a fingerprint in parts of one


def test_one_article_of_a_table_is_linked_with_nothing(
    spark: "SparkSession", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "tables" / "articles" / "day=2025-07-01"
    table.mkdir(parents=True)
    rows = {"id": ["a:1"], "record": [outcome_to_json(REPORTS[0].record)]}
    write_table(pyarrow.table(rows), table / "shard.parquet")

    link_runs(link_with(spark.sparkContext), [str(tmp_path)])

    printed = capsys.readouterr()
    assert ["articles", "1"] in [line.split() for line in printed.out.splitlines()]
    assert f"written to {tmp_path}" in printed.err
    check_empty(tmp_path)


def test_an_empty_run_has_empty_tables(spark: "SparkSession", tmp_path: Path) -> None:
    write_lines(tmp_path / "records", [])

    found = link_run(spark, str(tmp_path))

    assert found.articles == 0
    check_empty(tmp_path)


def check_empty(folder: Path) -> None:
    for kind in PAIR_KINDS:
        table = read_table(folder / "judgements" / f"{kind}.parquet")
        assert table.column_names == list(JUDGEMENT)
        assert table.num_rows == read_table(folder / "families" / f"{kind}.parquet").num_rows == 0


def test_a_folder_without_articles_is_told(spark: "SparkSession", tmp_path: Path) -> None:
    with pytest.raises(OnRecordError, match="neither tables/articles nor records"):
        link_run(spark, str(tmp_path))
