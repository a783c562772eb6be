"""A network that reads what a statement does from its sentences: for cues that name no act ("said").

Its input are the sentences of source, cue and content, each piece of a word marked with the part that it
stands in, and the act that the word lists give. How it was trained: training/acts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.annotate.encoder.model_files import (
    AttributionNetwork,
    open_session,
    read_description,
)
from onrecord.model.annotation import ACTS, Act
from onrecord.model.errors import ModelError
from onrecord.model.span import Span

ACTS_FOLDER = Path(__file__).parents[1] / "encoder" / "models" / "acts"
PARTS = ("other", "source", "cue", "content", "edge")
_OTHER, _SOURCE, _CUE, _CONTENT, _EDGE = range(len(PARTS))
_LAST = 12  # pieces of the end that are kept of sentences that are too long
_BATCH = 16  # statements in one run of the network


@dataclass(frozen=True, slots=True)
class Utterance:
    """A statement as the network sees it: spans of source, cue and content, and the act by the lists."""

    source: Sequence[Span]
    cue: Sequence[Span]
    content: Sequence[Span]
    listed: Act


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of words (ids of the tokenizer's vocabulary), the part (index into PARTS) of each."""

    ids: tuple[int, ...]
    parts: tuple[int, ...]


class ActNetwork:
    """The network in a folder (acts.json, acts.onnx); its tokenizer is that of the attribution model.

    `threads` is the number of threads for one batch of statements.
    """

    def __init__(self, folder: Path = ACTS_FOLDER, threads: int = 1) -> None:
        self.folder = folder
        self.threads = threads

    @cached_property
    def description(self) -> Mapping[str, object]:
        """The content of acts.json. Raises ModelError when it is missing, altered or has other parts."""
        path = self.folder / "acts.json"
        # a model elsewhere is one that is being trained
        described = read_description(path, "acts/acts.json" if self.folder == ACTS_FOLDER else None)
        acts = described.get("acts")
        if described.get("parts") != list(PARTS) or not isinstance(acts, list) or not set(acts) <= set(ACTS):
            raise ModelError(f"The model description {path} has other parts or acts than this version reads")
        return described

    @property
    def digest(self) -> str:
        """SHA-256 of the ONNX file; part of every run's identity."""
        return str(self.description["onnx_sha256"])

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        return tuple(cast("list[Act]", self.description["acts"]))

    @cached_property
    def tokenizer(self) -> Tokenizer:
        return AttributionNetwork().tokenizer

    @cached_property
    def session(self) -> onnxruntime.InferenceSession:
        return open_session(self.folder / "acts.onnx", self.digest, self.threads)

    def find_acts(self, text: str, sentences: Sequence[Span], utterances: Sequence[Utterance]) -> list[Act]:
        """Return the most likely act of each statement of an article. Raises ModelError."""
        size = int(str(self.description["size"]))
        pieces = [make_pieces(text, sentences, row, self.tokenizer, size) for row in utterances]
        # statements of like length together: the batch of a statement depends on its article alone
        order = sorted(range(len(pieces)), key=lambda at: (len(pieces[at].ids), at))
        found: dict[int, Act] = {}
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            scores = self._run([pieces[at] for at in batch], [utterances[at].listed for at in batch])
            found |= {at: self.acts[int(row.argmax())] for at, row in zip(batch, scores, strict=True)}
        return [found[at] for at in range(len(pieces))]

    def _run(self, pieces: Sequence[Pieces], listed: Sequence[Act]) -> NDArray[np.float32]:
        width = max(len(row.ids) for row in pieces)
        ids = np.zeros((len(pieces), width), np.int64)
        parts = np.full((len(pieces), width), _EDGE, np.int64)
        attention = np.zeros((len(pieces), width), np.int64)
        for at, row in enumerate(pieces):
            ids[at, : len(row.ids)], parts[at, : len(row.ids)], attention[at, : len(row.ids)] = (
                row.ids,
                row.parts,
                1,
            )
        known = np.array([self.acts.index(act) if act in self.acts else 0 for act in listed], np.int64)
        inputs = {"ids": ids, "parts": parts, "attention": attention, "listed": known}
        (scores,) = self.session.run(("scores",), inputs)
        return np.asarray(scores, np.float32)


def make_pieces(
    text: str, sentences: Sequence[Span], row: Utterance, tokenizer: Tokenizer, size: int
) -> Pieces:
    """Return the pieces of the sentences of a statement, with its edges at most `size`.

    What is too long is cut: before the first marked piece, then in the middle.
    """
    spans = [*row.cue, *row.content, *(row.source if row.cue else ())]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    around = [span for span in sentences if span.start < end and span.end > start]
    start, end = min([start, *(span.start for span in around)]), max([end, *(span.end for span in around)])
    encoded = tokenizer.encode(text[start:end], add_special_tokens=False)
    parts = np.zeros(len(encoded.ids), np.int64)
    starts = np.array([start + first for first, _ in encoded.offsets], np.int64)
    ends = np.array([start + last for _, last in encoded.offsets], np.int64)
    for part, marked in ((_CONTENT, row.content), (_SOURCE, row.source), (_CUE, row.cue)):
        for span in marked:
            parts[(starts < span.end) & (ends > span.start)] = part
    kept = _kept(parts, size - 2, len(encoded.ids))
    edges = [int(tokenizer.token_to_id(name) or 0) for name in ("[CLS]", "[SEP]")]
    return Pieces(
        (edges[0], *(encoded.ids[at] for at in kept), edges[1]),
        (_EDGE, *(int(parts[at]) for at in kept), _EDGE),
    )


def _kept(parts: NDArray[np.int64], room: int, count: int) -> list[int]:
    """Return which pieces fit in."""
    marked = np.flatnonzero(parts)
    first = max(0, min(int(marked[0]) if len(marked) else 0, count - room))
    kept = list(range(first, count))
    return kept if len(kept) <= room else [*kept[: room - _LAST], *kept[-_LAST:]]
