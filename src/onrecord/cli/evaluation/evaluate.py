"""`onrecord evaluate`: scores on gold data, and the gate that checks them against their floors."""

import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import click

from onrecord.annotate.mentions.coreference.chains import find_coreference_chains
from onrecord.cli.evaluation.evaluate_matters import matters
from onrecord.cli.evaluation.evaluate_pairs import pair_figures, pairs
from onrecord.cli.evaluation.evaluate_records import record_figures, records
from onrecord.cli.sources import load_sources, make_source_request
from onrecord.evaluation import reprints as reprint_scores
from onrecord.evaluation.attribution.scores import evaluate_attribution, outer_layer
from onrecord.evaluation.attribution.table import render_scores, scores_to_json
from onrecord.evaluation.calibration import evaluate_calibration, render_calibration
from onrecord.evaluation.coreference import (
    CoreferenceScore,
    coreference_figures,
    evaluate_coreference,
    render_coreference,
)
from onrecord.evaluation.dates import score_dates
from onrecord.evaluation.facts.expectations import check_outcome, load_expected, render_facts
from onrecord.evaluation.gate import GOLD_FOLDER, Measure, check_gate, render_gate
from onrecord.evaluation.jsonl import load_texts
from onrecord.evaluation.places import PlaceScore, evaluate_places, place_figures, render_places
from onrecord.evaluation.resolution import (
    PairScore,
    list_needed_articles,
    load_pairs,
    render_pair_scores,
    resolution_figures,
    score_pairs,
)
from onrecord.model.annotation import Attribution, PlaceMention
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.record import Record
from onrecord.pipeline import Pipeline, make_pipeline, read_all

GOLD = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluate() -> None:
    """Print scores on gold data, or check them against their floors (gate)."""


evaluate.add_command(records)
evaluate.add_command(pairs)
evaluate.add_command(matters)


@cache
def _pipeline() -> Pipeline:
    return make_pipeline()


def _outer(article: Article) -> Sequence[Attribution]:
    return outer_layer(_pipeline().annotate(article))


def find_shared() -> Path | None:
    """Return the folder of shared data: $ONRECORD_SHARED, else ../shared, or None if it does not exist.

    Raises GoldError when $ONRECORD_SHARED is set but not a folder, so that no scores are left out silently.
    """
    configured = os.environ.get("ONRECORD_SHARED")
    folder = Path(configured or "../shared")
    if configured and not folder.is_dir():
        raise GoldError(f"ONRECORD_SHARED is {configured!r}, which is not a folder")
    return folder if folder.is_dir() else None


