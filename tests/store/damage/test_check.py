"""A sound dossier has no faults; each kind of damage is found, on SQLite and on PostgreSQL."""

# ruff: noqa: S608 - the names in the statements are our own
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from builders import make_record
from onrecord.resolve.judgements import Decider, correct, reject
from onrecord.resolve.linker import link_articles
from onrecord.store.compressed_text import decompress
from onrecord.store.faults import FaultKind
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

pytest_plugins = ["dossiers"]  # the fixture `place`

ADA = Decider("Ada", "it says so")
RECORDS = [make_record(number, 3, varied=number % 2 > 0) for number in range(3)]
FIRST, SECOND = (record.article.id for record in RECORDS[:2])


def fill(dossier: Dossier) -> None:
    """Store what a dossier can hold: linked, corrected, replaced and withdrawn articles."""
    for record in RECORDS:
        dossier.write(record)
    list(link_articles(dossier))
    reject(dossier, f"{FIRST}/s1", ADA)
    correct(dossier, f"{FIRST}/s2", "act", '"warn"', ADA)
    correct(dossier, FIRST, "title", '"Another title"', ADA)
    dossier.replace_record(RECORDS[1])
    dossier.withdraw_article(RECORDS[2].article.id, "Ada", "the outlet asked")


@contextmanager
def database(place: str) -> Iterator[Connection]:
    """Change a dossier's tables from outside, without its references being checked."""
    if "://" in place:
        engine = create_engine(make_url(place).set(drivername="postgresql+psycopg"))
    else:
        engine = create_engine(f"sqlite:///{place}")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        yield connection
    engine.dispose()


def test_a_sound_dossier_has_no_faults(place: str) -> None:
    with open_dossier(place, create=True) as dossier:
        assert list(dossier.check()) == []
        fill(dossier)
        assert list(dossier.check()) == []


RECORD, ROWS = f"WHERE article_id = '{FIRST}'", f"WHERE article_id = '{SECOND}'"
DAMAGES: list[tuple[FaultKind, str, str]] = [  # what is found, where, and the damage
    ("digest", FIRST, f"UPDATE records SET json = replace(plain(json), 'harbour', 'airport') {RECORD}"),
    (
        "record",
        FIRST,
        f"UPDATE records SET json = replace(plain(json), '\"content\"', '\"contents\"') {RECORD}",
    ),
    ("record", FIRST, f"UPDATE records SET json = substr(plain(json), 1, 500), sha256 = NULL {RECORD}"),
    (
        "digest",
        f"{SECOND}, earlier",
        f"UPDATE readings SET json = replace(plain(json), 'harbour', 'airport') {ROWS}",
    ),
    ("rows", FIRST, f"UPDATE records SET text = replace(text, 'harbour', 'airport') {RECORD}"),
    ("rows", SECOND, f"UPDATE statements SET content = 'nothing' {ROWS} AND id = 's1'"),
    (
        "rows",
        SECOND,
        f"UPDATE statements SET act = 'warn' {ROWS} AND id = 's2'",
    ),
    ("rows", SECOND, f"UPDATE events SET day_from = '1999-01-01' {ROWS}"),
    ("rows", SECOND, f"UPDATE articles SET title = 'Another' WHERE id = '{SECOND}'"),
    ("rows", SECOND, f"UPDATE names SET known_as = 'person:nobody' {ROWS}"),
    ("rows", SECOND, f"DELETE FROM addressees {ROWS}"),
    ("reference", SECOND, f"DELETE FROM actors {ROWS} AND id = 'p3'"),
    ("orphan", SECOND, f"DELETE FROM records {ROWS}"),
    ("orphan", SECOND, f"DELETE FROM outcomes {ROWS}"),
    ("orphan", "j:", f"DELETE FROM articles WHERE id = '{SECOND}'"),
    ("search", "event_words", "DELETE FROM event_words"),
]


@pytest.mark.parametrize(("kind", "where", "damage"), DAMAGES)
def test_each_kind_of_damage_is_found(place: str, kind: FaultKind, where: str, damage: str) -> None:
    with open_dossier(place, create=True) as dossier:
        fill(dossier)
        with database(place) as connection:
            if kind == "search" and connection.dialect.name == "sqlite":
                damage = "INSERT INTO event_words (event_words) VALUES ('delete-all')"
            else:
                damage = _with_plain_json(connection, damage)
            changed = connection.execute(text(damage)).rowcount
            assert changed != 0
        found = list(dossier.check())
        assert any(fault.kind == kind and fault.where.startswith(where) for fault in found), found


def _with_plain_json(connection: Connection, damage: str) -> str:
    """Let `plain(json)` be the JSON of a record, which is compressed in SQLite."""
    if connection.dialect.name == "postgresql":
        return damage.replace("plain(json)", "json")
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.create_function("plain", 1, decompress)
    return damage


def test_a_judgement_that_is_in_force_twice_is_found(place: str) -> None:
    with open_dossier(place, create=True) as dossier:
        fill(dossier)
        with database(place) as connection:
            connection.execute(text("DROP INDEX judgements_in_force"))
            columns = 'kind, left_id, right_id, same, "by", score, reason, made_at, value'
            again = f"INSERT INTO judgements (id, {columns}) SELECT id || 'x', {columns} FROM judgements"
            if connection.dialect.name == "postgresql":
                again = again.replace("(id", "(number, id").replace("SELECT id", "SELECT number + 1000, id")
            connection.execute(text(f"{again} WHERE withdrawn_at IS NULL"))
        faults = list(dossier.check())
        assert faults
        assert {fault.kind for fault in faults} >= {"judgement"}


def test_a_check_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.dossier"
    with open_dossier(path, create=True) as dossier:
        fill(dossier)
    before = path.read_bytes()
    with open_dossier(path, create=False) as dossier:
        assert list(dossier.check()) == []
    assert path.read_bytes() == before
