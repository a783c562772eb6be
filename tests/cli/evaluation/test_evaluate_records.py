"""`onrecord evaluate records`: what is scored, and that rows of test articles are never shown."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from builders import make_record, make_undone
from cli.command_result import Run
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json
from small_record import SMALL, article, gold_line, with_statement


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of one article in dev and one in test."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for split in ("dev", "test"):
        (folder / f"{split}.jsonl").write_text(
            gold_line(article(id_=f"the-{split}-article", split=split)) + "\n", encoding="utf-8"
        )
    return folder


def predictions(folder: Path, *records: Record) -> Path:
    path = folder / "predicted.jsonl"
    lines = [outcome_to_json(record) for record in records]
    path.write_text("\n".join([*lines, outcome_to_json(make_undone("x"))]) + "\n", encoding="utf-8")
    return path


def with_markers(corpus: Path, second: Record) -> None:
    folder = corpus / "agreement"
    folder.mkdir()
    (folder / "first.jsonl").write_text(gold_line(article(split="test")) + "\n", encoding="utf-8")
    (folder / "second.jsonl").write_text(gold_line(article(second, split="test")) + "\n", encoding="utf-8")


def test_a_folder_means_dev_and_predictions_for_other_articles_are_ignored(
    run: Run, tmp_path: Path, corpus: Path
) -> None:
    ran = run(
        "evaluate",
        "records",
        corpus,
        "--predictions",
        predictions(tmp_path, make_record(1), with_statement("s1", act="ask")),
    )
    lines = ran.out.splitlines()
    assert (ran.status, ran.err) == (0, "")
    assert lines[0] == f"records of {corpus}/dev.jsonl: 1 articles, {len(SMALL.article.text.split())} words"
    assert lines[3].split()[:6] == ["all", "three", "together", "5", "5", "4"]
    assert "markers" not in ran.out
    assert max(map(len, lines[1:])) <= 110
    assert not (corpus / "test_runs.jsonl").exists()


def test_json_has_the_same_figures(run: Run, tmp_path: Path, corpus: Path) -> None:
    with_markers(corpus, with_statement("s2", act="ask"))
    path = predictions(tmp_path, with_statement("s1", act="ask"))
    found = json.loads(run("evaluate", "records", corpus, "--predictions", path, "--format", "json").out)
    assert found["counts"]["rows"]["precision"] == 0.8
    assert found["counts"]["rows"]["precision_interval"] == [0.8, 0.8]
    assert found["groups"]["nesting"]["outer"]["right"] == 0
    assert found["calibration"]["events"]["rows"] == 1
    assert found["markers"]["counts"]["rows"]["f1"] == 0.8
    assert found["test_run"] is None


def test_the_agreement_of_annotators_is_shown_beside_the_program(
    run: Run, tmp_path: Path, corpus: Path
) -> None:
    with_markers(corpus, with_statement("s2", act="ask"))
    path = predictions(tmp_path, SMALL)
    for split in ("dev", "test"):
        lines = run("evaluate", "records", corpus, "--split", split, "--predictions", path).out.splitlines()
        assert lines[2].endswith("markers") and lines[3].endswith("100.0    80.0")
        assert max(map(len, lines[1:])) <= 110


def test_runs_on_test_articles_are_numbered_and_logged(run: Run, tmp_path: Path, corpus: Path) -> None:
    path = predictions(tmp_path, SMALL)
    titles = [
        run("evaluate", "records", corpus / "test.jsonl", "--predictions", path).out.splitlines()[0],
        run("evaluate", "records", corpus, "--split", "test", "--predictions", path).out.splitlines()[0],
    ]
    assert [title.split(",")[0] for title in titles] == ["test run number 1", "test run number 2"]
    assert len((corpus / "test_runs.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_rows_of_test_articles_are_never_shown(run: Run, tmp_path: Path, corpus: Path) -> None:
    path = predictions(tmp_path, with_statement("s1", act="ask"))
    ran = run("evaluate", "records", corpus, "--split", "test", "--predictions", path, "--worst", 1)
    assert (ran.status, ran.out) == (2, "")
    assert "--worst is refused on test articles" in ran.err
    assert not (corpus / "test_runs.jsonl").exists()
    ran = run("evaluate", "records", corpus, "--split", "test", "--predictions", path)
    assert "the-test-article" not in ran.out and "Dagan" not in ran.out


def test_the_worst_rows_are_printed_below_the_table(run: Run, tmp_path: Path, corpus: Path) -> None:
    ran = run(
        "evaluate",
        "records",
        corpus,
        "--predictions",
        predictions(tmp_path, with_statement("s1", act="ask")),
        "--worst",
        3,
    )
    assert "differs act: reject ≠ ask" in ran.out


def test_comparing_two_annotators_does_not_count_as_a_run(run: Run, tmp_path: Path, corpus: Path) -> None:
    other = tmp_path / "second.jsonl"
    other.write_text(
        gold_line(article(with_statement("s2", act="ask"), split="test")) + "\n", encoding="utf-8"
    )
    ran = run("evaluate", "records", corpus, "--split", "test", "--against", other)
    assert ran.status == 0
    assert "statements: act" in ran.out and "kappa" in ran.out
    assert "confidence" not in ran.out
    assert not (corpus / "test_runs.jsonl").exists()


def test_annotators_of_different_texts_cannot_be_compared(run: Run, tmp_path: Path, corpus: Path) -> None:
    other = tmp_path / "second.jsonl"
    other.write_text(gold_line(article(make_record(1))) + "\n", encoding="utf-8")
    ran = run("evaluate", "records", corpus, "--against", other)
    assert ran.status == 1 and "both must mark the same texts" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{corpus}/dev.jsonl", "--split", "dev"], "--split chooses a file of a folder"),
        (
            ["{corpus}", "--predictions", "{corpus}/dev.jsonl", "--against", "{corpus}/dev.jsonl"],
            "give one of them",
        ),
        (["{corpus}", "--predictions", "{corpus}/dev.jsonl"], "dev.jsonl:1: not a record"),
        (["{corpus}", "--split", "train"], "train.jsonl: cannot be read"),
    ],
)
def test_invalid_arguments_are_refused(run: Run, corpus: Path, arguments: list[str], says: str) -> None:
    ran = run("evaluate", "records", *(argument.format(corpus=corpus) for argument in arguments))
    assert ran.status in (1, 2) and ran.out == ""
    assert says in ran.err


def test_without_predictions_the_articles_are_read(run: Run, corpus: Path) -> None:
    found = json.loads(run("evaluate", "records", corpus, "--format", "json").out)
    assert found["absent"] == 0
    assert found["counts"]["statements.found"]["gold"] == 3
    assert found["counts"]["statements.found"]["output"] > 0


def test_a_record_without_rows_counts_as_nothing_found(run: Run, tmp_path: Path, corpus: Path) -> None:
    empty = replace(SMALL, statements=(), events=(), commitments=())
    ran = run("evaluate", "records", corpus, "--predictions", predictions(tmp_path, empty))
    assert ran.out.splitlines()[3].split()[3:7] == ["5", "0", "0", "-"]


def test_worst_cannot_be_combined_with_json(run: Run, corpus: Path) -> None:
    ran = run("evaluate", "records", corpus, "--worst", "1", "--format", "json")
    assert ran.status == 2 and "leave out --format json" in ran.err


def test_an_article_without_a_record_is_among_the_worst(run: Run, tmp_path: Path, corpus: Path) -> None:
    ran = run(
        "evaluate",
        "records",
        corpus,
        "--predictions",
        predictions(tmp_path, replace(SMALL, statements=(), events=(), commitments=())),
        "--worst",
        "1",
    )
    assert "only in the gold" in ran.out


def test_the_minimum_confidence_of_the_user_is_ignored(
    run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run("evaluate", "records", corpus).out
    monkeypatch.setenv("ONRECORD_MIN_CONFIDENCE", "0.99")
    assert run("evaluate", "records", corpus).out == before


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([SMALL, SMALL], "is a second record of the same text"),
        ([with_statement("s2", within="s2")], "s2 is within itself"),
        ([with_statement("s2", confidence=9.0)], "s2 has the confidence 9.0"),
        (
            [replace(SMALL, article=replace(SMALL.article, sha256="0" * 64))],
            "the text differs from the one that was read",
        ),
        ([make_record(1)], "has no record of an article in"),
    ],
)
def test_invalid_predictions_are_refused(
    run: Run, tmp_path: Path, corpus: Path, records: list[Record], said: str
) -> None:
    ran = run("evaluate", "records", corpus, "--predictions", predictions(tmp_path, *records))
    assert ran.status == 1 and said in ran.err


def test_rows_of_test_articles_are_not_shown_with_another_annotator_either(run: Run, corpus: Path) -> None:
    ran = run("evaluate", "records", corpus / "dev.jsonl", "--against", corpus / "test.jsonl", "--worst", "1")
    assert ran.status == 2 and "--worst is refused on test articles" in ran.err
