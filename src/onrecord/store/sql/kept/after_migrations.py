"""Fills in what migrations create and SQL alone cannot work out."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from onrecord.model.ids import text_digest
from onrecord.store.migrations.runner import Migration
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import build_missing_clusters
from onrecord.store.sql.kept.actor_rows import build_actor_rows
from onrecord.store.sql.kept.promises import build_promises
from onrecord.store.sql.kept.refresh import build
from onrecord.store.sql.kept.threads import rebuild_threads
from onrecord.store.sql.row_writer import surname_keys


def finish_migrations(connection: Connection, pending: Sequence[Migration]) -> None:
    """Fill in what the migrations that have just run create."""
    new = {migration.name for migration in pending}
    build_missing_clusters(connection)
    if "0005-judgements-once" in new:
        _fill_in_digests(connection)
    if "0006-linking-by-key" in new:
        _fill_in_surnames(connection)
    if "0007-kept-tables" in new:
        build(connection)
    elif "0009-rows-by-actor" in new:
        rebuild_threads(connection)  # older versions counted answers to articles among them
        build_actor_rows(connection)
        build_promises(connection)


def _fill_in_digests(connection: Connection) -> None:
    """Store the digests of records that have none, because an older version stored them."""
    for table, keys in ((schema.records, ("number",)), (schema.earlier_records, ("article_id", "position"))):
        columns = [table.c[name] for name in keys]
        for key in connection.execute(select(*columns).where(table.c.sha256.is_(None))).all():
            is_row = [column == value for column, value in zip(columns, key, strict=True)]
            line = connection.execute(select(table.c.json).where(*is_row)).scalar_one()
            connection.execute(update(table).where(*is_row).values(sha256=text_digest(line)))


def _fill_in_surnames(connection: Connection) -> None:
    """Store the keys of persons' names where there is none, because an older version stored the names."""
    table, actors = schema.actor_names, schema.actors.c
    query = select(table.c.article_id, table.c.actor_id, table.c.folded).where(
        actors.article_id == table.c.article_id, actors.id == table.c.actor_id, actors.kind == "person"
    )
    for article in connection.execute(select(schema.articles.c.id)).scalars().all():
        names: defaultdict[str, list[str]] = defaultdict(list)
        for _, actor, folded in connection.execute(query.where(table.c.article_id == article)):
            names[actor].append(folded)
        for actor, called in names.items():
            for folded, key in surname_keys(called).items():
                is_row = (table.c.article_id == article, table.c.actor_id == actor, table.c.folded == folded)
                connection.execute(update(table).where(*is_row).values(surname=key))
