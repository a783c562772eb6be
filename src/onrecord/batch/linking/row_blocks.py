"""Statements, events and commitments: by blocks of a speaker, of a type and party, of a party and word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from onrecord.batch.linking.article_rows import Rows, pack, unpack
from onrecord.batch.linking.frames import Columns, Row, map_blocks, map_rows
from onrecord.batch.linking.limits import Limits
from onrecord.model.judgement import SAME_SCORE
from onrecord.resolve.alignment import Words
from onrecord.resolve.event_resolution import (
    MAX_DAYS_FROM_PUBLICATION,
    compare_commitments,
    compare_events,
)
from onrecord.resolve.match import Match, article_of
from onrecord.resolve.near_duplicates import ComparableText, shared_credit
from onrecord.resolve.statement_resolution import (
    MIN_RUN,
    NESTED_MAX_DAYS,
    ContentWords,
    compare_statements,
    explain_origin,
    find_content_words,
    without_refrains,
)
from onrecord.store.features.match_features import CommitmentFeatures, EventFeatures, StatementFeatures
from onrecord.store.protocol import DOUBTFUL

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

NO_DAY = -1  # sorts before all days: a row without one is compared with all others of its block
# A row that is compared, by the key of its block. `first` and `last` are days (ordinals) or NO_DAY.
KEYED: Columns = {
    "key": "string",
    "kind": "string",
    "first": "int",
    "last": "int",
    "reference": "string",
    "blob": "binary",
}
# A match; for a statement with the reason of a shared origin. `kind` "cut …" counts comparisons left out.
MATCHED: Columns = {
    "kind": "string",
    "left": "string",
    "right": "string",
    "score": "double",
    "reason": "string",
    "origin": "string",
}
MARGIN = {"statement": NESTED_MAX_DAYS, "event": MAX_DAYS_FROM_PUBLICATION}  # days between two of one block


@dataclass(frozen=True, slots=True)
class Told:
    """A statement, with what tells where its article's copy is from."""

    row: StatementFeatures
    copy: ComparableText


def key_rows(articles: "DataFrame", names: "DataFrame") -> "DataFrame":
    """Return KEYED of all articles. `names` are the ids across articles that linking changed."""
    columns = ["id", "day", "outlet", "credits", "rows", "actors", "names"]
    joined = articles.drop("actors").join(names, "id", "left")
    return map_rows(joined.select(*columns), KEYED, _keyed_rows)


def _keyed_rows(rows: Iterator[Row]) -> Iterator[Row]:
    for article, day, outlet, credited, blob, actors, names in rows:
        linked: Rows = unpack(blob).named(dict(zip(actors or (), names or (), strict=True)))
        copy = ComparableText(article, Words((), ()), (), outlet, frozenset(credited))
        for row in without_refrains(linked.statements, _words_of):
            yield row.known_as, "statement", *_days(row.days), row.reference, pack(Told(row, copy))
        for event in linked.events:
            days = event.days or event.published
            if days is not None:
                packed = pack(event)
                for party in sorted(event.parties):
                    yield f"{event.type} {party}", "event", *_days(days), event.reference, packed
        for commitment in linked.commitments:
            packed = pack(commitment)
            for key in sorted(_commitment_keys(commitment)):
                yield key, "commitment", day, day, commitment.reference, packed


def _days(days: Any) -> tuple[int, int]:
    return (days[0].toordinal(), days[1].toordinal()) if days else (NO_DAY, NO_DAY)


@lru_cache(maxsize=20_000)
def _words_of(content: str) -> ContentWords:
    return find_content_words(content)


def _commitment_keys(commitment: CommitmentFeatures) -> set[str]:
    stems = _words_of(commitment.what).stems
    return {f"{party} {stem}" for party in commitment.parties for stem in stems}


def split_blocks(keyed: "DataFrame", limits: Limits) -> "DataFrame":
    """Return KEYED with a `block` before it; blocks of more than `limits.block` rows are split by period.

    A row that can match one of a later period is in the blocks of both. `period` is the one it belongs to.
    Rows without a day are in a block of their own where theirs is split.
    """
    from pyspark.sql import functions as f

    sizes = keyed.where("kind <> 'commitment'").groupBy("kind", "key").count()
    large = sizes.where(f.col("count") > limits.block).select("kind", "key", f.lit(True).alias("is_large"))
    rows = keyed.join(f.broadcast(large), ["kind", "key"], "left")
    margin = f.when(f.col("kind") == "statement", MARGIN["statement"]).otherwise(MARGIN["event"])
    first, last = (f.floor(day / limits.period) for day in (f.col("first"), f.col("last") + margin))
    # A date of years meets the rows of two periods more, not of all.
    periods = f.sequence(first, f.least(last, first + 2))
    parts = f.when(f.col("is_large").isNull(), f.array(f.lit(0).cast("bigint"))).otherwise(periods)
    rows = rows.withColumn("period", f.when(f.col("is_large").isNull(), f.lit(0)).otherwise(first))
    rows = rows.withColumn("part", f.explode(parts))
    block = f.concat_ws(" ", "kind", "key", "part")
    return rows.select(block.alias("block"), "part", "period", *KEYED)


