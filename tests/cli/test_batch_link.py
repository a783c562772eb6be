"""`onrecord batch --link` where it cannot work, and the runs that it finds."""

from pathlib import Path

from cli.command_result import Run
from onrecord.cli.batch_link import find_runs


def test_nothing_to_read_and_nothing_to_link_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("batch", "--out", tmp_path)
    assert ran.status == 2
    assert "Missing argument 'INPUT…'" in ran.err


def test_a_folder_without_runs_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("batch", "--link", "--out", tmp_path / "nowhere")
    assert ran.status == 1
    assert "holds no run of a batch; read articles first" in ran.err
    assert ran.err.count("\n") == 1


def test_each_run_of_a_folder_is_linked_apart(tmp_path: Path) -> None:
    for name in ("run=b", "run=a", "other"):
        (tmp_path / name / "tables").mkdir(parents=True)
    assert find_runs(str(tmp_path)) == [f"{tmp_path}/run=a", f"{tmp_path}/run=b"]
