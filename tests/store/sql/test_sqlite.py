"""Opening dossiers in files, and refusing other files without touching them."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from builders import make_record
from forked import run_child, start_child, wait_for, without_rights
from onrecord.model.errors import StoreError
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter
from onrecord.store.sql.sqlite import APPLICATION_ID


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE articles (id TEXT)")
        connection.execute("INSERT INTO articles VALUES ('mine')")
    connection.close()


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


STRANGERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("some notes\n" * 50), "not a dossier"),
    "short": (lambda path: path.write_bytes(b"x"), "not a dossier"),
    "another SQLite file": (other_database, "SQLite file but not a dossier"),
    "a folder": (lambda path: path.mkdir(), "this is a folder"),
    "a pipe": (os.mkfifo, "neither a file"),
    "links in a circle": (lambda path: path.symlink_to(path), "cannot be|no such dossier"),
}


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("kind", STRANGERS)
def test_a_file_that_is_not_a_dossier_is_refused_and_unchanged(
    tmp_path: Path, kind: str, create: bool
) -> None:
    path = tmp_path / "thing"
    make, message = STRANGERS[kind]
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=message):
        open_dossier(path, create=create)
    assert names(tmp_path) == ["thing"]
    assert before is None or path.read_bytes() == before


def test_opening_without_create_does_not_create_a_dossier(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no such dossier.*onrecord add"):
        open_dossier(tmp_path / "none.dossier", create=False)
    (tmp_path / "empty.dossier").touch()
    with pytest.raises(StoreError, match="empty"):
        open_dossier(tmp_path / "empty.dossier", create=False)
    assert (tmp_path / "empty.dossier").read_bytes() == b""
    assert names(tmp_path) == ["empty.dossier"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere/a.dossier", "no folder"),
        ("a\x00b", "cannot be"),
        ("x" * 300, "cannot be read"),
    ],
)
def test_an_impossible_path_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match=message):
        open_dossier(path, create=True)


@pytest.mark.parametrize(
    "name", ["a b?mode=memory#c%20.dossier", ":memory:", "file:x.dossier", "дело.dossier", "-"]
)
def test_any_file_name_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with open_dossier(name, create=True) as dossier:
        dossier.write(make_record(1))
    assert names(tmp_path) == [name]
    with open_dossier(name, create=False) as dossier:
        assert dossier.count_articles(Filter()).matching == 1


def test_a_dossier_has_its_application_id_and_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.dossier"
    open_dossier(path, create=True).close()
    assert int.from_bytes(path.read_bytes()[68:72], "big") == APPLICATION_ID
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_dossier_can_be_opened_twice_and_closed_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.dossier"
    with open_dossier(path, create=True) as first, open_dossier(path, create=False) as second:
        first.write(make_record(1))
        assert second.write(make_record(1)) == "unchanged"
    first.close()


def test_a_damaged_dossier_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.dossier"
    with open_dossier(path, create=True) as dossier:
        dossier.write(make_record(1))
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.raises(StoreError, match="damaged"):
        open_dossier(path, create=False)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that a user without rights can look into (pytest's own are closed to them)."""
    folder = Path(mkdtemp(prefix="onrecord-"))
    folder.chmod(0o755)
    yield folder
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def test_a_read_only_dossier_can_be_read_and_not_written(open_folder: Path) -> None:
    path = open_folder / "a.dossier"
    record = make_record(1)
    with open_dossier(path, create=True) as dossier:
        dossier.write(record)
    path.chmod(0o444)
    before = path.read_bytes()

    def open_it() -> None:
        with open_dossier(path, create=False) as dossier:
            assert dossier.get_record(record.article.id) == record
            with pytest.raises(StoreError, match="read-only"):
                dossier.write(make_record(2))
        with pytest.raises(StoreError, match="may not be written"):
            open_dossier(path, create=True)

    open_folder.chmod(0o555)
    assert run_child(without_rights(open_it)) == 0
    open_folder.chmod(0o755)
    assert path.read_bytes() == before
    assert names(open_folder) == ["a.dossier"]


def test_an_unreadable_file_is_reported(open_folder: Path) -> None:
    path = open_folder / "a.dossier"
    open_dossier(path, create=True).close()
    path.chmod(0o000)

    def open_it() -> None:
        with pytest.raises(StoreError, match="cannot be read"):
            open_dossier(path, create=False)

    assert run_child(without_rights(open_it)) == 0


def test_several_processes_can_create_and_fill_one_dossier_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.dossier"

    def fill(numbers: range) -> Callable[[], None]:
        def body() -> None:
            with open_dossier(path, create=True) as dossier:
                for number in numbers:
                    dossier.write(make_record(number, 2))

        return body

    children = [
        start_child(fill(range(30))),
        start_child(fill(range(29, -1, -1))),
        start_child(fill(range(10, 40))),
    ]
    assert [wait_for(child) for child in children] == [0, 0, 0]
    with open_dossier(path, create=False) as dossier:
        assert sorted(row.id for row in dossier.list_articles(Filter())) == sorted(
            make_record(n, 2).article.id for n in range(40)
        )
        assert dossier.count_statements(Filter()).matching == 80
        assert len(list(dossier.list_outcomes())) == 40


@pytest.mark.parametrize("taken", ["moved", "replaced"])
def test_nothing_is_written_to_a_dossier_that_was_moved_or_replaced_while_open(
    tmp_path: Path, taken: str
) -> None:
    path = tmp_path / "mine.dossier"
    with open_dossier(path, create=True) as dossier:
        dossier.write(make_record(1))
        path.rename(tmp_path / "elsewhere.dossier")
        if taken == "replaced":
            path.write_bytes((tmp_path / "elsewhere.dossier").read_bytes())
        with pytest.raises(StoreError, match="moved, deleted or replaced"):
            dossier.write(make_record(2))
        with pytest.raises(StoreError, match="moved, deleted or replaced"):
            dossier.count_changes()


def test_a_schema_whose_words_are_no_text_is_reported_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "harbour.dossier"
    with open_dossier(path, create=True):
        pass
    raw = path.read_bytes()
    sql = raw.index(b"CREATE TABLE")
    name = raw.rindex(b"table", 0, sql) + len(b"table")  # of the same row of the schema
    path.write_bytes(raw[:name] + b"\x8c" + raw[name + 1 : sql] + b"\x8c" + raw[sql + 1 :])
    with pytest.raises(StoreError, match="damaged"), open_dossier(path, create=False):
        pass
