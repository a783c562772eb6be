"""What is left of a damaged dossier: records, judgements and notes that are whole."""

import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, Table, select
from sqlalchemy.exc import DBAPIError

from onrecord.model.errors import StoreError
from onrecord.model.judgement import JUDGEMENT_KINDS, Judgement
from onrecord.model.record import Record, Undone
from onrecord.store.compressed_text import decompress, is_compressed
from onrecord.store.damage.page_scan import Cell, scan_rows
from onrecord.store.damage.records import find_record_faults
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import JUDGEMENT_COLUMNS
from onrecord.store.sql.row_writer import make_run_id

Row = dict[str, Cell]
# The tables that hold what cannot be made again. A row is known by its first columns: their number may have
# been smaller in an older version.
KEPT: tuple[tuple[Table, int], ...] = (
    (schema.articles, 19),
    (schema.records, 5),
    (schema.earlier_records, 4),
    (schema.judgements, 13),
    (schema.withdrawn_articles, 7),
    (schema.outcomes, 9),
)


@dataclass(slots=True)
class Salvage:
    """The whole records of a damaged dossier, when each became known, and what belongs to them.

    `lost` gives for each article that was in the dossier and is not in `records` why it is lost.
    """

    records: dict[str, Record] = field(default_factory=dict)
    learnt: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    earlier: list[Row] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    withdrawn: dict[str, Row] = field(default_factory=dict)
    undone: list[Undone] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)


