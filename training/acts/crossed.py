"""Pipelines that read an article of train with a network of acts that was not trained on it.

What is fitted on the rows of train (confidence) would otherwise take acts for surer than they are elsewhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from onrecord.annotate.attribution.act_network import ActNetwork
from onrecord.annotate.attribution.speech_acts import SpeechActAnnotator
from onrecord.model.layers import Annotator
from onrecord.pipeline import Pipeline


def half_of(article: str) -> int:
    """Return the half (0, 1) that an article of the corpus is in, by its id."""
    return zlib.crc32(article.encode()) % 2


def crossed(annotators: Sequence[Annotator], folders: Sequence[Path]) -> Callable[[str], Pipeline]:
    """Return the pipeline for an article's id; `folders` hold the networks trained without half 0 and 1."""
    if not folders:
        whole = Pipeline.of(tuple(annotators))
        return lambda _: whole
    halves = [
        Pipeline.of(
            tuple(
                SpeechActAnnotator(ActNetwork(folder)) if one.name == "speech-acts" else one
                for one in annotators
            )
        )
        for folder in folders
    ]
    return lambda article: halves[half_of(article)]
