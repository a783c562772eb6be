"""The event classifier: which of fifteen types a sentence tells of a marked source and target. Loaded when first used.

YIELD stands for CONCEDE and RETREAT, as in the data it learnt from (PLV: Hu et al., ACL 2024).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.annotate.encoder.model_files import read_model_file
from onrecord.model.errors import ModelError

EVENT_FOLDER = Path(__file__).parent.parent / "encoder" / "models" / "events"
_REPAIR = (
    "Install OnRecord again (pip install --force-reinstall onrecord), or train it with `make train-events`."
)
_MARK = re.compile(r"(</?[st]>)")
_CLS, _SEP = 101, 102
SOURCE, TARGET = 1, 2

Piece = tuple[str, int]  # words and whose they are: 0 nobody's, SOURCE, TARGET


class EventClassifier:
    """The classifier in a folder (events.json, events.onnx, tokenizer.json)."""

    def __init__(self, folder: Path = EVENT_FOLDER, threads: int = 1) -> None:
        self.folder = folder
        self.threads = threads

    @cached_property
    def description(self) -> Mapping[str, object]:
        """What events.json says. ModelError when it cannot be read."""
        path = self.folder / "events.json"
        try:
            described: Mapping[str, object] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(f"The model description {path} cannot be read ({error}). {_REPAIR}") from error
        return described

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The types in the order of the scores."""
        found = self.description["classes"]
        if not isinstance(found, list):
            raise ModelError(f"The model description in {self.folder} names no classes. {_REPAIR}")
        return tuple(str(name) for name in found)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The WordPiece tokenizer."""
        content = read_model_file(
            self.folder / "tokenizer.json", str(self.description.get("tokenizer_sha256"))
        )
        return Tokenizer.from_str(content.decode("utf-8"))

    @cached_property
    def session(self) -> onnxruntime.InferenceSession:
        """The network, ready to run. ModelError when its file is altered."""
        content = read_model_file(self.folder / "events.onnx", str(self.description.get("onnx_sha256")))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def chances(self, pieces: Sequence[Piece]) -> NDArray[np.float32]:
        """Return the chance of each class for a sentence cut into pieces that are somebody's or nobody's."""
        ids, roles = self._encode(pieces)
        inputs = {"ids": np.array([ids], dtype=np.int64), "roles": np.array([roles], dtype=np.int64)}
        (scores,) = self.session.run(("scores",), inputs)
        powers = np.exp(scores[0] - scores[0].max())
        result: NDArray[np.float32] = powers / powers.sum()
        return result

    def classify(self, pieces: Sequence[Piece]) -> str:
        """Return the most likely class."""
        return self.classes[int(self.chances(pieces).argmax())]

    def _encode(self, pieces: Sequence[Piece]) -> tuple[list[int], list[int]]:
        """Return subwords and roles, each source and target between its marks, cut to the longest the model reads."""
        marks = {
            SOURCE: int(str(self.description["source_mark"])),
            TARGET: int(str(self.description["target_mark"])),
        }
        ids, roles = [_CLS], [0]
        for words, role in pieces:
            found = self.tokenizer.encode(words, add_special_tokens=False).ids
            edges = [marks[role]] if role else []
            ids += [*edges, *found, *edges]
            roles += [role] * (len(found) + 2 * len(edges))
        most = int(str(self.description["length"])) - 1
        return [*ids[:most], _SEP], [*roles[:most], 0]


def cut_marked(marked: str) -> list[Piece]:
    """Return the pieces of a sentence with `<s>…</s>` and `<t>…</t>` around source and target (the form of PLV)."""
    pieces: list[Piece] = []
    role = 0
    for part in _MARK.split(marked):
        if _MARK.fullmatch(part):
            role = 0 if part.startswith("</") else (SOURCE if part == "<s>" else TARGET)
        elif part.strip():
            pieces.append((part, role))
    return pieces
