"""Writes what was found elsewhere, many at once: judgements with their clusters, and what counts as compared.

All in the caller's transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.store.migrations.runner import timestamp
from onrecord.store.sql import clusters, judgements, schema

COMPARED_AGAIN = "the article is compared again, with articles that came from a batch"
_Said = tuple[str, str, str, str]  # what is judged, both sides, and who judges


def find_digests(connection: Connection, article_ids: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of the stored records of these articles, by article."""
    table, found = schema.records.c, dict[str, str]()
    for chunk in clusters.split_chunks(article_ids):
        query = select(table.article_id, table.sha256).where(table.article_id.in_(chunk))
        found.update((row.article_id, row.sha256 or "") for row in connection.execute(query))
    return found


def import_found(connection: Connection, found: Sequence[Judgement]) -> int:
    """Store judgements of rules on pairs unchanged, and return how many are new.

    They are stored at once, and each cluster is rebuilt once. What was judged here about one of the pairs by
    the same rule goes the way of a merge. Judgements about articles that are not here are left out.
    """
    sides = {side.partition("/")[0] for row in found for side in (row.left, row.right)}
    here = clusters.find_stored_articles(connection, sides)
    known_ids, said = _find_known(connection, found)
    fresh: dict[_Said, Judgement] = {}
    new = 0
    for row in found:
        if row.id in known_ids or not {side.partition("/")[0] for side in (row.left, row.right)} <= here:
            continue
        if _said(row) in said or _said(row) in fresh:
            new += judgements.import_judgement(connection, row)
        else:
            fresh[_said(row)] = row
    if fresh:
        rows = [judgements.make_judgement_row(row) for row in fresh.values()]
        connection.execute(insert(schema.judgements), rows)
        _update_clusters(connection, fresh.values())
    return new + len(fresh)


def _find_known(connection: Connection, found: Sequence[Judgement]) -> tuple[set[str], set[_Said]]:
    """Return the ids of judgements on the same rows that are stored, and what they are about."""
    table, ids, said = schema.judgements.c, set[str](), set[_Said]()
    for chunk in clusters.split_chunks(row.left for row in found):
        query = select(table.id, table.kind, table.left_id, table.right_id, table.by)
        for row in connection.execute(query.where(table.left_id.in_(chunk))):
            ids.add(row.id)
            said.add((row.kind, row.left_id, row.right_id, row.by))
    return ids, said


def _said(row: Judgement) -> _Said:
    return row.kind, row.left, row.right, row.by


def _update_clusters(connection: Connection, fresh: Iterable[Judgement]) -> None:
    touched: defaultdict[JudgementKind, set[str]] = defaultdict(set)
    apart: list[Judgement] = []
    for row in fresh:
        if row.same:
            touched[row.kind] |= {row.left, row.right}
        elif row.kind == "actor":
            apart.append(row)
    for kind in sorted(touched):
        clusters.rebuild_clusters(connection, kind, touched[kind])
    clusters.separate_namesakes(connection, apart)


def mark_compared(
    connection: Connection, rule: str, articles: Mapping[str, Sequence[int]], now: datetime
) -> None:
    """Store that a rule has compared articles, with their fingerprints; without, those stored stay."""
    linked = schema.linked_articles
    for article in sorted(clusters.find_stored_articles(connection, set(articles))):
        if articles[article]:
            judgements.write_linked(connection, article, rule, articles[article], (), now)
            continue
        connection.execute(delete(linked).where(linked.c.article_id == article, linked.c.rule == rule))
        row = {"article_id": article, "rule": rule, "linked_at": timestamp(now)}
        connection.execute(insert(linked), row)


def forget_compared(connection: Connection, rule: str, articles: Iterable[str], now: datetime) -> None:
    """Let a rule compare these articles again, as if they were new.

    What it judged about their actors is withdrawn: actors that are joined already are not compared.
    """
    linked, table = schema.linked_articles, schema.judgements
    said = (table.c.kind == "actor", table.c.by == rule, table.c.withdrawn_at.is_(None))
    withdrawal = {"withdrawn_at": timestamp(now), "withdrawn_by": rule, "withdrawn_why": COMPARED_AGAIN}
    touched: set[str] = set()
    for article in sorted(set(articles)):
        connection.execute(delete(linked).where(linked.c.article_id == article, linked.c.rule == rule))
        for side in (table.c.left_id, table.c.right_id):
            of_article = (side >= f"{article}/", side < f"{article}0")  # "0" follows "/"
            query = select(table.c.left_id, table.c.right_id).where(*said, *of_article)
            touched |= {one for pair in connection.execute(query) for one in pair}
            connection.execute(update(table).where(*said, *of_article).values(**withdrawal))
    if touched:
        clusters.part_actors(connection, touched)
