"""Finds what is wrong with a dossier: file, references, orphans, judgements, search, records, rows."""

from collections.abc import Callable, Iterator

from sqlalchemy import (
    Connection,
    Engine,
    ForeignKeyConstraint,
    Integer,
    Table,
    and_,
    column,
    exists,
    func,
    not_,
    or_,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from onrecord.model.judgement import PAIR_KINDS
from onrecord.store.damage.records import check_records
from onrecord.store.faults import Fault
from onrecord.store.search_terms import find_words
from onrecord.store.sql import schema
from onrecord.store.sql.kept.comparison import check_kept

MOST_MESSAGES = 100  # of SQLite about one file
SHOWN = 20  # rows named for one broken reference
SEARCH_INDEXES = {
    "record_words": schema.records,
    "statement_words": schema.statements,
    "event_words": schema.events,
}
SEARCHED = {
    "record_words": ("title", "text"),
    "statement_words": ("content", "source"),
    "event_words": ("words",),
}
Check = Callable[[Connection], Iterator[Fault]]


def check_dossier(engine: Engine) -> Iterator[Fault]:
    """Yield everything that is wrong with a dossier. Nothing is changed.

    Others may write meanwhile: the tables are read from one snapshot.
    """
    yield from _check_search(engine)
    with engine.connect() as connection:
        for check in CHECKS:
            try:
                yield from check(connection)
            except (DBAPIError, ValueError) as error:  # ValueError: a date that is none
                cause = error.orig if isinstance(error, DBAPIError) else error
                yield Fault("file", "the database", " ".join(str(cause).split()))
                if connection.dialect.name != "sqlite":
                    return  # an error ends the transaction


def _check_file(connection: Connection) -> Iterator[Fault]:
    """Yield what SQLite says about its file. PostgreSQL tells when a row is read."""
    if connection.dialect.name == "sqlite":
        for (message,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_MESSAGES})"):
            if message != "ok":
                yield Fault("file", "the database", " ".join(str(message).split()))


def _check_references(connection: Connection) -> Iterator[Fault]:
    for table in schema.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            yield from _check_reference(connection, table, key)


def _check_reference(connection: Connection, table: Table, key: ForeignKeyConstraint) -> Iterator[Fault]:
    own = list(key.columns)
    target = key.referred_table.alias("target")
    theirs = [target.c[element.column.name] for element in key.elements]
    is_there = exists().where(and_(*(left == right for left, right in zip(own, theirs, strict=True))))
    query = select(*own).select_from(table).where(*(column.is_not(None) for column in own), not_(is_there))
    for row in connection.execute(query.limit(SHOWN)):
        named = "/".join(str(cell) for cell in row)
        yield Fault(
            "reference", named, f"the table {table.name} refers to it, but {key.referred_table.name} has none"
        )


def _check_orphans(connection: Connection) -> Iterator[Fault]:
    articles, records, outcomes = schema.articles.c, schema.records.c, schema.outcomes.c
    has_record = exists().where(records.article_id == articles.id)
    has_outcome = exists().where(outcomes.article_id == articles.id, outcomes.outcome == "done")
    for article, is_kept in connection.execute(
        select(articles.id, has_record).where(or_(not_(has_record), not_(has_outcome)))
    ):
        yield Fault("orphan", article, "it has no outcome" if is_kept else "the article has no record")
    is_there = exists().where(articles.id == outcomes.article_id)
    query = select(outcomes.article_id).where(outcomes.outcome == "done", not_(is_there))
    for article in connection.execute(query).scalars():
        yield Fault("orphan", str(article), "it is noted as read, but the article is not there")
    yield from _check_known_as(connection)


def _check_known_as(connection: Connection) -> Iterator[Fault]:
    actors = schema.actors.c
    for table in (schema.actor_names, schema.roles):
        same_actor = (table.c.article_id == actors.article_id, table.c.actor_id == actors.id)
        query = select(actors.article_id, actors.id).where(*same_actor, table.c.known_as != actors.known_as)
        for row in connection.execute(query.distinct().limit(SHOWN)):
            detail = f"the table {table.name} gives it another id across articles than actors does"
            yield Fault("rows", "/".join(row), detail)


def _check_judgements(connection: Connection) -> Iterator[Fault]:
    """Yield judgements that are in force twice, or about articles that are not there."""
    table = schema.judgements.c
    said = (table.kind, table.left_id, table.right_id, table.by, table.same, func.coalesce(table.value, ""))
    query = select(func.min(table.id), func.count()).where(table.withdrawn_at.is_(None)).group_by(*said)
    for judgement, count in connection.execute(query.having(func.count() > 1)):
        yield Fault("judgement", judgement, f"what it says is in force {count} times")
    articles = set(connection.execute(select(schema.articles.c.id)).scalars())
    columns = (table.id, table.kind, table.left_id, table.right_id)
    for judgement, kind, left, right in connection.execute(
        select(*columns).where(table.withdrawn_at.is_(None))
    ):
        for side in (left, right) if kind in PAIR_KINDS or kind == "answer" else (left,):
            if side.partition("/")[0] not in articles:
                yield Fault("orphan", judgement, f"it is about {side}, which is not there")


CHECKS: tuple[Check, ...] = (
    _check_file,
    _check_references,
    _check_orphans,
    _check_judgements,
    check_records,
    check_kept,
)


def _check_search(engine: Engine) -> Iterator[Fault]:
    """Yield the full-text indexes that do not fit. It is left out where the dossier may not be written."""
    check = _check_fts5 if engine.dialect.name == "sqlite" else _check_tsvectors
    for index, table in SEARCH_INDEXES.items():
        with engine.connect() as connection:
            try:
                fits = check(connection, index, table)
            except DBAPIError as error:
                message = str(error.orig)
                if "readonly" in message or "locked" in message:
                    return
                fits = False
            finally:
                connection.rollback()
        if not fits:
            yield Fault("search", index, "the full-text index does not fit the texts; some will not be found")


def _check_fts5(connection: Connection, index: str, _: Table) -> bool:
    """Let FTS5 compare an index with its texts, which it reports by an error (sqlite.org/fts5.html, 6.4)."""
    command = f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608 - our own names
    connection.exec_driver_sql(command)
    return True


def _check_tsvectors(connection: Connection, index: str, table: Table) -> bool:
    """Whether every text that has words is in the index."""
    texts = [table.c[name] for name in SEARCHED[index]]
    indexed = select(column("number", Integer)).select_from(text(index))
    query = select(*texts).where(table.c.number.not_in(indexed))
    return not any(find_words(words or "") for row in connection.execute(query) for words in row)
