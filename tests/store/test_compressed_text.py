import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from builders import make_record
from cli.command_result import Run
from onrecord.model.errors import StoreError
from onrecord.model.serial import outcome_to_json
from onrecord.store.compressed_text import compress, decompress, is_compressed
from onrecord.store.open_dossier import open_dossier

pytest_plugins = ["cli.conftest"]  # the fixture `run`

RECORD, OTHER = make_record(1), make_record(2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made: Path = tmp_path / "a.dossier"
    with open_dossier(made, create=True) as dossier:
        dossier.write(RECORD)
        dossier.write(OTHER)
    return made


def change(path: Path, cell: bytes | str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE records SET json = ? WHERE article_id = ?", (cell, RECORD.article.id))


@pytest.mark.parametrize("line", ["", "{}", "words " * 1000, "Ünïcode \x00 🏳️‍🌈 " * 99])
def test_what_is_compressed_comes_back(line: str) -> None:
    assert decompress(compress(line)) == line


def test_a_record_is_stored_at_most_at_a_third_of_its_size(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        cells = [row[0] for row in connection.execute("SELECT json FROM records")]

    assert all(is_compressed(cell) for cell in cells)
    assert 3 * sum(map(len, cells)) < sum(len(outcome_to_json(record)) for record in (RECORD, OTHER))


def test_a_record_that_an_older_version_stored_as_text_is_read_and_checked(path: Path) -> None:
    change(path, outcome_to_json(RECORD))

    with open_dossier(path, create=False) as dossier:
        assert dossier.get_record(RECORD.article.id) == RECORD
        assert list(dossier.check()) == []


@pytest.mark.parametrize(
    "cell", [b"", b"\x78\x9c", b"\x78\x9cnothing of the kind", b"words", compress("[1]" * 99)]
)
def test_a_record_that_cannot_be_decompressed_is_told_and_the_others_are_saved(
    path: Path, tmp_path: Path, run: Run, cell: bytes
) -> None:
    change(path, cell)

    with open_dossier(path, create=False) as dossier:
        with pytest.raises(StoreError):
            dossier.get_record(RECORD.article.id)
        assert dossier.get_record(OTHER.article.id) == OTHER
        assert [fault for fault in dossier.check() if fault.kind in ("file", "record", "digest")]
    saved = tmp_path / "saved.dossier"
    run("rescue", str(path), str(saved))
    with open_dossier(saved, create=False) as dossier:
        assert dossier.get_record(OTHER.article.id) == OTHER
        assert dossier.get_record(RECORD.article.id) is None
