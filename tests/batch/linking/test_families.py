"""Connected components on Spark: long chains, many small ones, none."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.batch.linking.families import find_components
from onrecord.batch.linking.stages import Stages

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest_plugins = ["spark_session"]
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("parts", ["1", "2"])  # one part needs no rounds
def test_components_of_chains_rings_and_stars(spark: "SparkSession", tmp_path: Path, parts: str) -> None:
    chain = [(f"a{number:03}", f"a{number + 1:03}") for number in range(7)]
    ring = [("b1", "b2"), ("b3", "b2"), ("b3", "b1"), ("b1", "b2")]
    star = [(f"c{number}", "c0") for number in range(1, 9)]
    edges = spark.createDataFrame([*chain, *ring, *star], "u STRING, v STRING")

    spark.conf.set("spark.sql.shuffle.partitions", parts)
    try:
        found = find_components(edges, Stages(spark, str(tmp_path), "token").again).collect()
    finally:
        spark.conf.set("spark.sql.shuffle.partitions", "1")

    rows = {row.u: row.v for row in found}
    assert len(rows) == len(found) == 8 + 3 + 9
    assert set(rows.values()) == {"a000", "b1", "c0"}
    assert all(member[0] == least[0] for member, least in rows.items())
