"""`onrecord read`: records on stdout, everything else on stderr, and the exit status."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from cli.command_result import Run
from onrecord import record_schema

DISPATCH = (
    "ISTANBUL, June 2 - Russia and Ukraine met on Monday.\n"
    "“We are ready to go on,” Kremlin spokesman Dmitry Peskov told reporters.\n"
    "He added that a date had not been agreed.\n"
)


@pytest.fixture
def dispatch(tmp_path: Path) -> Path:
    path = tmp_path / "dispatch.txt"
    path.write_text(DISPATCH, encoding="utf-8")
    return path


def test_json_is_one_line_per_article_and_follows_the_schema(run: Run, dispatch: Path) -> None:
    ran = run(
        "read", dispatch, dispatch, "--format", "json", "--date", "2025-06-02", "--outlet", "Harbour Wire"
    )
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert len(lines) == 2 and lines[0] == lines[1]
    record = json.loads(lines[0])
    jsonschema.validate(record, record_schema())
    assert record["article"]["text"] == DISPATCH
    assert record["article"]["published"] == {"value": "2025-06-02", "how": "given", "evidence": []}
    peskov = next(actor["id"] for actor in record["actors"] if actor["name"] == "Dmitry Peskov")
    direct = next(row for row in record["statements"] if row["kind"] == "direct")
    assert direct["actor"] == peskov
    (start, end), *_ = direct["evidence"]["content"]
    assert DISPATCH[start:end].strip("“”,") == "We are ready to go on"


def test_the_table_shows_speaker_and_words(run: Run, dispatch: Path) -> None:
    ran = run("read", dispatch, "--date", "2025-06-02")
    assert ran.status == 0
    assert "Dmitry Peskov" in ran.out
    assert "“We are ready to go on,”" in ran.out
    assert "this article" in ran.out


def test_min_confidence_leaves_out_doubtful_statements(run: Run, dispatch: Path) -> None:
    ran = run("read", dispatch, "--format", "json", "--min-confidence", "1")
    assert json.loads(ran.out)["statements"] == []


def test_a_dash_means_standard_input(dispatch: Path) -> None:
    command = [sys.executable, "-c", "from onrecord.cli import main; main()", "read", "-", "--format", "json"]
    ran = subprocess.run(command, input=dispatch.read_bytes(), capture_output=True, check=True)
    assert json.loads(ran.stdout)["outcome"] == "done"


def test_an_invalid_date_is_refused_before_anything_is_read(run: Run, dispatch: Path) -> None:
    ran = run("read", dispatch, "--date", "last Tuesday")
    assert ran.status == 2
    assert "'last Tuesday' is not a date" in ran.err
    assert ran.out == ""


def test_a_forwarded_post_shows_whose_words_it_passes_on(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    message = {
        "id": 4,
        "type": "message",
        "date_unixtime": "1751360400",
        "forwarded_from": "Dockers of Selwick",
        "text": "“We have waited long enough,” Ida Falk told reporters on Tuesday, at noon, in the harbour.",
    }
    path.write_text(
        json.dumps({"name": "Selwick Live", "type": "public_channel", "id": 5, "messages": [message]})
    )
    ran = run("read", path)
    assert "passes on Dockers of Selwick" in ran.out
    assert "chain  Ida Falk" in ran.out and "→ Dockers of Selwick, post → this article" in ran.out
    record = json.loads(run("read", path, "--format", "json").out)
    jsonschema.validate(record, record_schema())
    assert record["article"]["forwarded"]["outlet"] == "Dockers of Selwick"
