"""Checks the stored records of a dossier, and the rows that queries read against them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import DBAPIError

from onrecord.model.checks import check_record
from onrecord.model.errors import OnRecordError
from onrecord.model.ids import text_digest
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json
from onrecord.store.corrections import ROW_DECISIONS, apply_decisions
from onrecord.store.faults import Fault
from onrecord.store.protocol import JudgementFilter
from onrecord.store.sql import judgements, row_writer, schema

AT_ONCE = 50  # articles whose rows are compared in one query a table
# Columns that are not made from the record alone: numbers, ids across articles, and what the code of the day
# works out.
_NOT_COMPARED = {
    schema.actors: {"known_as", "articles"},
    schema.actor_names: {"known_as", "surname"},
    schema.roles: {"known_as"},
    schema.statements: {"known_as"},
    schema.event_parties: {"known_as"},
    schema.commitment_parties: {"known_as"},
    schema.commitments: {"told_by_id"},
}
_ARTICLE = ("title", "outlet", "url", "authors", "published", "published_how", "day_from", "day_to")
_COUNTS = ("actors", "statements", "events", "commitments")
Cells = tuple[object, ...]


def check_records(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong with the records and their rows, in the order in which articles were added."""
    waiting: dict[str, Record] = {}
    for number in list(connection.execute(select(schema.records.c.number)).scalars()):
        faults, record = _check_one(connection, number)
        yield from faults
        if record is not None:
            waiting[record.article.id] = record
        if len(waiting) == AT_ONCE:
            yield from _compare_rows(connection, waiting)
            waiting = {}
    yield from _compare_rows(connection, waiting)
    yield from _check_earlier(connection)


def find_record_faults(article_id: str, line: str, digest: str | None) -> tuple[list[Fault], Record | None]:
    """Return what is wrong with a stored record, and the record where it can be read."""
    faults = []
    if digest is not None and _digest(line) != digest:
        faults.append(Fault("digest", article_id, "the record is not the one that was stored"))
    try:
        record = outcome_from_json(line)
    except OnRecordError as error:
        return [*faults, Fault("record", article_id, f"the record cannot be read: {error}")], None
    if not isinstance(record, Record):
        return [*faults, Fault("record", article_id, "what is stored is not a record")], None
    return [*faults, *find_faults_in(record, article_id)], record


def find_faults_in(record: Record, article_id: str) -> list[Fault]:
    """Return what is wrong with a record that can be read and should be that of `article_id`."""
    article, faults = record.article, list[Fault]()
    if _digest(article.text) != article.sha256:
        faults.append(Fault("digest", article_id, "the text is not that of its SHA-256"))
    if not article.id == article_id == article.to_article().id:
        faults.append(
            Fault("digest", article_id, "text, title, outlet, address or day are not those of its id")
        )
    faults += [Fault("record", article_id, problem) for problem in check_record(record)]
    return faults


def _digest(words: str) -> str | None:
    try:
        return text_digest(words)
    except UnicodeEncodeError:  # a lone surrogate, which no stored text has
        return None


def _check_one(connection: Connection, number: int) -> tuple[list[Fault], Record | None]:
    """Return what is wrong with one stored record, and the record with people's decisions applied."""
    table = schema.records.c
    columns = (table.article_id, table.title, table.text, table.json, table.sha256)
    try:
        row = connection.execute(select(*columns).where(table.number == number)).one()
    except (DBAPIError, ValueError) as error:
        return [Fault("file", f"records {number}", f"this record cannot be read: {_in_words(error)}")], None
    article_id, title, text, line, digest = row
    faults, record = find_record_faults(article_id, line, digest)
    if record is None:
        return faults, None
    if _stored(connection, (record.article.title, record.article.text)) != (title, text):
        faults.append(Fault("rows", article_id, "the text that is searched is not the record's"))
    wanted = JudgementFilter(about=article_id, by_people=True)
    try:
        decisions = [
            row for row in judgements.list_judgements(connection, wanted) if row.kind in ROW_DECISIONS
        ]
        return faults, apply_decisions(record, sorted(decisions, key=lambda row: row.made_at))
    except (DBAPIError, ValueError, OnRecordError) as error:
        faults.append(Fault("judgement", article_id, f"decisions cannot be applied: {_in_words(error)}"))
        return faults, None


def _compare_rows(connection: Connection, records: dict[str, Record]) -> Iterator[Fault]:
    """Yield a fault for each article and table whose rows are not those of the record."""
    if not records:
        return
    expected: dict[Table, Counter[Cells]] = {schema.articles: Counter()}
    for record in records.values():
        article = row_writer.make_article_row(record) | {"id": record.article.id}
        expected[schema.articles][_cells(connection, article, ("id", *_ARTICLE, *_COUNTS))] += 1
        for table, rows in row_writer.make_rows(record):
            names = _compared(table)
            expected.setdefault(table, Counter()).update(_cells(connection, row, names) for row in rows)
    for table, wanted in expected.items():
        names = ("id", *_ARTICLE, *_COUNTS) if table is schema.articles else _compared(table)
        try:
            found = Counter(_load(connection, table, names, records))
        except (DBAPIError, ValueError) as error:
            yield Fault("file", table.name, f"rows cannot be read: {_in_words(error)}")
            continue
        wrong = sorted({str(row[0]) for row in (*(wanted - found), *(found - wanted))})
        for article_id in wrong:
            yield Fault("rows", article_id, f"its rows in the table {table.name} are not those of its record")


def _compared(table: Table) -> tuple[str, ...]:
    """Return the columns that are compared, the article's id first."""
    left_out = {"article_id", "number"} | _NOT_COMPARED.get(table, set())
    return ("article_id", *(column.name for column in table.columns if column.name not in left_out))


def _load(
    connection: Connection, table: Table, names: Sequence[str], articles: Iterable[str]
) -> Iterator[Cells]:
    columns = [table.c[name] for name in names]
    for row in connection.execute(select(*columns).where(columns[0].in_(sorted(articles)))):
        yield tuple(row)


def _cells(connection: Connection, row: row_writer.Row, names: Sequence[str]) -> Cells:
    return _stored(connection, tuple(row.get(name) for name in names))


def _stored(connection: Connection, cells: Cells) -> Cells:
    """Return cells as the database keeps them: PostgreSQL has no null characters."""
    if connection.dialect.name == "sqlite":
        return cells
    return tuple(cell.replace("\x00", "\ufffd") if isinstance(cell, str) else cell for cell in cells)


def _check_earlier(connection: Connection) -> Iterator[Fault]:
    table = schema.earlier_records.c
    keys = connection.execute(select(table.article_id, table.position)).all()
    for article_id, position in keys:
        is_row = (table.article_id == article_id, table.position == position)
        where = f"{article_id}, earlier record {position}"
        try:
            line, digest = connection.execute(select(table.json, table.sha256).where(*is_row)).one()
        except (DBAPIError, ValueError) as error:
            yield Fault("file", where, f"this record cannot be read: {_in_words(error)}")
            continue
        faults, _ = find_record_faults(article_id, line, digest)
        yield from (Fault(fault.kind, where, fault.detail) for fault in faults)


def _in_words(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return " ".join(str(cause).split())