def match_rows(blocks: "DataFrame", limits: Limits) -> "DataFrame":
    """Return MATCHED of all blocks."""

    def match_block(_: str, rows: Iterator[Row]) -> Iterator[Row]:
        return _match_block(rows, limits)

    return map_blocks(blocks, "block", ["first", "reference"], MATCHED, match_block)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row of a block that later ones are compared with. `is_visitor`: it belongs to an earlier period."""

    row: Any
    article: str
    last: int
    is_visitor: bool


def _match_block(rows: Iterator[Row], limits: Limits) -> Iterator[Row]:
    undated: list[_Kept] = []
    window: list[_Kept] = []
    kind, key, today, left_out = "", "", 0, 0
    for _, part, period, key, kind, first, last, reference, blob in rows:
        limit = int(getattr(limits, f"{kind}s"))
        own = _Kept(unpack(blob), article_of(reference), last, period != part)
        if first != today and kind in MARGIN:
            today = first
            window = [other for other in window if other.last >= first - MARGIN[kind]]
        for other in (*undated, *window):
            if other.article != own.article and not (other.is_visitor and own.is_visitor):
                yield from _MATCHERS[kind](key, own.row, other.row)
        kept = undated if first == NO_DAY else window
        if len(kept) >= limit:
            del kept[0]
            left_out += 1
        kept.append(own)
    if left_out:
        yield f"cut {kind}s", key, None, float(left_out), None, None


def _match_statements(_: str, own: Told, other: Told) -> Iterator[Row]:
    left, right = own.row, other.row
    if not _can_be_one(_words_of(left.content), _words_of(right.content)):
        return
    match = compare_statements(left, right, _words_of)
    if match is None or match.score < DOUBTFUL:
        return
    origin = None
    if match.score >= SAME_SCORE:
        origin = explain_origin(left, right, shared_credit(own.copy, other.copy))
    yield "statement", left.reference, right.reference, match.score, match.reason, origin


def _can_be_one(left: ContentWords, right: ContentWords) -> bool:
    """Whether two contents have anything in common by which `compare_statements` can match them.

    It needs two content words, one where a content has two at most, or a run of MIN_RUN words.
    """
    shared = len(left.stems & right.stems)
    if shared > 1 or (shared and min(len(left.stems), len(right.stems)) <= 2):
        return True
    return not _runs(left.words).isdisjoint(_runs(right.words))


@lru_cache(maxsize=20_000)
def _runs(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(words[start : start + MIN_RUN] for start in range(len(words) - MIN_RUN + 1))


def _match_events(key: str, own: EventFeatures, other: EventFeatures) -> Iterator[Row]:
    # Events that share several parties meet in several blocks, and are compared in the first of them.
    if f"{own.type} {min(own.parties & other.parties)}" == key:
        yield from _both_ways("event", own.reference, other.reference, compare_events(own, other))


def _match_commitments(key: str, own: CommitmentFeatures, other: CommitmentFeatures) -> Iterator[Row]:
    if min(_commitment_keys(own) & _commitment_keys(other)) == key:
        match = compare_commitments(own, other)
        yield from _both_ways("commitment", own.reference, other.reference, match)


def _both_ways(kind: str, own: str, other: str, match: Match | None) -> Iterator[Row]:
    """Yield a match for both rows: each looks for its best one."""
    if match is not None and match.score >= DOUBTFUL:
        yield kind, own, other, match.score, match.reason, None
        yield kind, other, own, match.score, match.reason, None


_MATCHERS: dict[str, Callable[[str, Any, Any], Iterator[Row]]] = {
    "statement": _match_statements,
    "event": _match_events,
    "commitment": _match_commitments,
}


def choose_best(matched: "DataFrame", texts: "DataFrame") -> "DataFrame":
    """Return FOUND: for each event and commitment its best match, once for two that are each other's best.

    Of two such judgements the one on the row of the earlier article stays, as in a dossier, which does not
    judge again what it has judged; where they contradict each other, the later one counts. `texts` has the
    numbers of the articles.
    """
    from pyspark.sql import functions as f

    best = f.struct((-f.col("score")).alias("less"), "right", "reason")
    found = (
        matched.where("kind IN ('event', 'commitment')")
        .groupBy("kind", "left")
        .agg(f.min(best).alias("best"))
    )
    rows = found.withColumn("id", f.substring_index("left", "/", 1)).join(texts.select("id", "number"), "id")
    pair = rows.selectExpr(
        "kind", "least(left, best.right) AS left", "greatest(left, best.right) AS right", "number",
        "-best.less AS score", "best.reason AS reason",
    )  # fmt: skip
    cells = f.struct("number", "score", "reason")
    once = pair.groupBy("kind", "left", "right").agg(f.min(cells).alias("first"), f.max(cells).alias("last"))
    agree = f"(first.score >= {SAME_SCORE}) = (last.score >= {SAME_SCORE})"
    counts = once.withColumn("counts", f.expr(f"if({agree}, first, last)"))
    return counts.select("kind", "left", "right", "counts.score", "counts.reason")


def choose_statements(matched: "DataFrame", most: int) -> "DataFrame":
    """Return FOUND: of the matches of a statement in one article the `most` best, and shared origins."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    found = matched.where("kind = 'statement'")
    cells = ("score", "reason", "origin")
    both = found.select("left", "right", *cells).unionByName(
        found.selectExpr("right AS left", "left AS right", *cells)
    )
    number = f.regexp_extract("right", r"(\d+)$", 1).cast("int")
    order = Window.partitionBy("left", f.substring_index("right", "/", 1)).orderBy(
        f.desc("score"), number, "right"
    )
    best = both.withColumn("place", f.row_number().over(order)).where(f.col("place") <= most)
    pair = best.selectExpr("least(left, right) AS left", "greatest(left, right) AS right", *cells)
    pairs = pair.dropDuplicates(["left", "right"])
    statements = pairs.selectExpr("'statement' AS kind", "left", "right", "score", "reason")
    origins = pairs.where("origin IS NOT NULL")
    return statements.unionByName(
        origins.selectExpr("'origin' AS kind", "left", "right", "score", "origin AS reason")
    )