@evaluate.command()
@click.argument("gold", type=GOLD)
@click.option(
    "--predictions",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the predictions to this file (JSONL).",
)
@click.option(
    "--boot",
    type=click.IntRange(min=0),
    default=0,
    help="Number of bootstrap samples for 95 % intervals of F1 (0: none).",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def attribution(gold: Path, predictions: Path | None, boot: int, form: str) -> None:
    """Score source, cue and content of attributions on GOLD.

    GOLD is a JSONL file with a text and its attributions per line.
    """
    scores = evaluate_attribution(gold, _outer, predictions, boot)
    click.echo(render_scores(scores) if form == "table" else json.dumps(scores_to_json(scores)))


@evaluate.command()
@click.argument("gold", type=GOLD)
def confidence(gold: Path) -> None:
    """Print the calibration of confidences on GOLD, a file as for `attribution`."""
    click.echo(render_calibration(evaluate_calibration(gold, _outer)))


@evaluate.command()
@click.argument("expected", type=GOLD)
@click.argument("article", metavar="ARTICLE")
@click.option("--date", help="Publication date of the article.")
@click.option("--title", help="Title of the article.")
@click.option("--outlet", help="Publisher of the article.")
@click.option(
    "--need",
    type=click.FloatRange(0, 1),
    default=1.0,
    show_default=True,
    help="Share of the facts that must be met.",
)
def facts(expected: Path, article: str, need: float, **options: str | None) -> int:
    """Check the record of ARTICLE against the facts in EXPECTED (a JSON list).

    Fails when a smaller share than --need is met.
    """
    request = make_source_request((article,), **options)
    outcome = next(read_all(load_sources(request), make_pipeline))
    report = check_outcome(load_expected(expected), outcome)
    click.echo(render_facts(report))
    return 0 if report.share >= need else 1


def _data() -> Path:
    shared = find_shared()
    if shared is None:
        raise GoldError(
            "the articles of this gold data are in the shared data folder; set ONRECORD_SHARED to its path"
        )
    return shared / "data"


@evaluate.command()
@click.argument("gold", type=GOLD)
def dates(gold: Path) -> None:
    """Score temporal expressions on GOLD.

    GOLD is a JSONL file with a text, its publication date and its dates per line.
    """
    for name, score in score_dates(gold).items():
        shares = f"found {score.share_found:.3f}  values right {score.share_right:.3f}"
        click.echo(f"{name:25s} {shares}  (of {score.gold})")


@evaluate.command()
@click.argument("originals", type=GOLD)
@click.option(
    "--others",
    type=GOLD,
    help="Other articles (JSONL): unrelated ones, into which parts of originals are copied as well.",
)
def reprints(originals: Path, others: Path | None) -> None:
    """Score the detection of reprints. The reprints are generated from ORIGINALS, a JSONL file."""
    scores = reprint_scores.score_reprints(load_texts(originals), load_texts(others) if others else [])
    click.echo(reprint_scores.render_reprints(scores))


def _reprint_figures(originals: Path) -> dict[str, float]:
    scores = reprint_scores.score_reprints(load_texts(originals), load_texts(_data() / "polnear/dev.jsonl"))
    return {"f1": scores.pairs.f1, "precision": scores.pairs.precision, "rand": scores.rand}


@evaluate.command()
@click.argument("gold", type=GOLD, default=GOLD_FOLDER / "same.jsonl")
def same(gold: Path) -> None:
    """Score which rows are judged the same across articles, on the pairs in GOLD.

    The articles are read from the shared data folder.
    """
    click.echo(render_pair_scores(_same_scores(gold)))


def _same_scores(gold: Path) -> dict[str, PairScore]:
    pairs, records = load_pairs(gold), []
    for file, digests in list_needed_articles(pairs).items():
        items = load_sources(make_source_request((str(_data() / file),)))
        articles = (item for item in items if isinstance(item, Article) and item.sha256 in digests)
        records += [outcome for outcome in read_all(articles) if isinstance(outcome, Record)]
    return score_pairs(pairs, records)


@evaluate.command()
@click.argument("gold", type=GOLD, default=GOLD_FOLDER / "places.jsonl")
def places(gold: Path) -> None:
    """Score on GOLD which places are found and resolved correctly.

    The articles are read from the shared data folder.
    """
    click.echo(render_places(_place_scores(gold)))


def _place_scores(gold: Path) -> dict[str, PlaceScore]:
    return evaluate_places(gold, _data(), lambda article: _pipeline().annotate(article).of(PlaceMention))


@evaluate.command()
@click.argument("files", type=GOLD, nargs=-1, required=True, metavar="FILE.conllu…")
def coreference(files: tuple[Path, ...]) -> None:
    """Score coreference on CoNLL-U files with `Entity=` (OntoGUM).

    Prints MUC, B³, CEAF-e and their mean, by genre.
    """
    click.echo(render_coreference(_coreference_scores(files)))


def _coreference_scores(files: Sequence[Path]) -> dict[str, CoreferenceScore]:
    return evaluate_coreference(
        files, lambda text: find_coreference_chains(article := Article(text), _pipeline().annotate(article))
    )


MEASURES: dict[str, Measure] = {
    "records": record_figures,
    "pairs": lambda gold: pair_figures(gold, _pipeline().read),
    "attribution": lambda gold: evaluate_attribution(gold, _outer).figures(),
    "confidence": lambda gold: {"error": evaluate_calibration(gold, _outer).error},
    "places": lambda gold: place_figures(_place_scores(gold)),
    "coreference": lambda gold: coreference_figures(
        _coreference_scores(sorted(gold.parent.glob("*.conllu")))
    ),
    "dates": lambda gold: {f"{name}.right": score.share_right for name, score in score_dates(gold).items()},
    "reprints": _reprint_figures,
    "same": lambda gold: resolution_figures(_same_scores(gold)),
}


@evaluate.command()
def gate() -> int:
    """Measure everything that has a floor, and fail if a score is below its floor."""
    report = check_gate(MEASURES, find_shared())
    click.echo(render_gate(report))
    return 1 if report.problems else 0
