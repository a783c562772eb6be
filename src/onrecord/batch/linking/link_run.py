"""Links a run of a batch: reads its articles, compares them in stages, writes judgements and families."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.batch.folder import is_address, local_path
from onrecord.batch.linking import stages
from onrecord.batch.linking.actor_blocks import compare_profiles, decide, judge_members, sum_up
from onrecord.batch.linking.article_rows import BAD, read_articles
from onrecord.batch.linking.copies import (
    compare_texts,
    find_candidates,
    match_rows_of_copies,
    number_articles,
    split_by_fingerprint,
)
from onrecord.batch.linking.families import FAMILY, find_families
from onrecord.batch.linking.frames import Columns, Row, ddl, map_rows
from onrecord.batch.linking.identities import name_families
from onrecord.batch.linking.limits import Limits
from onrecord.batch.linking.row_blocks import (
    choose_best,
    choose_statements,
    key_rows,
    match_rows,
    split_blocks,
)
from onrecord.batch.linking.stages import Stages
from onrecord.batch.session import without_pandas_warning
from onrecord.model.errors import OnRecordError
from onrecord.model.judgement import PAIR_KINDS, make_judgement
from onrecord.resolve.linker import RULE
from onrecord.resolve.statement_resolution import MAX_MATCHES_PER_ARTICLE

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import DataFrame, SparkSession

JUDGEMENT: Columns = {
    "id": "string",
    "kind": "string",
    "left": "string",
    "right": "string",
    "same": "boolean",
    "by": "string",
    "score": "double",
    "reason": "string",
    "made_at": "string",
    "withdrawn_at": "string",
    "withdrawn_by": "string",
    "withdrawn_why": "string",
    "value": "string",
}
JUDGEMENTS, FAMILIES = "judgements", "families"  # folders of a run


@dataclass(frozen=True, slots=True)
class Linking:
    """What a linking found: articles, judgements by kind, families and their rows by kind, and what limits
    left out, in words.
    """

    articles: int
    judgements: dict[str, int]
    families: dict[str, int]
    members: dict[str, int]
    left_out: tuple[str, ...]
    made_at: str
    by: str = RULE
    limits: Limits = field(default_factory=Limits)

    def as_json(self) -> dict[str, object]:
        """Return the summary as it is written to `judgements/linking.json`."""
        cells = {name: getattr(self, name) for name in ("articles", "judgements", "families", "members")}
        limits = {name: getattr(self.limits, name) for name in Limits.__slots__}
        return cells | {
            "left_out": list(self.left_out),
            "made_at": self.made_at,
            "by": self.by,
            "limits": limits,
        }


def link_with(context: "SparkContext") -> Callable[[str], "Linking"]:
    """Return a function that links the run in a folder, on Spark that was started before."""
    from pyspark.sql import SparkSession

    with without_pandas_warning():
        spark = SparkSession(context)

    def link(folder: str) -> Linking:
        with without_pandas_warning():
            return link_run(spark, folder)

    return link


def link_run(
    spark: "SparkSession", folder: str, limits: Limits | None = None, now: datetime | None = None
) -> Linking:
    """Link the articles of a run of a batch, and write its judgements and families.

    `folder` is that of the run (`…/run=0123456789ab`), on this machine or anywhere that Spark reads. Articles
    are those of its table `articles`, or where there is none the lines of `records/*.jsonl.gz`. Raises
    OnRecordError where it has neither. Judgements of an earlier linking are replaced at the end, in one step.
    """
    folder = folder if is_address(folder) else f"file://{Path(local_path(folder)).absolute()}"
    lines, source = _read_lines(spark, folder)
    limits = limits or Limits()
    token = stages.make_token(spark, source, RULE, repr(limits))
    work = Stages(spark, folder, token)
    made_at = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="microseconds")
    found = _Stages(work, limits, lines)
    if found.can_compare():
        judged = found.judge()
        families = work.again("all-families", found.families(judged))
        judgements = work.again("all-judgements", _as_judgements(judged, made_at))
    else:
        families, judgements = (spark.createDataFrame([], ddl(columns)) for columns in (FAMILY, JUDGEMENT))
    kinds = sorted(PAIR_KINDS)
    work.put(JUDGEMENTS, judgements, kinds)
    work.put(FAMILIES, families, kinds)
    linking = Linking(
        articles=found.articles.count(),
        judgements=_count(judgements, "count(*)"),
        families=_count(families, "count(DISTINCT family)"),
        members=_count(families, "count(*)"),
        left_out=tuple(found.left_out()),
        made_at=made_at,
        limits=limits,
    )
    work.finish(FAMILIES, JUDGEMENTS, summary=linking.as_json())
    return linking


def _read_lines(spark: "SparkSession", folder: str) -> tuple["DataFrame", str]:
    table, records = f"{folder}/tables/articles", f"{folder}/records"
    if stages.exists(spark, table):
        return spark.read.parquet(table).select("record"), table
    if stages.exists(spark, records):
        return spark.read.text(records).withColumnRenamed("value", "record"), records
    raise OnRecordError(
        f"{folder} has neither tables/articles nor records; read articles first: `onrecord batch INPUT …`"
    )


class _Stages:
    """The stages of one linking, in order."""

    def __init__(self, work: Stages, limits: Limits, lines: "DataFrame") -> None:
        self._work = work
        self._limits = limits
        self._lines = work.once("articles", read_articles(lines))
        self.articles = self._lines.where(f"id NOT LIKE '{BAD}:%'")
        self._is_compared = False

    def can_compare(self) -> bool:
        """Whether there are two articles: one alone, or none, is linked with nothing."""
        return self.articles.limit(2).count() > 1

    def judge(self) -> "DataFrame":
        """Return FOUND: all judgements, without ids."""
        work = self._work
        self._is_compared = True
        actors = self._judge_actors()
        copies = self._judge_copies()
        self._families = work.once("actor-families", find_families(actors, work.again))
        names = name_families(self._actors, self._families)
        keyed = work.once("rows", key_rows(self.articles, names))
        blocks = split_blocks(keyed, self._limits)
        self._matched = work.once("matched", match_rows(blocks, self._limits))
        cells = ("kind", "left", "right", "score", "reason")
        in_copies = match_rows_of_copies(copies, self.articles)
        best = choose_best(self._matched.select(*cells).unionByName(in_copies), self._texts)
        statements = choose_statements(self._matched, MAX_MATCHES_PER_ARTICLE)
        all_found = actors.select(*cells).unionByName(copies.select(*cells))
        all_found = all_found.unionByName(best.select(*cells)).unionByName(statements.select(*cells))
        return work.once("judged", all_found)

    def families(self, judged: "DataFrame") -> "DataFrame":
        """Return FAMILY of all judgements."""
        others = find_families(judged.where("kind <> 'actor'"), self._work.again)
        return self._families.unionByName(others)

    def _judge_actors(self) -> "DataFrame":
        work, limits = self._work, self._limits
        self._actors = work.once("actors", sum_up(self.articles, limits))
        self._pairs = work.once("namesakes", compare_profiles(self._actors, limits))
        decisions = work.once("decisions", decide(self._pairs))
        return work.once("judged-actors", judge_members(decisions, self._actors))

    def _judge_copies(self) -> "DataFrame":
        work, limits = self._work, self._limits
        self._texts = texts = work.once("texts", number_articles(self.articles))
        self._sharing = work.once("fingerprints", split_by_fingerprint(texts, limits))
        candidates = work.once("copy-candidates", find_candidates(texts, self._sharing, limits))
        return work.once("copies", compare_texts(texts, candidates))

    def left_out(self) -> Iterator[str]:
        """Yield in words what the limits left out."""
        bad = self._lines.where(f"id LIKE '{BAD}:%'").selectExpr("count(*)", "min(title)").first()
        if bad and bad[0]:
            yield f"{bad[0]:,} lines are no records and were passed over; one of them: {bad[1]}"
        if self._is_compared:
            yield from self._not_compared()

    def _not_compared(self) -> Iterator[str]:
        limits = self._limits
        split = self._sharing.where("part = 1").select("value").distinct().count()
        if split:
            yield (
                f"{split:,} fingerprints are those of more than {limits.sharing} articles; only articles "
                "near each other in time were counted as sharing them"
            )
        cut = self._pairs.where("own IS NULL").selectExpr("count(DISTINCT profile)", "count(*)").first()
        if cut and cut[1]:
            yield (
                f"{cut[0]:,} names have more than {limits.namesakes} bearers; {cut[1]:,} bearers, least "
                "reported, were not compared with the others"
            )
        profiles = self._actors.where("part = 'cut'").selectExpr("count(*)", "sum(articles)").first()
        if profiles and profiles[0]:
            yield (
                f"{profiles[0]:,} actors are described in more than {limits.profiles:,} ways; "
                f"{profiles[1]:,} mentions were taken as described in an earlier way"
            )
        cuts = self._matched.where("kind LIKE 'cut %'").groupBy("kind")
        for kind, blocks, rows in cuts.agg({"*": "count", "score": "sum"}).orderBy("kind").collect():
            name = kind.removeprefix("cut ")
            yield (
                f"{blocks:,} blocks of {name} are larger than {getattr(limits, name)}; {rows:,.0f} rows were "
                "compared only with rows nearer in time"
            )


def _as_judgements(found: "DataFrame", made_at: str) -> "DataFrame":
    def make(rows: Iterator[Row]) -> Iterator[Row]:
        for kind, left, right, score, reason in rows:
            made = make_judgement(kind, (left, right), RULE, score, reason, made_at)
            yield tuple(getattr(made, name) for name in JUDGEMENT)

    return map_rows(found, JUDGEMENT, make)


def _count(frame: "DataFrame", what: str) -> dict[str, int]:
    from pyspark.sql import functions as f

    counted = {row[0]: row[1] for row in frame.groupBy("kind").agg(f.expr(what)).collect()}
    return {kind: counted.get(kind, 0) for kind in sorted(PAIR_KINDS)}
