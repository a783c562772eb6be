"""Export folders and binary files: complete or not at all, and nothing of somebody else's is replaced."""

from pathlib import Path
from typing import BinaryIO

import pytest

from onrecord.exports.files import write_whole_binary, write_whole_folder
from onrecord.model.errors import SettingError


def two_files(folder: Path) -> None:
    (folder / "a.csv").write_text("new", "utf-8")
    (folder / "b.csv").write_text("new", "utf-8")


def failing(folder: Path) -> None:
    two_files(folder)
    raise ValueError("half-way")


def old(file: BinaryIO) -> None:
    file.write(b"old")


def failing_file(file: BinaryIO) -> None:
    file.write(b"half")
    raise ValueError("half-way")


def test_a_folder_is_made(tmp_path: Path) -> None:
    write_whole_folder(tmp_path / "out", two_files)
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["a.csv", "b.csv"]
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_an_earlier_export_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.csv").write_text("old", "utf-8")
    write_whole_folder(out, two_files)
    assert (out / "a.csv").read_text("utf-8") == "new"
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_files_stays_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(SettingError, match=r"thesis\.txt"):
        write_whole_folder(out, two_files)
    assert [file.name for file in out.iterdir()] == ["thesis.txt"]
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="half-way"):
        write_whole_folder(tmp_path / "out", failing)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_folder_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("mine", "utf-8")
    with pytest.raises(SettingError, match="is not a folder"):
        write_whole_folder(file, two_files)
    with pytest.raises(SettingError, match="cannot be written"):
        write_whole_folder(tmp_path / "nowhere" / "out", two_files)
    assert file.read_text("utf-8") == "mine"


def test_a_binary_file_is_complete_or_not_there(tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    write_whole_binary(out, old)
    with pytest.raises(ValueError, match="half-way"):
        write_whole_binary(out, failing_file)
    assert out.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["book.xlsx"]
    with pytest.raises(SettingError, match="is a folder"):
        write_whole_binary(tmp_path, failing_file)
