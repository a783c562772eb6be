"""`onrecord evaluate records`: scores records against marked ones, in every layer and cell."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from onrecord.cli.sources import read_sources
from onrecord.config import load_settings
from onrecord.evaluation.corpus import MarkedArticle, Split, load_marked
from onrecord.evaluation.jsonl import read_numbered_lines
from onrecord.evaluation.records.run_log import log_test_run
from onrecord.evaluation.records.scores import Scores, score_agreement, score_output
from onrecord.evaluation.records.table import render_scores, scores_to_json
from onrecord.evaluation.records.worst_rows import find_worst, render_worst
from onrecord.model.checks import check_record
from onrecord.model.errors import GoldError, OnRecordError
from onrecord.model.ids import text_digest
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Gold:
    """A file of marked articles, and the articles."""

    path: Path
    marked: list[MarkedArticle]

    @property
    def is_test(self) -> bool:
        """Whether there are test articles, which developers must not look at."""
        return any(one.source.split == "test" for one in self.marked)


@click.command()
@click.argument("gold", type=click.Path(exists=True, path_type=Path), default=Path("corpus"))
@click.option("--split", type=click.Choice(get_args(Split)), help="File of the folder GOLD (default: dev).")
@click.option(
    "--predictions",
    type=FILE,
    help="Score these records (from `read --format json`) instead of reading the articles.",
)
@click.option("--against", type=FILE, help="Score another annotator's file of the same articles.")
@click.option(
    "--worst", type=click.IntRange(min=1), help="Show the N articles with the lowest scores, row by row."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def records(
    gold: Path,
    split: str | None,
    predictions: Path | None,
    against: Path | None,
    worst: int | None,
    form: str,
) -> None:
    """Score whole records on GOLD, a file of marked articles or the corpus folder.

    The first figure is the share of rows that are entirely right; docs/evaluation.md explains the others.
    Every run on test articles is logged in test_runs.jsonl beside them.
    """
    if worst and form == "json":
        raise click.UsageError("--worst prints rows as text; leave out --format json")
    if predictions and against:
        raise click.UsageError(
            "--predictions scores a program, --against another annotator: give one of them"
        )
    found = _load(gold, split)
    if worst and found.is_test:
        raise click.UsageError("--worst is refused on test articles: only their totals are shown; use dev")
    if against:
        _score_agreement(found, against, worst, form)
        return
    outputs = _load_outputs(predictions) if predictions else read_marked(found.marked)
    if predictions and not any(one.record.article.sha256 in outputs for one in found.marked):
        raise GoldError(f"{predictions}: has no record of an article in {found.path}")
    _score_program(found, outputs, worst, form)


def record_figures(gold: Path) -> Mapping[str, float]:
    """Return the figures of this program on a gold file, for the gate. Raises GoldError for test articles."""
    found = _load(gold, None)
    if found.is_test:
        raise GoldError(
            f"{gold}: has test articles; floors are measured on dev, because every run on test is logged"
        )
    return score_output(found.marked, read_marked(found.marked)).figures()


def _score_program(gold: Gold, outputs: Mapping[str, Record], worst: int | None, form: str) -> None:
    markers = _score_markers(gold.path.parent)
    scores = score_output(gold.marked, outputs)
    run = log_test_run(gold.path, scores, outputs.values(), datetime.now(UTC)) if gold.is_test else None
    shown = f"\n\n{render_worst(find_worst(gold.marked, outputs, worst))}" if worst else ""
    if form == "json":
        click.echo(json.dumps({"gold": str(gold.path), "test_run": run, **scores_to_json(scores, markers)}))
        return
    title = f"test run number {run}, records of {gold.path}" if run else f"records of {gold.path}"
    click.echo(render_scores(scores, title, markers) + shown)


def _score_agreement(gold: Gold, against: Path, worst: int | None, form: str) -> None:
    other = load_marked(against)
    if worst and any(one.source.split == "test" for one in other):
        raise click.UsageError("--worst is refused on test articles: only their totals are shown; use dev")
    scores = score_agreement(gold.marked, other)
    if not scores.articles:
        raise GoldError(f"{against}: has no article of {gold.path}; both must mark the same texts")
    left_out = len(gold.marked) - scores.articles
    if left_out:
        click.echo(f"{left_out} articles of {gold.path} are not in {against} and are left out", err=True)
    outputs = {one.record.article.sha256: one.record for one in other}
    shown = f"\n\n{render_worst(find_worst(gold.marked, outputs, worst))}" if worst else ""
    if form == "json":
        click.echo(json.dumps({"gold": str(gold.path), "against": str(against), **scores_to_json(scores)}))
        return
    click.echo(render_scores(scores, f"{gold.path} against {against}") + shown)


def _score_markers(folder: Path) -> Scores | None:
    """Return the agreement of the two annotators of the test articles, if their files are beside the gold."""
    first, second = (folder / "agreement" / f"{name}.jsonl" for name in ("first", "second"))
    if not (first.is_file() and second.is_file()):
        return None
    return score_agreement(load_marked(first), load_marked(second))


def _load(gold: Path, split: str | None) -> Gold:
    if split and not gold.is_dir():
        raise click.UsageError(f"--split chooses a file of a folder, and {gold} is a file")
    path = gold / f"{split or 'dev'}.jsonl" if gold.is_dir() else gold
    marked = load_marked(path)
    if not marked:
        raise GoldError(f"{path}: has no articles")
    return Gold(path, marked)


def read_marked(marked: Iterable[MarkedArticle]) -> dict[str, Record]:
    """Return this program's records of marked articles, by text digest.

    The user's minimum confidence is ignored.
    """
    settings = replace(load_settings(os.environ, {}), min_confidence=0.0, actors=())
    outcomes = read_sources((one.article for one in marked), settings)
    return {one.article.sha256: one for one in outcomes if isinstance(one, Record)}


def _load_outputs(path: Path) -> dict[str, Record]:
    """Load records by text digest; articles without a record are left out. Raises GoldError."""
    found: dict[str, Record] = {}
    for number, line in read_numbered_lines(path):
        try:
            outcome = outcome_from_json(line)
        except OnRecordError as error:
            raise GoldError(f"{path}:{number}: {error}") from error
        if not isinstance(outcome, Record):
            continue
        faults = check_record(outcome)
        if text_digest(outcome.article.text) != outcome.article.sha256:
            faults = ["the text differs from the one that was read (by its SHA-256)", *faults]
        if faults:
            raise GoldError(f"{path}:{number}: {'; '.join(faults[:3])}")
        if outcome.article.sha256 in found:
            raise GoldError(f"{path}:{number}: is a second record of the same text; remove one of them")
        found[outcome.article.sha256] = outcome
    return found
