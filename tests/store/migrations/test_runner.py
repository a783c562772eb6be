"""Migrations run in order, each in one transaction, and create the tables of the schema."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import OperationalError

from builders import make_record
from older_dossiers import VERSIONS, as_older, make_older
from onrecord.model.errors import StoreError
from onrecord.model.judgement import PAIR_KINDS, make_judgement
from onrecord.store.migrations.runner import Migration, find_pending, load_migrations, timestamp
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter, JudgementFilter
from onrecord.store.sql import schema, sqlite
from onrecord.store.sql.kept import tables as kept_tables

pytest_plugins = ["dossiers"]  # the fixture `place`

KNOWN = load_migrations("sqlite")
NEXT = Migration("9999-notes", ("CREATE TABLE notes (words TEXT)", "INSERT INTO notes VALUES ('hello')"))
BROKEN = Migration("9999-broken", ("CREATE TABLE notes (words TEXT)", "INSERT INTO nowhere VALUES (1)"))


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    return {name for (name,) in rows}


def use(monkeypatch: pytest.MonkeyPatch, *migrations: Migration) -> None:
    monkeypatch.setattr(sqlite, "load_migrations", lambda _: migrations)


def test_migrations_are_named_in_order() -> None:
    assert KNOWN[0].name == "0001-first-tables"
    assert [migration.name for migration in KNOWN] == sorted(migration.name for migration in KNOWN)
    assert all(statement.rstrip().endswith(";") for migration in KNOWN for statement in migration.statements)


def test_migrations_create_the_tables_of_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "a.dossier"
    open_dossier(path, create=True).close()
    found = inspect(create_engine(f"sqlite:///{path}"))
    kept = kept_tables.metadata
    for table in (*schema.metadata.sorted_tables, *kept.sorted_tables):
        columns = {
            column["name"]: (str(column["type"]), column["nullable"])
            for column in found.get_columns(table.name)
        }
        keys = set(found.get_pk_constraint(table.name)["constrained_columns"])
        assert {name: type_ for name, (type_, _) in columns.items()} == {
            c.name: str(c.type) for c in table.columns
        }
        assert {n for n, (_, null) in columns.items() if null and n not in keys} == {
            c.name for c in table.columns if c.nullable and not c.primary_key
        }
        assert keys == {column.name for column in table.primary_key.columns}
        targets = {
            (tuple(k["constrained_columns"]), k["referred_table"]) for k in found.get_foreign_keys(table.name)
        }
        assert targets == {
            (tuple(k.column_keys), k.referred_table.name) for k in table.foreign_key_constraints
        }
    real = {name for name in found.get_table_names() if "_words" not in name}
    assert real == {*schema.metadata.tables, *kept.tables}


def test_an_older_dossier_is_migrated_and_keeps_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.dossier"
    with open_dossier(path, create=True) as dossier:
        dossier.write(make_record(1))
    use(monkeypatch, *KNOWN, NEXT)
    for _ in range(2):
        with open_dossier(path, create=False) as dossier:
            assert dossier.count_articles(Filter()).matching == 1
    assert "notes" in tables(path)


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.dossier"
    open_dossier(path, create=True).close()
    before = tables(path)
    use(monkeypatch, *KNOWN, BROKEN)
    with pytest.raises(StoreError, match="nowhere"):
        open_dossier(path, create=False)
    assert tables(path) == before
    use(monkeypatch, *KNOWN)
    open_dossier(path, create=False).close()


def test_a_dossier_of_a_newer_version_is_refused_and_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.dossier"
    with monkeypatch.context() as newer:
        use(newer, *KNOWN, NEXT)
        open_dossier(path, create=True).close()
    before = path.read_bytes()
    for create in (True, False):
        with pytest.raises(StoreError, match=r"newer OnRecord.*9999-notes.*update"):
            open_dossier(path, create=create)
    assert path.read_bytes() == before


def test_a_failed_first_migration_creates_no_dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.dossier"
    with monkeypatch.context() as wrong:
        use(wrong, BROKEN)
        with pytest.raises(StoreError):
            open_dossier(path, create=True)
    with pytest.raises(StoreError, match="empty"):
        open_dossier(path, create=False)
    open_dossier(path, create=True).close()


def test_timestamps_sort_as_text_in_order_of_time() -> None:
    assert timestamp(datetime(2025, 7, 1, 9, 30, tzinfo=UTC)) == "2025-07-01T09:30:00.000000Z"


def test_migrations_that_have_not_run_are_pending() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        assert find_pending(connection, KNOWN) == KNOWN
        with pytest.raises(OperationalError):
            connection.exec_driver_sql("SELECT * FROM migrations")
    engine.dispose()


@pytest.mark.parametrize("known", VERSIONS)
def test_a_migrated_dossier_of_each_older_version_gives_the_same_results_as_a_new_one(
    place: str, tmp_path: Path, known: int
) -> None:
    records = [as_older(make_record(number)) for number in range(4)]
    first, second, third = (record.article.id for record in records[:3])
    judgements = [
        make_judgement(
            "reprint", (first, second), "Ada", 1.0, "the same hand", "2025-01-06T00:00:00.000000+00:00"
        ),
        make_judgement(
            "statement",
            (f"{first}/s1", f"{third}/s1"),
            "rule:words/1",
            0.9,
            "near",
            "2025-01-06T00:00:00.000000+00:00",
        ),
    ]
    held = judgements if known > 1 else []
    newer = tmp_path / "newer.dossier"
    make_older(place, known, records, held, newer)
    with (
        open_dossier(newer, create=False) as new,
        open_dossier(place, create=False) as old,
    ):
        every = Filter(versions=True)
        assert list(old.list_articles(every)) == list(new.list_articles(every))
        assert list(old.list_statements(every)) == list(new.list_statements(every))
        assert list(old.list_events(every)) == list(new.list_events(every))
        assert list(old.list_actors(every)) == list(new.list_actors(every))
        assert list(old.list_commitments(every)) == list(new.list_commitments(every))
        assert list(old.list_outcomes()) == list(new.list_outcomes())
        assert list(old.list_judgements(JudgementFilter())) == held
        for kind in PAIR_KINDS:
            assert old.list_clusters(kind) == new.list_clusters(kind)
        assert bool(old.list_clusters("reprint")) is (known > 1)
        assert [old.get_record(record.article.id) for record in records] == records
        for actor in (actor.name for record in records for actor in record.actors):
            assert list(old.list_statements(Filter(actor=actor))) == list(
                new.list_statements(Filter(actor=actor))
            )
        assert list(old.check()) == []
        assert old.list_unlinked("rule:linking/2") == new.list_unlinked("rule:linking/2")
    with open_dossier(place, create=True) as old:
        assert old.write(records[0]) == "unchanged"
        assert old.write(make_record(9)) == "added"
        old.withdraw_article(first, "Ada", "asked for")
        assert old.count_articles(Filter()).matching == 4


def test_an_older_dossier_that_is_read_only_is_refused_and_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.dossier"
    make_older(str(path), 2, [make_record(1)], [], tmp_path / "newer.dossier")
    before = path.read_bytes()
    monkeypatch.setattr(sqlite, "_is_writable", lambda *_: False)
    with pytest.raises(StoreError, match="older OnRecord and may not be written; update a copy of it"):
        open_dossier(path, create=False)
    with pytest.raises(StoreError, match="may not be written"):
        open_dossier(path, create=False, write=True)
    assert path.read_bytes() == before


PAIR = ("actor", "a:1/p1", "a:2/p1")
SAID_TWICE: list[tuple[str, str, int, str | None, str]] = [  # author, kind of right side, same, value, time
    ("rule:linking/2", "", 1, None, "2025-01-01T00:00:00"),
    ("rule:linking/2", "", 1, None, "2025-01-02T00:00:00"),
    ("rule:linking/1", "", 1, None, "2025-01-01T00:00:00"),
    ("Ada", "", 1, None, "2025-01-03T00:00:00"),
    ("Ada", "", 0, None, "2025-01-04T00:00:00"),
    ("Ada", "", 1, None, "2025-01-05T00:00:00"),
    ("Ben", "", 0, None, "2025-01-06T00:00:00"),
    ("Ben", "", 0, None, "2025-01-07T00:00:00"),
    ("Ben", "x", 1, '"accuse"', "2025-01-08T00:00:00"),
    ("Ben", "x", 1, '"warn"', "2025-01-08T00:00:00"),
]


def test_judgements_that_an_older_version_kept_twice_are_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "old.dossier"
    make_older(str(path), 4, [make_record(1)], [], tmp_path / "newer.dossier")
    connection = sqlite3.connect(path)
    for number, (by, suffix, same, value, made_at) in enumerate(SAID_TWICE):
        kind, left, right = PAIR
        connection.execute(
            "INSERT INTO judgements (id, kind, left_id, right_id, same, by, score, reason, made_at, value) "
            "VALUES (?, ?, ?, ?, ?, ?, 1, '', ?, ?)",
            (f"j:{number}", kind, left, right + suffix, same, by, made_at, value),
        )
    connection.commit()
    connection.close()
    with open_dossier(path, create=False) as dossier:
        rows = list(dossier.list_judgements(JudgementFilter(withdrawn=True)))
        assert [row.id for row in rows if row.withdrawn_at is None] == [
            f"j:{number}" for number in (0, 2, 4, 5, 6, 8, 9)
        ]
        assert [row.id for row in rows if row.withdrawn_at is not None] == ["j:3", "j:7"]  # of people
        assert len(rows) == 9  # the program's second is gone
        assert not dossier.judge(make_judgement("actor", PAIR[1:], "rule:linking/2", 0.9, "", "2025-02-01"))
    connection = sqlite3.connect(path)
    again = "UPDATE judgements SET withdrawn_at = NULL WHERE id = 'j:7'"
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        connection.execute(again)
    connection.close()
