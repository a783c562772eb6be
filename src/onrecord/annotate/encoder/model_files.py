"""The packaged attribution model: found, checked against its digests and loaded on first use.

Decoding is elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from onrecord.annotate.attribution.decoder import FEATURES, TAGS, DecodingSettings, Floats
from onrecord.annotate.encoder.model_digests import check_model_file
from onrecord.annotate.encoder.windows import PLACES, QUOTES, SHAPES, Ints
from onrecord.model.errors import ModelError

ATTRIBUTION_FOLDER = Path(__file__).parent / "models" / "attribution"

_OUTPUTS = ("tags", "links", "hidden")
_REPAIR = (
    "Install OnRecord again (pip install --force-reinstall onrecord), "
    "or train the model with `make train-attribution`."
)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_model_file(path: Path, digest: str) -> bytes:
    """Return the content of a model file.

    Raises ModelError when it is missing or differs from the digest in its description.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    _compare(path, hashlib.sha256(content).hexdigest(), digest)
    return content


def _unreadable(path: Path, error: OSError) -> ModelError:
    return ModelError(f"The model file {path} cannot be read ({error.strerror}). {_REPAIR}")


def _compare(path: Path, found: str, digest: str) -> None:
    if found != digest:
        raise ModelError(f"The model file {path} is altered: its SHA-256 is {found}, not {digest}. {_REPAIR}")


def read_description(path: Path, pinned: str | None) -> Mapping[str, object]:
    """Return the JSON object that describes a model; `pinned` is the name of its digest in `model_digests`.

    Raises ModelError when the file is missing, altered or no JSON object.
    """
    try:
        content = path.read_bytes()
        if pinned:
            check_model_file(pinned, content)
        described = json.loads(content)
    except OSError as error:
        raise ModelError(
            f"The model description {path} cannot be read ({error.strerror}). {_REPAIR}"
        ) from error
    except ValueError as error:
        raise ModelError(f"The model description {path} is not JSON ({error}). {_REPAIR}") from error
    if not isinstance(described, dict):
        raise ModelError(f"The model description {path} is no JSON object. {_REPAIR}")
    return described


def open_session(path: Path, digest: str, threads: int) -> onnxruntime.InferenceSession:
    """Return a session of a network that runs on this many threads of the CPU.

    Raises ModelError when the file is missing or differs from the digest in its description. ONNX Runtime
    reads the file itself: it would copy what is read here.
    """
    try:
        _compare(path, file_digest(path), digest)
    except OSError as error:
        raise _unreadable(path, error) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    # Spinning threads would block cores that other processes share and slow all of them down.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


@cache
def load_tokenizer(folder: Path, digest: str) -> Tokenizer:
    """Return the WordPiece tokenizer of a folder, once for all networks. Raises ModelError."""
    return Tokenizer.from_str(read_model_file(folder / "tokenizer.json", digest).decode("utf-8"))


class AttributionNetwork:
    """The attribution model in a folder (attribution.json, attribution.onnx, tokenizer.json).

    `threads` is the number of threads for one batch of windows. The default of one suits programs that
    read several articles at a time.
    """

    def __init__(self, folder: Path = ATTRIBUTION_FOLDER, threads: int = 1) -> None:
        self.folder = folder
        self.threads = threads

    @cached_property
    def description(self) -> Mapping[str, object]:
        """The content of attribution.json, checked against the vocabularies of this version of the program.

        Raises ModelError when the file is missing, is not JSON or has other vocabularies.
        """
        path = self.folder / "attribution.json"
        # a model elsewhere is one that is being trained
        pinned = "attribution/attribution.json" if self.folder == ATTRIBUTION_FOLDER else None
        described = read_description(path, pinned)
        expected = {
            "tags": TAGS,
            "shapes": SHAPES,
            "quotes": QUOTES,
            "places": PLACES,
            "calibration_features": FEATURES,
        }
        for name, values in expected.items():
            if described.get(name) != list(values):
                raise ModelError(
                    f"The model description {path} has other {name} than this version reads. {_REPAIR}"
                )
        return described

    @property
    def digest(self) -> str:
        """SHA-256 of the ONNX file; part of every run's identity."""
        return str(self.description["onnx_sha256"])

    @cached_property
    def settings(self) -> DecodingSettings:
        """Window size, decoding biases and calibration.

        Raises ModelError when one is missing or not a number.
        """
        described = self.description
        try:
            weights = described["calibration_weights"]
            if not isinstance(weights, list) or len(weights) != len(FEATURES):
                raise TypeError("calibration_weights")
            return DecodingSettings(
                window=int(str(described["window"])),
                outside_bias=float(str(described["outside_bias"])),
                none_bias=float(str(described["none_bias"])),
                threshold=float(str(described["threshold"])),
                weights=tuple(float(weight) for weight in weights),
                intercept=float(str(described["calibration_intercept"])),
                steps=_as_steps(described.get("tag_steps", [[0.0] * len(TAGS)] * len(TAGS))),
            )
        except (KeyError, TypeError, ValueError) as error:
            path = self.folder / "attribution.json"
            raise ModelError(
                f"The model description {path} lacks a sound value: {error}. {_REPAIR}"
            ) from error

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The WordPiece tokenizer, without truncation, padding or special tokens of its own."""
        return load_tokenizer(self.folder, str(self.description.get("tokenizer_sha256")))

    @cached_property
    def session(self) -> onnxruntime.InferenceSession:
        digest = str(self.description.get("onnx_sha256"))
        return open_session(self.folder / "attribution.onnx", digest, self.threads)

    def run(self, inputs: Mapping[str, Ints]) -> tuple[Floats, Floats, Floats]:
        """Return (tags [B,T,7], links [B,3,T,T], hidden [B,T,H]) of a padded batch of windows."""
        tags, links, hidden = self.session.run(_OUTPUTS, dict(inputs))
        return np.asarray(tags), np.asarray(links), np.asarray(hidden)


def _as_steps(described: object) -> tuple[tuple[float, ...], ...]:
    """Return the scores of each tag after each other tag.

    Raises TypeError when they are not a square matrix.
    """
    if not isinstance(described, list) or [len(row) for row in described] != [len(TAGS)] * len(TAGS):
        raise TypeError("tag_steps")
    return tuple(tuple(float(score) for score in row) for row in described)
