"""`onrecord corpus`: what markers see, what is wrong with their files, what is built from them."""

import json
from pathlib import Path

import pytest
import yaml

from cli.command_result import Run

TEXT = "Talks end\n“We agreed on a truce,” envoy Ida Lind told reporters on Monday."
MARKS = """
passage headline 1<*>
actor lind; Ida Lind; person; -; -
actor reporters; reporters; people; -; JRN
s1 agree direct; by lind 2<envoy Ida Lind>; cue 2<told>; to reporters 2<reporters>; \
con 2<“We agreed on a truce,”>
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of one text without marks."""
    folder = tmp_path / "corpus"
    source = {
        "id": "demo", "split": "dev", "kind": "news", "subject": "diplomacy", "continent": "global",
        "habit": "agency-wire", "matter": "truce", "licence": "CC-BY-4.0", "origin": "written for this test",
        "marked": "one marker",
    }  # fmt: skip
    for split in ("train", "dev", "test"):
        (folder / "marks" / split).mkdir(parents=True)
    row = {"source": source, "text": TEXT, "published": "2025-03-04"}
    (folder / "texts.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return folder


def write_marks(run: Run, corpus: Path, marks: str = MARKS) -> Path:
    shown = run("corpus", "show", "demo", "--corpus", corpus).out
    path = corpus / "marks" / "dev" / "demo.marks"
    path.write_text(f"{shown.splitlines()[0]}\n{marks}", encoding="utf-8")
    return path


def test_a_text_is_shown_with_numbered_paragraphs_and_the_first_row(run: Run, corpus: Path) -> None:
    lines = run("corpus", "show", "demo", "--corpus", corpus).out.splitlines()
    assert lines[0].startswith("article demo ") and len(lines[0].split()[2]) == 16
    assert lines[2:4] == [
        "[1] Talks end",
        "[2] “We agreed on a truce,” envoy Ida Lind told reporters on Monday.",
    ]


def test_marks_are_checked_built_and_scored(run: Run, corpus: Path) -> None:
    path = write_marks(run, corpus)
    checked = run("corpus", "check", path, "--corpus", corpus)
    assert (checked.status, checked.out) == (
        0,
        f"{path}: valid: 2 actors, 1 statements, 0 events, 0 commitments\n",
    )
    built = run("corpus", "build", "--corpus", corpus)
    assert built.status == 0 and f"{corpus}/dev.jsonl: 1 articles, 14 words" in built.out
    agreed = run(
        "evaluate", "records", corpus / "dev.jsonl", "--against", corpus / "dev.jsonl", "--format", "json"
    )
    assert json.loads(agreed.out)["counts"]["rows"]["f1"] == 1.0


def test_what_is_wrong_is_named_and_nothing_is_built(run: Run, corpus: Path) -> None:
    path = write_marks(run, corpus, MARKS.replace("2<told>", "2<tells>"))
    checked = run("corpus", "check", path, "--corpus", corpus)
    assert checked.status == 1
    assert (
        checked.out == f"{path}: line 6 (s1 agree direct): 'tells' is not in paragraph 2 (as whole words)\n"
    )
    built = run("corpus", "build", "--corpus", corpus)
    assert built.status == 1 and "'tells' is not in paragraph 2" in built.out
    assert not (corpus / "dev.jsonl").exists()


def test_marks_of_a_text_that_is_not_there_are_refused(run: Run, corpus: Path) -> None:
    path = write_marks(run, corpus)
    other = path.with_name("other.marks")
    other.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "there is no text other in texts.jsonl" in run("corpus", "check", other, "--corpus", corpus).out
    shown = run("corpus", "show", "other", "--corpus", corpus)
    assert shown.status == 1 and "there is no text 'other'" in shown.err


def test_gold_opens_in_a_dossier_and_is_listed_like_what_was_read(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    write_marks(run, corpus)
    run("corpus", "build", "--corpus", corpus)
    dossier = tmp_path / "gold.dossier"
    opened = run("corpus", "open", corpus / "dev.jsonl", dossier)
    assert (opened.status, opened.err) == (0, f"{dossier}: 1 added\n")
    assert "We agreed on a truce" in run("show", dossier, "statements").out


def test_marks_in_the_folder_of_another_split_are_refused(run: Run, corpus: Path) -> None:
    path = write_marks(run, corpus)
    path.rename(corpus / "marks" / "train" / path.name)
    built = run("corpus", "build", "--corpus", corpus)
    assert built.status == 1
    assert "is a text of dev among the marks of train; move it to marks/dev" in built.out


def test_a_byte_order_mark_and_windows_line_ends_are_read(run: Run, corpus: Path) -> None:
    path = write_marks(run, corpus)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("corpus", "check", path, "--corpus", corpus).status == 0


def test_texts_without_marks_are_named_unless_a_part_is_wanted(run: Run, corpus: Path) -> None:
    path = write_marks(run, corpus)
    run("corpus", "build", "--corpus", corpus)
    before = (corpus / "dev.jsonl").read_bytes()
    path.rename(path.with_suffix(".txt"))
    built = run("corpus", "build", "--corpus", corpus)
    assert built.status == 1
    assert "demo.txt: is not a mark file" in built.out and "1 texts of dev have no marks (demo)" in built.out
    path.with_suffix(".txt").unlink()
    assert run("corpus", "build", "--corpus", corpus).status == 1
    assert (corpus / "dev.jsonl").read_bytes() == before
    assert run("corpus", "build", "--partial", "--corpus", corpus).status == 0


def test_a_folder_of_marks_that_is_missing_is_named(run: Run, corpus: Path) -> None:
    path = write_marks(run, corpus)
    run("corpus", "build", "--corpus", corpus)
    path.unlink()
    path.parent.rmdir()
    built = run("corpus", "build", "--corpus", corpus)
    assert built.status == 1 and f"{corpus}/marks/dev: there is no such folder" in built.out


def test_a_split_without_texts_is_left_out(run: Run, corpus: Path, tmp_path: Path) -> None:
    write_marks(run, corpus)
    for split in ("train", "test"):
        (corpus / "marks" / split).rmdir()
    assert run("corpus", "build", "--corpus", corpus).status == 0
    assert sorted(path.name for path in corpus.glob("*.jsonl")) == ["dev.jsonl", "texts.jsonl"]
    assert run("corpus", "export", "--as", "hf", tmp_path / "hf", "--corpus", corpus).status == 0
    assert [path.name for path in (tmp_path / "hf" / "data").iterdir()] == ["validation.jsonl"]


def test_the_record_has_the_language_of_its_text(run: Run, corpus: Path, tmp_path: Path) -> None:
    path = corpus / "texts.jsonl"
    row = json.loads(path.read_text(encoding="utf-8"))
    text = "«Мы согласны», — сказал посланник Ларин. Он уехал."
    path.write_text(json.dumps(row | {"text": text, "language": "ru"}) + "\n", encoding="utf-8")
    write_marks(
        run,
        corpus,
        "actor larin; Ларин; person; -; GOV\ns1 agree direct; by larin 1<посланник Ларин>; cue 1<сказал>; "
        "con 1<«Мы согласны»,>\ne1 CONSULT visit; by larin 1<Он>; trig 1<уехал>\n",
    )
    assert run("corpus", "build", "--corpus", corpus).status == 0
    record = json.loads((corpus / "dev.jsonl").read_text(encoding="utf-8"))
    assert record["article"]["language"] == "ru"
    assert [mention["form"] for mention in record["actors"][0]["mentions"]] == ["name", "pronoun"]
    run("corpus", "export", "--as", "hf", tmp_path / "hf", "--corpus", corpus)
    assert "language:\n- ru\n" in (tmp_path / "hf" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"published": "yesterday"}, "published is 'yesterday', which is no day in EDTF"),
        ({"publishd": "2025-03-04"}, "publishd"),
        ({"source": {"id": "../demo"}}, "has other characters than a-z, 0-9 and -"),
    ],
)
def test_a_broken_text_is_named_with_its_line(
    run: Run, corpus: Path, change: dict[str, object], said: str
) -> None:
    path = corpus / "texts.jsonl"
    row = json.loads(path.read_text(encoding="utf-8"))
    source = row["source"] | change.pop("source", {})
    path.write_text(json.dumps(row | change | {"source": source}) + "\n", encoding="utf-8")
    ran = run("corpus", "show", "demo", "--corpus", corpus)
    assert ran.status == 1 and f"{path}:1: " in ran.err and said in ran.err


