"""`onrecord evaluate`: scores on gold data, and the gate that holds their floors."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import click

from onrecord.cli.sources import gather_all, told
from onrecord.evaluation import acts as act_scores
from onrecord.evaluation.attribution_scores import AttributionScores, evaluate_attribution, outer_layer
from onrecord.evaluation.attribution_table import render_scores, scores_to_json
from onrecord.evaluation.calibration import evaluate_calibration, render_calibration
from onrecord.evaluation.corpora import Triple
from onrecord.evaluation.facts import check_outcome, load_expected, render_facts
from onrecord.evaluation.gate import GOLD_FOLDER, Measure, check_gate, render_gate
from onrecord.evaluation.nested import nested_figures, render_nested, score_nested
from onrecord.evaluation.passages import passage_figures, render_passage_scores, score_passages
from onrecord.model.annotation import Act, Attribution, Passage
from onrecord.model.article import Article
from onrecord.model.errors import GatheringError
from onrecord.pipeline import Pipeline, make_pipeline, read_all

GOLD = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluate() -> None:
    """Print scores on gold data: attribution, acts, nested, passages, confidence, facts; and hold their floors (gate)."""


@cache
def _pipeline() -> Pipeline:
    return make_pipeline()


def _outer(article: Article) -> Sequence[Attribution]:
    return outer_layer(_pipeline().read_layers(article))


def find_shared(told_folder: str | None = None) -> Path | None:
    """Return the folder of shared data: the one told, else $ONRECORD_SHARED, else ../shared where it exists."""
    folder = Path(told_folder or os.environ.get("ONRECORD_SHARED") or "../shared")
    return folder if folder.is_dir() else None
