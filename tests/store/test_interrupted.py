"""Killed at any moment, a dossier keeps whole articles only, and adding again gives the full set, nothing
twice.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, event

from builders import make_record, make_undone
from forked import run_child, start_child, wait_for
from onrecord.model.errors import StoreError
from onrecord.model.record import Outcome
from onrecord.resolve.linker import RULE, link_article
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.sql import schema

COUNT = 6
TESTS = str(Path(__file__).resolve().parents[1])
OUTCOMES: tuple[Outcome, ...] = (
    *(make_record(number, 3) for number in range(COUNT)),
    make_undone("missing.txt"),
)
COUNTED = ("actors", "statements", "events", "commitments")


def fixed_clock() -> datetime:
    return datetime(2025, 7, 1, tzinfo=UTC)


def fill(path: Path) -> None:
    with open_dossier(path, create=True, clock=fixed_clock) as dossier:
        for outcome in OUTCOMES:
            dossier.write(outcome)


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, in an order that does not depend on when they were written, without row
    numbers.
    """
    with sqlite3.connect(path) as connection:
        rows = {}
        for table in schema.metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name != "number")
            query = f"SELECT {columns} FROM {table.name}"  # noqa: S608 - our own names
            rows[table.name] = sorted(connection.execute(query).fetchall(), key=repr)
    connection.close()
    return rows


def check_integrity(path: Path) -> None:
    """Check the file, references and indexes, and that every article has all its rows or is not there
    at all.
    """
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for index in ("record_words", "statement_words", "event_words"):
        connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    articles = connection.execute(f"SELECT id, {', '.join(COUNTED)} FROM articles").fetchall()  # noqa: S608
    for article, *counts in articles:
        for table, count in zip(COUNTED, counts, strict=True):
            query = f"SELECT count(*) FROM {table} WHERE article_id = ?"  # noqa: S608 - our own names
            assert connection.execute(query, [article]).fetchone()[0] == count
    ids = {article for article, *_ in articles}
    assert ids == {row[0] for row in connection.execute("SELECT article_id FROM records")}
    assert ids == {
        row[0] for row in connection.execute("SELECT article_id FROM outcomes WHERE outcome = 'done'")
    }
    connection.rollback()
    connection.close()


def kill_at(number: int) -> None:
    """Kill this process when it is about to run its SQL statement number `number`."""
    seen = iter(range(number + 1))

    def count(*_: object) -> None:
        if next(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """Return the content of a dossier that was filled without interruption."""
    path: Path = tmp_path_factory.mktemp("whole") / "whole.dossier"
    fill(path)
    check_integrity(path)
    return dump(path)


@pytest.mark.parametrize("seed", range(4))
def test_killed_between_any_two_statements_every_article_is_stored_whole_or_not_at_all(
    tmp_path: Path, whole: dict[str, list[tuple[object, ...]]], seed: int
) -> None:
    path = tmp_path / "killed.dossier"
    chance = Random(seed)  # noqa: S311

    def interrupted() -> None:
        kill_at(chance.randrange(80))
        fill(path)

    killed = 0
    while run_child(interrupted) == -signal.SIGKILL:
        killed += 1
        chance.random()  # the child drew from a copy of the generator
        if path.exists() and path.read_bytes():
            try:
                open_dossier(path, create=False).close()
            except StoreError as error:
                assert "interrupted" in str(error)
            else:
                check_integrity(path)
        if killed == 25:
            fill(path)
            break
    assert killed
    check_integrity(path)
    assert dump(path) == whole


WRITER = """
import sys
from builders import make_record
from onrecord.store.open_dossier import open_dossier
with open_dossier(sys.argv[1], create=True) as dossier:
    for number in range(int(sys.argv[2])):
        print(dossier.write(make_record(number, 6)), flush=True)
"""


def test_a_process_killed_from_outside_leaves_whole_articles_and_can_be_resumed(tmp_path: Path) -> None:
    path, total, chance = tmp_path / "killed.dossier", 120, Random(5)  # noqa: S311
    command = [sys.executable, "-c", WRITER, str(path), str(total)]
    kept = 0
    for _ in range(3):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": TESTS}
        ) as writer:
            assert writer.stdout is not None
            for _ in range(min(kept + chance.randrange(1, 30), total)):
                assert writer.stdout.readline()
            writer.kill()
        check_integrity(path)
        with open_dossier(path, create=False) as dossier:
            assert dossier.count_articles(Filter()).matching >= kept
            kept = dossier.count_articles(Filter()).matching
    with open_dossier(path, create=True) as dossier:
        written = [dossier.write(make_record(number, 6)) for number in range(total)]
        assert written == ["unchanged"] * kept + ["added"] * (total - kept)
        assert_holds_all(dossier, total)
    check_integrity(path)


def add_and_link(path: Path, total: int) -> None:
    """Add articles one by one and link each before the next."""
    with open_dossier(path, create=True, clock=fixed_clock) as dossier:
        for number in range(total):
            record = make_record(number, 3, varied=number % 3 > 0)
            dossier.write(record)
            if record.article.id in dossier.list_unlinked(RULE):
                link_article(dossier, record.article.id)


def linked_pairs(path: Path) -> list[tuple[object, ...]]:
    """Return judgements, clusters and actor ids, which do not depend on interruptions."""
    connection = sqlite3.connect(path)
    pairs = connection.execute(
        "SELECT kind, left_id, right_id, same, score FROM judgements ORDER BY 1, 2, 3"
    ).fetchall()
    clusters = connection.execute("SELECT kind, member, family FROM families ORDER BY 1, 2").fetchall()
    known = connection.execute("SELECT article_id, id, known_as FROM actors ORDER BY 1, 2").fetchall()
    connection.close()
    return [*pairs, *clusters, *known]


def test_killed_at_twenty_moments_of_adding_and_linking_nothing_is_lost_or_duplicated(
    tmp_path: Path,
) -> None:
    whole, path, total, chance = tmp_path / "whole.dossier", tmp_path / "killed.dossier", 8, Random(20)  # noqa: S311
    start = time.perf_counter()
    add_and_link(whole, total)
    step = (time.perf_counter() - start) / total
    kept = killed = 0
    while killed < 20:
        child = start_child(partial(add_and_link, path, total))
        time.sleep(chance.random() * 2 * step)
        os.kill(child, signal.SIGKILL)
        if wait_for(child) != -signal.SIGKILL:  # it had finished: start another dossier
            assert linked_pairs(path) == linked_pairs(whole)
            path, kept = tmp_path / f"killed-{killed}.dossier", 0
            continue
        killed += 1
        if path.exists() and path.stat().st_size and is_created(path):
            check_integrity(path)
            connection = sqlite3.connect(path)
            now = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
            connection.close()
            assert now >= kept
            kept = now
    add_and_link(path, total)
    check_integrity(path)
    assert linked_pairs(path) == linked_pairs(whole)


def is_created(path: Path) -> bool:
    """Whether the creation of a dossier was complete; otherwise `add` continues it."""
    try:
        open_dossier(path, create=False).close()
    except StoreError as error:
        assert "interrupted" in str(error) or "empty" in str(error)
        return False
    return True


def assert_holds_all(dossier: Dossier, total: int) -> None:
    assert sorted(row.id for row in dossier.list_articles(Filter())) == sorted(
        make_record(n, 6).article.id for n in range(total)
    )
    assert dossier.count_statements(Filter()).matching == total * 6
    assert all(
        dossier.get_record(make_record(n, 6).article.id) == make_record(n, 6) for n in range(0, total, 10)
    )
