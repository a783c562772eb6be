"""Ids of actors across articles after linking: one for each family, and none for two."""

from typing import TYPE_CHECKING

from onrecord.store.actor_ids import APART

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def name_families(actors: "DataFrame", families: "DataFrame") -> "DataFrame":
    """Return the new ids of actors by article: columns `id`, `actors` and `names`, lists in one order.

    As in a dossier, a family has the id that most of its actors had before. Where several families, or actors
    that were judged apart, had one id, the largest keeps it and the others get one with their first member.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    article = f.substring_index("reference", "/", 1)
    members = actors.where("part = 'member'").select("known_as", "reference")
    linked = families.where("kind = 'actor'").selectExpr("member AS reference", "family")
    alone = f.concat(article, f.lit(" "), "known_as")
    members = members.join(linked, "reference", "left").withColumn("claim", f.coalesce("family", alone))
    counts = members.groupBy("claim", "known_as").agg(
        f.count("*").alias("n"), f.min("reference").alias("first")
    )
    most = f.min(f.struct((-f.col("n")).alias("n"), f.col("known_as"))).alias("most")
    claims = counts.groupBy("claim").agg(most, f.sum("n").alias("size"), f.min("first").alias("first"))
    claims = claims.withColumn("wanted", f.col("most.known_as"))
    # An actor that nothing joined is a claim of its article, whose name has a space.
    order = Window.partitionBy("wanted").orderBy(
        f.col("claim").contains(" "), f.desc("size"), f.col("first"), f.col("claim")
    )
    suffix = f.regexp_replace(f.substring_index("first", ":", -1), "/", "-")
    unique = f.concat(f.substring_index("wanted", APART, 1), f.lit(APART), suffix)
    claims = claims.withColumn("place", f.row_number().over(order))
    claims = claims.select(
        "claim", f.when(f.col("place") == 1, f.col("wanted")).otherwise(unique).alias("name")
    )
    changed = members.join(claims, "claim").where("name <> known_as")
    actor = f.substring_index("reference", "/", -1)
    rows = changed.select(article.alias("id"), f.struct(actor.alias("actor"), "name").alias("row"))
    lists = rows.groupBy("id").agg(f.sort_array(f.collect_list("row")).alias("rows"))
    return lists.select("id", f.col("rows.actor").alias("actors"), f.col("rows.name").alias("names"))