def salvage_file(path: Path) -> Salvage:
    """Return what is left in a file, of which a copy is read. Raises StoreError where there is nothing."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "damaged.dossier"
        try:
            shutil.copyfile(path, copy)
            wal = Path(f"{path}-wal")
            if wal.exists():  # what was written last and is not in the file itself yet
                shutil.copyfile(wal, f"{copy}-wal")
                _join_wal(copy)
        except OSError as error:
            raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
        if copy.stat().st_size == 0:
            raise StoreError(f"{path}: the file is empty; nothing is left in it")
        rows: list[tuple[Table, int, Row]] = []
        for number, cells in scan_rows(copy):
            table = _table_of(cells)
            if table is not None:
                rows.append((table, number, _row(table, number, cells)))
    # Rows of each table in the order in which they were added.
    return _collect(sorted(rows, key=lambda row: (row[0].name, row[1])))


def _join_wal(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:  # the file as it was at the last checkpoint is read
        return


def salvage_database(engine: Engine) -> Salvage:
    """Return what is left in a PostgreSQL database."""
    rows: list[tuple[Table, int, Row]] = []
    for table, _ in KEPT:
        keys = list(table.primary_key.columns)
        with engine.connect() as connection:
            found = connection.execute(select(*keys).order_by(*keys)).all()
        for place, key in enumerate(found):
            is_row = [column == value for column, value in zip(keys, key, strict=True)]
            try:
                with engine.connect() as connection:
                    row = connection.execute(select(table).where(*is_row)).mappings().one()
            except (DBAPIError, ValueError):  # this row is lost; the next may be whole
                continue
            rows.append((table, place, dict(row)))
    return _collect(rows)


def _table_of(cells: Sequence[Cell]) -> Table | None:
    """Return the table that a row can only be of; None where it is of none that is kept."""
    for table, least in KEPT:
        columns = list(table.columns)
        if least <= len(cells) <= len(columns) and _is_of(table, cells):
            return table
    return None


def _is_of(table: Table, cells: Sequence[Cell]) -> bool:
    second = cells[1]
    if table is schema.judgements:
        return isinstance(second, str) and second.startswith("j:") and cells[2] in JUDGEMENT_KINDS
    if table is schema.articles:
        return _is_article(second) and isinstance(cells[18], str)
    if table is schema.records:
        return _is_article(second) and _is_json(cells[4])
    if table is schema.earlier_records:
        return _is_article(cells[0]) and isinstance(second, int) and _is_json(cells[2])
    if table is schema.withdrawn_articles:
        return _is_article(cells[0]) and all(isinstance(cell, str) for cell in cells[4:7])
    return cells[4] in ("skipped", "failed")  # outcomes; those of articles come back with their records


def _is_json(cell: Cell) -> bool:
    return is_compressed(cell) or (isinstance(cell, str) and cell.startswith("{"))


def _is_article(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.startswith("a:")


def _row(table: Table, number: int, cells: Sequence[Cell]) -> Row:
    names = [column.name for column in table.columns]
    row = dict(zip(names, (*cells, *(None for _ in names[len(cells) :])), strict=True))
    if table in (schema.records, schema.earlier_records):
        row["json"] = _whole_json(row["json"])
    return row | {"number": number} if "number" in row else row


def _whole_json(cell: Cell) -> str:
    """Return the JSON of a record; of a damaged one, what cannot be read as one."""
    try:
        return decompress(cell) if isinstance(cell, (bytes, str)) else ""
    except ValueError as error:
        return str(error)


def _collect(rows: Sequence[tuple[Table, int, Row]]) -> Salvage:
    found = Salvage()
    judged: dict[str, Judgement] = {}
    for table, _, row in rows:
        if table is schema.articles:
            found.learnt[str(row["id"])] = str(row["added_at"])
            found.titles[str(row["id"])] = str(row["title"] or "")
        elif table is schema.judgements:
            judgement = _judgement(row)
            known = judged.get(judgement.id)
            if (
                known is None or known.withdrawn_at is None
            ):  # a page that is no longer in use may hold it unwithdrawn
                judged[judgement.id] = judgement
        elif table is schema.withdrawn_articles:
            found.withdrawn[str(row["article_id"])] = row
        elif table is schema.outcomes and row["outcome"] != "done":
            found.undone.append(_undone(row))
    found.judgements = list(judged.values())
    _collect_records(found, [(table, row) for table, _, row in rows])
    return found


def _collect_records(found: Salvage, rows: Sequence[tuple[Table, Row]]) -> None:
    runs = {(str(row["id"]), row["run_id"]) for table, row in rows if table is schema.articles}
    earlier: set[tuple[str, str]] = set()
    archived: set[tuple[str, str, Cell]] = set()
    ranks: dict[str, tuple[bool, bool]] = {}
    for table, row in sorted(rows, key=lambda row: row[0] is not schema.earlier_records):
        if table not in (schema.records, schema.earlier_records):
            continue
        article, digest = str(row["article_id"]), row["sha256"]
        line = str(row["json"])
        faults, record = find_record_faults(article, line, str(digest) if digest else None)
        if table is schema.earlier_records:
            is_new = (article, line, row["replaced_at"]) not in archived
            found.earlier += [row] if is_new and not faults else []
            archived.add((article, line, row["replaced_at"]))
            earlier.add((article, line))
        elif record is not None and not faults:
            # A page that is no longer in use may hold the record as it was before it was read again.
            rank = ((article, line) not in earlier, (article, make_run_id(record.run)) in runs)
            if rank >= ranks.get(article, rank):
                found.records[article], ranks[article] = record, rank
        else:
            found.lost[article] = faults[0].detail
            if record is not None:
                found.titles.setdefault(article, record.article.title or "")
    for article in found.learnt:
        found.lost.setdefault(article, "nothing of its record can be read")
    for article in (*found.records, *found.withdrawn):
        found.lost.pop(article, None)
    for article in found.withdrawn:  # a page that is no longer in use may still hold it
        found.records.pop(article, None)


def _judgement(row: Row) -> Judgement:
    names = [column.name for column in JUDGEMENT_COLUMNS]
    values = {name if name == "id" else name.removesuffix("_id"): row[name] for name in names}
    return Judgement(**values | {"same": bool(row["same"])})  # type: ignore[arg-type]


def _undone(row: Row) -> Undone:
    fields = {name: row[name] for name in ("outcome", "source", "stage", "reason", "detail")}
    return Undone(**fields, article=row["article_id"])  # type: ignore[arg-type]
