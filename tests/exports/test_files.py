"""Export files are written completely or not at all."""

import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.exports.files import write_whole
from onrecord.model.errors import SettingError


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before\n")
    assert write_whole(path, ["a\n", "ö\r\n"]) == 2
    assert path.read_bytes() == "a\nö\r\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_stays_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before\n")

    def failing() -> Iterator[str]:
        yield "half\n"
        raise RuntimeError("the dossier is gone")

    with pytest.raises(RuntimeError):
        write_whole(path, failing())
    assert path.read_text() == "before\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="nowhere"):
        write_whole(tmp_path / "nowhere" / "out.jsonl", ["a\n"])


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    assert write_whole(Path("/dev/null"), ["a\n", "b\n"]) == 2
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    link = tmp_path / "nowhere"
    link.symlink_to("/dev/null")
    assert write_whole(link, ["a\n"]) == 1
    assert link.is_symlink()


def test_a_pipe_gets_the_lines_and_stays_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    got: list[bytes] = []
    reading = threading.Thread(target=lambda: got.append(path.read_bytes()), daemon=True)
    reading.start()
    assert write_whole(path, ["a\n", "b\n"]) == 2
    reading.join(timeout=20)
    assert got == [b"a\nb\n"]
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_pipe_without_a_name_gets_the_lines() -> None:
    reading, writing = os.pipe()
    assert write_whole(Path(f"/dev/fd/{writing}"), ["a\n"]) == 1
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        assert file.read() == b"a\n"


def test_a_link_stays_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for name, before in (("old.txt", "before"), ("new.txt", None)):
        target = tmp_path / "there" / name
        if before:
            target.write_text(before)
        link = tmp_path / name
        link.symlink_to(target)
        assert write_whole(link, ["a\n"]) == 1
        assert link.is_symlink()
        assert target.read_text() == "a\n"
    assert sorted(row.name for row in (tmp_path / "there").iterdir()) == ["new.txt", "old.txt"]


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "private.csv"
    path.write_text("before")
    path.chmod(0o600)
    write_whole(path, ["a\n"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_folders_sockets_and_databases_are_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        (tmp_path / "dossier").write_bytes(b"SQLite format 3\x00")
        for path in (tmp_path, tmp_path / "socket", tmp_path / "dossier"):
            before = path.lstat().st_ino
            with pytest.raises(SettingError, match=r"name a|name another"):
                write_whole(path, ["a\n"])
            assert path.lstat().st_ino == before


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 300, "loop"])
def test_a_path_that_cannot_be_is_an_error_with_a_hint(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(SettingError, match="cannot be written"):
        write_whole(tmp_path / name, ["a\n"])


def test_an_error_of_the_lines_is_not_told_as_one_of_the_path(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"

    def failing() -> Iterator[str]:
        yield "half\n"
        raise ValueError("no such day")

    with pytest.raises(ValueError, match=r"^no such day$"):
        write_whole(path, failing())
    with pytest.raises(ValueError, match=r"^no such day$"):
        write_whole(Path("/dev/null"), failing())
    assert list(tmp_path.iterdir()) == []
