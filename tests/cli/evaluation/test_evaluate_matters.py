"""`onrecord evaluate matters`: articles are read, linked, and scored against the marks of their matter."""

import json
from pathlib import Path

import pytest

from cli.command_result import Run
from onrecord.evaluation.matters.gold import load_matter_texts, matter_digest

STORY = (
    "TARN, March 3 (NWS) - Police arrested the harbour master Ada Falk in Tarn on Monday over the loss of "
    "two ferries, the prosecutor's office said.\n\n"
    "Falk, who took the post in 2019 after her predecessor fell ill, had told a committee that every boat "
    "was inspected twice a year. Prosecutor Jan Wick accused her of having signed papers for boats that "
    "nobody had seen.\n\n"
    "The port stayed open, and fishermen unloaded cod as on other days."
)
MARKS = """\
copy b of a
event e1 COERCE; 2025-03-03; Falk is arrested
  a: <Police arrested the harbour master>; 1 arrested
  b: <Police arrested the harbour master>; 1 arrested
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two matters below the current folder, one of dev and one of test: a story and a copy of it."""
    made = tmp_path / "corpus" / "matters"
    rows = []
    for matter, split in (("m01", "dev"), ("m02", "test")):
        for letter, outlet in (("a", "Tarn Post"), ("b", "Northern Courier")):
            source = {
                "id": matter + letter,
                "split": split,
                "kind": "news",
                "subject": "justice",
                "continent": "europe",
                "habit": "agency-wire",
                "matter": "the harbour master",
                "licence": "CC-BY-4.0",
                "origin": "written for this test",
            }
            row = {"source": source, "text": STORY, "published": f"2025-03-0{3 + (letter == 'b')}"}
            rows.append(json.dumps({**row, "title": f"Harbour {letter}", "outlet": outlet}))
    made.mkdir(parents=True)
    (made / "texts.jsonl").write_text("\n".join(rows), encoding="utf-8")
    digest = matter_digest(load_matter_texts(made)["m01"])
    for place in ("dev/m01", "test/m02", "agreement/first/m02", "agreement/second/m02"):
        file = made / "marks" / f"{place}.marks"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"matter {place[-3:]} {digest}\n{MARKS}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return made


@pytest.mark.usefixtures("folder")
def test_what_is_linked_is_scored_and_what_is_wrong_is_listed(run: Run) -> None:
    ran = run("evaluate", "matters", "--failing")
    assert ran.status == 0
    lines = {line[:40].strip(): line[40:].split() for line in ran.out.splitlines() if line}
    assert ran.out.startswith("matters of dev: 1 matters, 2 articles")
    assert lines["event mentions found"][:3] == ["2", "2", "2"]
    assert lines["pairs of one event"][:3] == ["1", "1", "1"]
    assert lines["pairs of one origin"][:3] == ["1", "1", "1"]


@pytest.mark.usefixtures("folder")
def test_the_second_marking_is_scored_against_the_first(run: Run) -> None:
    ran = run("evaluate", "matters", "--markers")
    assert ran.out.startswith("second marking against the first: 1 matters, 2 articles")
    assert "kappa of events" in ran.out
    found = json.loads(run("evaluate", "matters", "--markers", "--format", "json").out)
    assert found["counts"]["pairs of one event"]["recall"] == 1.0


@pytest.mark.usefixtures("folder")
def test_of_test_matters_only_totals_are_shown(run: Run) -> None:
    for options in (("--split", "test"), ("--markers",), ("--format", "json")):
        ran = run("evaluate", "matters", "--failing", *options)
        assert ran.status == 2
        assert "of test only totals are shown" in ran.err


def test_markings_of_other_matters_cannot_be_compared(run: Run, folder: Path) -> None:
    (folder / "marks/agreement/second/m02.marks").unlink()
    ran = run("evaluate", "matters", "--markers")
    assert ran.status != 0
    assert "must have marks of the same matters" in ran.err


def test_corpus_check_knows_the_marks_of_matters(run: Run, folder: Path) -> None:
    file = folder / "marks/dev/m01.marks"
    ran = run("corpus", "check", file)
    assert ran.out == f"{file}: valid: 1 events, 1 pairs of articles, 0 answers, 0 commitments\n"
    file.write_text(file.read_text(encoding="utf-8") + "  c: <Police>\n", encoding="utf-8")
    ran = run("corpus", "check", file)
    assert ran.status == 1
    assert ran.out == f"{file}: line 6: there is no article c; the matter has a, b\n"
