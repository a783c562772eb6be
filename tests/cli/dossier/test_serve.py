"""`onrecord serve`: it listens at the given address, and refuses unsafe settings."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from builders import make_record
from cli.command_result import Run
from onrecord.store.open_dossier import open_dossier

COMMAND = [sys.executable, "-c", "from onrecord.cli import main; main()", "serve"]


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    path = tmp_path / "ports.dossier"
    with open_dossier(path, create=True) as made:
        made.write(make_record(1))
    return path


def test_it_serves_a_dossier_on_this_machine_and_prints_the_address(dossier: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, str(dossier), "--port", "0"], stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            assert line.startswith(f"{dossier}: http://127.0.0.1:")
            page = httpx.get(line.split()[1], timeout=60)
            assert page.status_code == 200
            assert "<title>Overview · ports</title>" in page.text
        finally:
            server.terminate()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--host", "0.0.0.0"], "set a password"),  # noqa: S104 - it is refused
        (["--name", "record.example"], "set a password"),
        (["--password-file", "nowhere.txt"], "cannot be read"),
        (["--host", "192.0.2.1", "--password-file", "good.txt"], "cannot listen"),
        (["--password-file", "short.txt"], "too short"),
        (["--password-file", "empty.txt"], "has no password"),
    ],
)
def test_unsafe_or_invalid_settings_are_refused(
    run: Run, dossier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD_PASSWORD", raising=False)
    (tmp_path / "short.txt").write_text("short\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    (tmp_path / "good.txt").write_text("a pass phrase of some length\n", encoding="utf-8")
    ran = run("serve", dossier, *arguments)
    assert ran.status == 1
    assert says in ran.err


def test_a_missing_dossier_is_refused(run: Run, tmp_path: Path) -> None:
    assert "there is no such dossier" in run("serve", tmp_path / "none.dossier").err
