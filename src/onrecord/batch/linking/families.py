"""Families: connected components of judgements, and what of them is one by the rules of `find_clusters`.

Components are found by the alternating algorithm of large star and small star (Kiveris, Lattanzi, Mirrokni,
Rastogi, Vassilvitskii, "Connected components in MapReduce and beyond", 2014): every row is tied to the least
of its neighbours, first from above, then from below, until nothing changes. Each round is two groupings; the
number of rounds grows with the logarithm of the longest chain. Chains within one part of the edges are
shortened before.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from onrecord.batch.linking.frames import Columns, Row, map_blocks, map_rows
from onrecord.model.clusters import MIN_AGREEMENT, SINGLE_LINK_KINDS, find_clusters
from onrecord.model.judgement import RULE_PREFIX, SAME_SCORE, Judgement

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

FAMILY: Columns = {"kind": "string", "member": "string", "family": "string"}
MAX_ROUNDS = 60  # more than any chain needs: 2^60 rows
Keep = Callable[[str, "DataFrame"], "DataFrame"]  # writes a frame under a name and reads it again


def find_families(judgements: "DataFrame", keep: Keep) -> "DataFrame":
    """Return FAMILY of every row that is in one; a family is named by its first member.

    `judgements` has kind, left, right and score.
    """
    from pyspark.sql import functions as f

    same = judgements.where(f.col("score") >= SAME_SCORE)
    edges = same.selectExpr("kind || ' ' || left AS u", "kind || ' ' || right AS v")
    components = find_components(edges, keep)
    named = components.selectExpr(
        "substring_index(u, ' ', 1) AS kind",
        "substring_index(u, ' ', -1) AS member",
        "substring_index(v, ' ', -1) AS family",
    )
    is_single = f.col("kind").isin(sorted(SINGLE_LINK_KINDS))
    pairs = same.where(~is_single).join(
        named.withColumnRenamed("member", "left"), ["kind", "left"]
    )  # the component of the left side is that of the right one
    blocks = pairs.selectExpr("kind || ' ' || family AS block", "kind", "left", "right", "score")
    agreed = map_blocks(blocks, "block", ["left", "right"], FAMILY, _find_agreed)
    return named.where(is_single).select(*FAMILY).unionByName(agreed)


def _find_agreed(_: str, rows: Iterator[Row]) -> Iterator[Row]:
    judgements = [
        Judgement("", kind, left, right, True, RULE_PREFIX, score, "", "")
        for _, kind, left, right, score in rows
    ]
    for member, family in find_clusters(judgements, MIN_AGREEMENT).items():
        yield judgements[0].kind, member, family


def find_components(edges: "DataFrame", keep: Keep) -> "DataFrame":
    """Return for every `u` of the edges (columns `u` and `v`) as `v` the least row that it is connected with.

    The least one is in it, too.
    """
    stars = keep("edges", _contracted(_directed(edges)))
    # One file was written by one task, which saw all edges: its stars are the components.
    rounds = MAX_ROUNDS if len(stars.inputFiles()) > 1 else 0
    state = _state(stars) if rounds else ()
    for number in range(rounds):
        stars = keep(f"stars{number % 2}", _small_star(_large_star(stars)))
        before, state = state, _state(stars)
        if state == before:
            break
    least = stars.selectExpr("v AS u", "v").distinct()
    return stars.select("u", "v").unionByName(least)


def _contracted(edges: "DataFrame") -> "DataFrame":
    """Return the edges of each part as stars: most chains end within one, and a small matter has one part."""
    return map_rows(edges, {"u": "string", "v": "string"}, _contract)


def _contract(rows: Iterator[Row]) -> Iterator[Row]:
    parents: dict[str, str] = {}

    def least(row: str) -> str:
        while (parent := parents.setdefault(row, row)) != row:
            parents[row] = row = parents[parent]
        return row

    for pair in rows:
        less, greater = sorted(map(least, pair))
        parents[greater] = less
    yield from ((row, least(row)) for row in parents if least(row) != row)


def _directed(edges: "DataFrame") -> "DataFrame":
    """Return each edge once, from the greater row to the less."""
    return edges.selectExpr("greatest(u, v) AS u", "least(u, v) AS v").where("u <> v").distinct()


def _state(stars: "DataFrame") -> tuple[object, ...]:
    return tuple(stars.selectExpr("count(*)", "bit_xor(xxhash64(u, v))", "sum(hash(u, v))").first() or ())


def _large_star(edges: "DataFrame") -> "DataFrame":
    """Tie every neighbour above a row to the least of the row and its neighbours."""
    both = edges.unionByName(edges.selectExpr("v AS u", "u AS v"))
    least = both.groupBy("u").agg({"v": "min"}).selectExpr("u", "least(u, `min(v)`) AS m")
    return both.join(least, "u").where("v > u").selectExpr("v AS u", "m AS v").distinct()


def _small_star(edges: "DataFrame") -> "DataFrame":
    """Tie every row and its neighbours below it to the least of them."""
    directed = _directed(edges)
    least = directed.groupBy("u").agg({"v": "min"}).selectExpr("u", "`min(v)` AS m")
    below = directed.join(least, "u").where("v <> m").selectExpr("v AS u", "m AS v")
    return below.unionByName(least.selectExpr("u", "m AS v")).distinct()
