"""Bad input: each source gives a clear message and one outcome, and good articles are still read."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.command_result import Run

GOOD = "“We will talk,” the envoy Keith Kellogg told reporters on Monday.\n"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def make_bad(folder: Path, name: str) -> Path:
    path = folder / name
    if name == "empty.txt":
        path.write_bytes(b"")
    elif name == "blank.txt":
        path.write_text("  \n\n\t ")
    elif name == "picture.txt":
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    elif name == "large.txt":
        with path.open("wb") as file:
            for _ in range(50):
                file.write(b"The talks went on. " * 55_000)
    elif name == "bare.html":
        path.write_text(
            "<html><head><title>Menu</title></head><body><nav><a href='/'>Home</a></nav></body></html>"
        )
    elif name == "folder":
        path.mkdir()
    elif name == "list.jsonl":
        path.write_text("[1, 2]\n")
    elif name == "date.jsonl":
        path.write_text(json.dumps({"text": GOOD, "published": "the other day"}) + "\n")
    return path


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("empty.txt", "skipped", "empty"),
        ("blank.txt", "skipped", "empty"),
        ("picture.txt", "skipped", "format"),
        ("large.txt", "failed", "too-large"),
        ("bare.html", "skipped", "no-article"),
        ("folder", "failed", "is-directory"),
        ("missing.txt", "failed", "not-found"),
        ("list.jsonl", "failed", "not-an-object"),
        ("date.jsonl", "failed", "field"),
    ],
)
def test_bad_input_gives_an_outcome_and_the_next_article_is_read(
    run: Run, good: Path, tmp_path: Path, name: str, outcome: str, reason: str
) -> None:
    ran = run("read", make_bad(tmp_path, name), good, "--format", "json")
    bad, done = map(json.loads, ran.out.splitlines())
    assert (bad["outcome"], bad["reason"]) == (outcome, reason)
    assert len(bad["detail"]) > 15
    assert done["outcome"] == "done"
    assert ran.status == (1 if outcome == "failed" else 3)
    assert name in ran.err


def test_a_line_of_two_million_characters_is_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    sentence = (
        f"The list of that day named {'1234567890' * 25} and no more. "  # few words, so that it is read fast
    )
    news = (
        "The ships stayed in port that day. " * 20
        + "“We will talk,” the envoy Keith Kellogg told reporters on Monday."
    )
    path.write_text(sentence * 6_900 + news, encoding="utf-8")
    assert path.stat().st_size > 2_000_000
    ran = run("read", path, "--format", "json")
    record = json.loads(ran.out)
    assert record["outcome"] == "done"
    assert any(row["kind"] == "direct" for row in record["statements"])


def test_deeply_nested_html_is_read_or_refused_but_never_fatal(run: Run, good: Path, tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text(
        "<html><body>" + "<div>" * 100_000 + "<p>" + GOOD + "</p>" + "</div>" * 100_000 + "</body></html>"
    )
    ran = run("read", path, good, "--format", "json")
    first, second = map(json.loads, ran.out.splitlines())
    assert first["outcome"] in ("done", "failed", "skipped")
    assert second["outcome"] == "done"


@pytest.mark.parametrize("moment", [0.3, 1.0])
def test_ctrl_c_while_processes_start_prints_one_line_and_no_tracebacks(
    tmp_path: Path, moment: float
) -> None:
    rows = [
        {"text": f"“We will reopen mole {number},” harbour master Ada Arnal said on Tuesday. " * 40}
        for number in range(12)
    ]
    (tmp_path / "many.jsonl").write_text("\n".join(map(json.dumps, rows)))
    place = tmp_path / "port.dossier"
    program = "from onrecord.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        program,
        "add",
        str(place),
        str(tmp_path / "many.jsonl"),
        "--workers",
        "2",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as adding:
        while not place.exists():
            assert adding.poll() is None
            time.sleep(0.02)
        time.sleep(moment)
        os.killpg(adding.pid, signal.SIGINT)
        _, stderr = adding.communicate(timeout=120)
    assert (adding.returncode, stderr) in (
        (130, "\nStopped. Everything written so far is saved; run the same command again to continue.\n"),
        (0, stderr),  # on a fast machine it had finished before
    )
    assert "Traceback" not in stderr
