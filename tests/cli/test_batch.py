"""`onrecord batch` where it cannot work: what is wrong and what to do, before anything is started."""

import logging
import shutil
import socket
import sys
from pathlib import Path

import pytest

from cli.command_result import Run
from onrecord.batch.inputs import InputFile
from onrecord.batch.job import BatchResult, Progress
from onrecord.batch.linking.limits import Limits
from onrecord.batch.linking.link_run import Linking
from onrecord.cli.batch import _Lines, _print
from onrecord.cli.batch_link import link_runs


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.jsonl"
    path.write_text('{"text": "The harbour will stay open, the minister said."}\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("missing", ["pyspark", "pyarrow"])
def test_a_missing_library_is_told_with_its_extra(
    run: Run, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    ran = run("batch", report, "--out", tmp_path / "out")
    assert ran.status == 1
    assert "pip install 'onrecord[spark]'" in ran.err


@pytest.mark.parametrize(
    ("home", "told"), [(None, "there is none on the path"), ("/nowhere", "JAVA_HOME=/nowhere")]
)
def test_missing_java_is_told(
    run: Run, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None, told: str
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if home:
        monkeypatch.setenv("JAVA_HOME", home)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    ran = run("batch", report, "--out", tmp_path / "out")
    assert ran.status == 1
    assert "Spark needs Java 17 or later" in ran.err
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_a_master_that_does_not_answer_is_told(
    run: Run, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.batch.session._check_java", lambda: None)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{closed.getsockname()[1]}"
        ran = run("batch", report, "--out", tmp_path / "out", "--master", master)
    assert ran.status == 1
    assert f"no master of Spark answers at {master}" in ran.err
    assert ran.err.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_told(run: Run, report: Path) -> None:
    ran = run("batch", report, "--out", report / "out")
    assert ran.status == 1
    assert f"{report / 'out'} cannot be written" in ran.err
    assert "choose another --out" in ran.err


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("-", "onrecord read"),
        ("https://news.example/1", "save it first"),
        ("gopher://news.example/1", "use a path, or s3a://"),
    ],
)
def test_what_is_no_file_is_told(run: Run, tmp_path: Path, place: str, told: str) -> None:
    ran = run("batch", place, "--out", tmp_path / "out")
    assert ran.status == 1
    assert told in ran.err


def test_an_empty_folder_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    ran = run("batch", tmp_path / "in", "--out", tmp_path / "out")
    assert ran.status == 1
    assert f"there is no file in {tmp_path / 'in'}" in ran.err


def test_a_property_without_a_value_is_a_usage_error(run: Run, report: Path, tmp_path: Path) -> None:
    ran = run("batch", report, "--out", tmp_path / "out", "--conf", "spark.executor.memory")
    assert ran.status == 2
    assert "NAME=VALUE" in ran.err


def test_progress_tells_each_step_and_its_end_once(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _Lines()
    for done in (0, 1, 2, 2, 2):
        lines.tell(Progress("taking out", done, 2, done * 3))
    for done in (0, 1, 3, 3):
        lines.tell(Progress("reading", done, 3, done * 2, 6))
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0] for line in told] == [
        "taking out: 0 of 2 files",
        "taking out: 2 of 2 files",
        "reading: 0 of 3 shards",
        "reading: 3 of 3 shards",
    ]
    assert "6 of 6 articles" in told[-1]


def test_inputs_that_are_not_read_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    unread = [InputFile("/news/gone.jsonl"), InputFile("/news/torn.jsonl", 10, 1)]
    _print(BatchResult(shards=1, unread=unread), "/out/run=1")
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "1 shard, 0 of them finished before"
    assert told[1].startswith("not read: /news/gone.jsonl is not there, or cannot be opened; check its name")
    assert told[2].startswith("not read: /news/torn.jsonl cannot be read to its end; check its name")


def test_each_step_of_a_linking_is_told_once(capfd: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("onrecord.batch.linking.stages")
    above = logging.StreamHandler()
    logging.getLogger().addHandler(above)

    def link(_: str) -> Linking:
        log.info("linking: copies")
        return Linking(1, {}, {}, {}, (), "2026-01-01T00:00:00+00:00", limits=Limits())

    try:
        link_runs(link, ["/out/run=1"])
    finally:
        logging.getLogger().removeHandler(above)
    assert capfd.readouterr().err.count("linking: copies") == 1
    assert log.propagate
