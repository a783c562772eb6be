"""Copies and versions of articles: candidates by shared fingerprints, then the exact comparison.

Fingerprints are those of a dossier (`resolve.near_duplicates`): bands of a MinHash signature, and whole
sentences. Here they are keys of a join, which is locality-sensitive hashing with bands as it is usually done.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from onrecord.batch.linking.actor_blocks import FOUND
from onrecord.batch.linking.article_rows import UNDATED, unpack
from onrecord.batch.linking.frames import Columns, Row, map_rows
from onrecord.batch.linking.limits import Limits
from onrecord.model.judgement import SAME_SCORE
from onrecord.resolve.alignment import Words
from onrecord.resolve.event_resolution import match_in_copies
from onrecord.resolve.near_duplicates import (
    FAR_APART_DAYS,
    FAR_APART_SHARED,
    ComparableText,
    match_articles,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

TEXT = ("id", "outlet", "published", "words", "credits", "title")
COPY: Columns = {**FOUND, "same_page": "boolean"}


def number_articles(articles: "DataFrame") -> "DataFrame":
    """Return the articles with a column `number`, in the order in which a dossier links them.

    The earliest publication is first, undated ones are last; on one day it is the order of ids (a dossier's
    is that of adding).
    """
    from pyspark.sql import functions as f

    columns = ("day", "url", *TEXT, "fingerprints")
    ordered = articles.select(*columns).orderBy("day", "id")
    return ordered.withColumn("number", f.monotonically_increasing_id())


def split_by_fingerprint(texts: "DataFrame", limits: Limits) -> "DataFrame":
    """Return `value`, `number` and `part` of each fingerprint that several articles have.

    Articles with one fingerprint are split, in their order, into parts of `limits.sharing`.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    rows = texts.select("number", "day", f.explode("fingerprints").alias("value"))
    by_value = Window.partitionBy("value")
    place = f.row_number().over(by_value.orderBy("number"))
    counted = rows.withColumn("n", f.count("*").over(by_value)).withColumn("place", place)
    part = f.floor((f.col("place") - 1) / limits.sharing).cast("int").alias("part")
    return counted.where("n > 1").select("value", "number", "day", part)


def find_candidates(texts: "DataFrame", sharing: "DataFrame", limits: Limits) -> "DataFrame":
    """Return `later`, `earlier` (numbers of articles) and `same_page` of all pairs that are compared."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    later = sharing.selectExpr("value", "part", "number AS later", "day AS later_day")
    earlier = sharing.selectExpr("value", "part", "number AS earlier", "day AS earlier_day")
    pairs = later.join(earlier, ["value", "part"]).where("earlier < later")
    days = f.when(f.col("later_day") < UNDATED, f.col("later_day") - f.col("earlier_day"))
    counts = pairs.groupBy("later", "earlier").agg(f.count("*").alias("shared"), f.first(days).alias("days"))
    is_near = f.coalesce(f.col("days"), f.lit(0)) <= FAR_APART_DAYS
    counts = counts.where(is_near | (f.col("shared") >= FAR_APART_SHARED))
    order = Window.partitionBy("later").orderBy(f.desc("shared"), "earlier")
    most = counts.withColumn("place", f.row_number().over(order)).where(f.col("place") <= limits.copies)
    found = most.select("later", "earlier", f.lit(False).alias("same_page"))
    by_url = Window.partitionBy("url").orderBy("number")
    pages = texts.where("url IS NOT NULL").select("url", "number")
    pages = pages.withColumn("place", f.row_number().over(by_url)).where(
        f.col("place") <= limits.versions + 1
    )
    one, other = pages.selectExpr("url", "number AS later"), pages.selectExpr("url", "number AS earlier")
    same = one.join(other, "url").where("earlier < later")
    same = same.select("later", "earlier", f.lit(True).alias("same_page"))
    return found.unionByName(same).groupBy("later", "earlier").agg(f.max("same_page").alias("same_page"))


def compare_texts(texts: "DataFrame", candidates: "DataFrame") -> "DataFrame":
    """Return COPY: the judgements on the candidates; `left` is the later article."""
    text = texts.select("number", *TEXT)
    left = text.selectExpr("number AS later", *(f"{name} AS l_{name}" for name in TEXT))
    right = text.selectExpr("number AS earlier", *(f"{name} AS r_{name}" for name in TEXT))
    pairs = candidates.join(right, "earlier").join(left, "later").sortWithinPartitions("later", "earlier")
    columns = [*(f"l_{name}" for name in TEXT), *(f"r_{name}" for name in TEXT), "same_page"]
    return map_rows(pairs.select(*columns), COPY, _compare)


def _compare(rows: Iterator[Row]) -> Iterator[Row]:
    size = len(TEXT)
    for row in rows:
        left, right, same_page = row[:size], row[size : 2 * size], row[-1]
        same_title = same_page and left[-1] is not None and left[-1] == right[-1]
        one, other = _comparable(left), _comparable(right)
        for kind, match in match_articles(one, other, same_page=same_page, same_title=same_title):
            yield kind, left[0], right[0], match.score, match.reason, same_page


def _comparable(row: Row) -> ComparableText:
    article, outlet, published, words, credited, _ = row
    return ComparableText(
        article, Words(tuple(words.split()), ()), (), outlet, frozenset(credited), published
    )


def match_rows_of_copies(copies: "DataFrame", articles: "DataFrame") -> "DataFrame":
    """Return FOUND: events and commitments that two articles with one copy tell in the same words.

    `left` is the one that is judged: the later article's, and both where the address is the same.
    """
    rows = articles.select("id", "rows")
    same = copies.where(f"kind = 'reprint' AND score >= {SAME_SCORE}").select("left", "right", "same_page")
    both = same.unionByName(same.where("same_page").selectExpr("right AS left", "left AS right", "same_page"))
    pairs = both.join(rows.selectExpr("id AS left", "rows AS own"), "left")
    pairs = pairs.join(rows.selectExpr("id AS right", "rows AS other"), "right")
    return map_rows(pairs.select("own", "other"), FOUND, _match_copied)


def _match_copied(rows: Iterator[Row]) -> Iterator[Row]:
    for own_blob, other_blob in rows:
        own, other = unpack(own_blob), unpack(other_blob)
        for kind, left, right in (
            ("event", own.events, other.events),
            ("commitment", own.commitments, other.commitments),
        ):
            for row in left:
                for copied in right:
                    match = match_in_copies(row, copied)
                    if match is not None:
                        yield kind, row.reference, copied.reference, match.score, match.reason
