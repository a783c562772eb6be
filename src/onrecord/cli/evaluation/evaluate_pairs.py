"""`onrecord evaluate pairs`: scores minimal pairs by phenomenon, or prints floors for the gate."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import click

from onrecord import make_article
from onrecord.cli.output.terminal import printable
from onrecord.cli.sources import read_sources
from onrecord.config import load_settings
from onrecord.evaluation.minimal_pairs.pairs import PairLine, Phenomenon, load_pairs, load_phenomenon
from onrecord.evaluation.minimal_pairs.scores import score_pairs
from onrecord.evaluation.minimal_pairs.table import (
    FOLDER,
    render_failing,
    render_floors,
    render_pairs,
    scores_to_json,
)
from onrecord.model.article import Article
from onrecord.model.record import Outcome


@click.command()
@click.argument("phenomena", nargs=-1, metavar="[PHENOMENON…]")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(FOLDER),
    show_default=True,
    help="Folder with the pairs, one file per phenomenon.",
)
@click.option("--failing", is_flag=True, help="Show the failing lines: what is expected and what is found.")
@click.option("--floors", is_flag=True, help="Print floors for the gate instead, from the current scores.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def pairs(phenomena: tuple[str, ...], folder: Path, failing: bool, floors: bool, form: str) -> None:
    """Score minimal pairs by phenomenon (see docs/evaluation.md).

    A pair consists of short texts, each with rows that its record must and must not contain. It passes if all
    its texts pass. Without PHENOMENON all phenomena are scored.
    """
    if floors and (failing or form == "json"):
        raise click.UsageError("--floors prints only TOML; leave out --failing and --format json")
    if floors and folder != Path(FOLDER):
        raise click.UsageError(f"floors are measured on {FOLDER}; leave out --folder")
    loaded = load_pairs(folder, phenomena)
    scores = score_pairs(loaded, _read_lines(loaded))
    if floors:
        click.echo(render_floors(scores))
    elif form == "json":
        click.echo(json.dumps(scores_to_json(scores, failing=failing), ensure_ascii=False))
    else:
        shown = render_failing(scores) if failing else ""
        click.echo(printable(render_pairs(scores) + (f"\n\n{shown}" if shown else "")))


def pair_figures(gold: Path, read: Callable[[Article], Outcome]) -> Mapping[str, float]:
    """Return the figures of one phenomenon's file, for the gate."""
    found = load_phenomenon(gold)
    outcomes = {line.id: read(_article(line)) for line in found.lines}
    (score,) = score_pairs([found], outcomes)
    return score.counts.figures()


def _read_lines(phenomena: Iterable[Phenomenon]) -> dict[str, Outcome]:
    """Return this program's outcomes by line id. The user's minimum confidence is ignored."""
    lines = [line for one in phenomena for line in one.lines]
    settings = replace(load_settings(os.environ, {}), min_confidence=0.0, actors=())
    outcomes = read_sources(map(_article, lines), settings)
    return {line.id: outcome for line, outcome in zip(lines, outcomes, strict=True)}


def _article(line: PairLine) -> Article:
    """Return the article of a line. All lines are in English."""
    fields = {"title": line.title, "outlet": line.outlet, "published": line.published}
    return replace(make_article(line.text, **fields, language="en"), source=line.id)