def test_the_corpus_is_exported_for_datasets(run: Run, corpus: Path, tmp_path: Path) -> None:
    write_marks(run, corpus)
    assert run("corpus", "build", "--corpus", corpus).status == 0
    target = tmp_path / "hf"
    exported = run("corpus", "export", "--as", "hf", target, "--corpus", corpus)
    assert (exported.status, f"{target}/data/validation.jsonl: 1 articles" in exported.err) == (0, True)
    row = json.loads((target / "data" / "validation.jsonl").read_text("utf-8"))
    assert (row["id"], row["text"], row["licence"], row["split"]) == ("demo", TEXT, "CC-BY-4.0", "dev")
    assert row["published"] == "2025-03-04"
    ((start, end),) = row["statements"][0]["evidence"]["content"]
    assert row["text"][start:end] == "“We agreed on a truce,”"
    assert {one["name"] for one in row["actors"]} == {"Ida Lind", "reporters"}


def test_the_card_names_the_files_and_licences(run: Run, corpus: Path, tmp_path: Path) -> None:
    write_marks(run, corpus)
    run("corpus", "build", "--corpus", corpus)
    run("corpus", "export", "--as", "hf", tmp_path / "hf", "--corpus", corpus)
    _, head, text = (tmp_path / "hf" / "README.md").read_text("utf-8").split("---\n", 2)
    card = yaml.safe_load(head)
    (config,) = card["configs"]
    assert [(one["split"], one["path"]) for one in config["data_files"]] == [
        (name, f"data/{name}.jsonl") for name in ("train", "validation", "test")
    ]
    assert all((tmp_path / "hf" / one["path"]).is_file() for one in config["data_files"])
    assert (card["license"], card["language"]) == (["cc-by-4.0"], ["en"])
    assert "| validation | 1 | 14 | 2 | 1 | 0 | 0 |" in text
    assert "| CC-BY-4.0 | 1 in validation |" in text
    assert "$" not in text


def test_an_export_replaces_nothing_and_needs_a_built_corpus(run: Run, corpus: Path, tmp_path: Path) -> None:
    unbuilt = run("corpus", "export", "--as", "hf", tmp_path / "hf", "--corpus", corpus)
    assert (unbuilt.status, "run `onrecord corpus build` first" in unbuilt.err) == (1, True)
    assert not (tmp_path / "hf").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    refused = run("corpus", "export", "--as", "hf", tmp_path / "full", "--corpus", corpus)
    assert (refused.status, "not an empty folder" in refused.err) == (1, True)
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"
