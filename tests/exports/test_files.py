"""Export files are written completely or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.exports.files import write_atomically
from onrecord.model.errors import SettingError


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before\n")
    assert write_atomically(path, ["a\n", "ö\r\n"]) == 2
    assert path.read_bytes() == "a\nö\r\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_stays_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before\n")

    def failing() -> Iterator[str]:
        yield "half\n"
        raise RuntimeError("the dossier is gone")

    with pytest.raises(RuntimeError):
        write_atomically(path, failing())
    assert path.read_text() == "before\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="nowhere"):
        write_atomically(tmp_path / "nowhere" / "out.jsonl", ["a\n"])
