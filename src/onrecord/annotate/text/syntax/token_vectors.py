"""Token vectors by the weights of a spaCy pipeline's encoder, for all texts at once. They equal spaCy's.

The encoder sums hashed embeddings of a token's form, then mixes in its neighbours four times (spaCy's
`HashEmbedCNN`). spaCy's own layers store what training needs and look up every token. Here each form is
looked up once a batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from onrecord.annotate.text.syntax.onnx_backend import multiply
from onrecord.model.errors import ModelError

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = NDArray[np.float32]
ThincModel = Any  # a Thinc model: its types are not numpy's

_PIECES = 3  # pieces of a maxout unit
_TINY = np.float32(1e-8)  # added to a variance before the division
# Multipliers that make one key of a token's form, following space and norm (tokenizer exceptions change the
# norm).
_MIX = np.array([2, 1, 0x9E3779B97F4A7C15], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class EmbeddingTable:
    """A table of hashed embeddings: the column of the token feature to look up, and the seed of its hash."""

    feature: int
    seed: int
    rows: Floats

    def summed(self, keys: NDArray[np.uint64]) -> Floats:
        """Return the sum of the rows at each line of keys [n, 4], added in their order as Thinc does."""
        found: Floats = self.rows[keys[:, 0]]
        for column in range(1, keys.shape[1]):
            found += self.rows[keys[:, column]]
        return found


@dataclass(frozen=True, slots=True)
class MaxoutLayer:
    """A normalised layer of maxout units: the largest of three products, scaled and shifted."""

    weights: Floats  # [in, pieces * out]
    bias: Floats
    scale: Floats
    shift: Floats

    @classmethod
    def of(cls, maxout: ThincModel, norm: ThincModel) -> "MaxoutLayer":
        """Copy the weights of a maxout layer and its normalisation."""
        raw: Floats = maxout.get_param("W")  # [out, pieces, in]
        weights = np.ascontiguousarray(raw.transpose(1, 0, 2).reshape(-1, raw.shape[2]).T)
        bias: Floats = maxout.get_param("b").T.reshape(-1)  # [pieces * out]
        return cls(weights, bias, norm.get_param("G"), norm.get_param("b"))

    def apply(self, rows: Floats) -> Floats:
        """Return the layer's output [n, out] for rows [n, in]."""
        products = multiply(rows, self.weights)
        products += self.bias
        width = len(self.scale)
        best = products[:, :width]
        for piece in range(1, _PIECES):
            best = np.maximum(best, products[:, piece * width : (piece + 1) * width])
        best -= best.mean(axis=1, keepdims=True)
        best /= np.sqrt(np.einsum("ij,ij->i", best, best) / np.float32(width) + _TINY)[:, None]
        best *= self.scale
        best += self.shift
        return best


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """An encoder of tokens: embedding tables, a mixing layer and layers that see the neighbours."""

    features: tuple[str, ...]
    tables: tuple[EmbeddingTable, ...]
    mixing: MaxoutLayer
    layers: tuple[MaxoutLayer, ...]
    ops: Any  # Thinc's operations, for their hash

    @classmethod
    def of(cls, model: ThincModel) -> "TokenVectors":
        """Copy the weights of a spaCy encoder.

        Raises ModelError when its architecture is not the expected one.
        """
        parts = list(model.walk())
        named = {name: [part for part in parts if part.name == name] for name in _KNOWN}
        units = [MaxoutLayer.of(*pair) for pair in zip(named["maxout"], named["layernorm"], strict=True)]
        windows = named["expand_window"]
        if (
            len(named["extract_features"]) != 1
            or len(units) != len(windows) + 1
            or len(windows) != _pad(parts)
        ):
            raise ModelError("the spaCy pipeline's encoder is of an unknown make; install version 3.8 again")
        tables = tuple(
            EmbeddingTable(part.attrs["column"], part.attrs["seed"], part.get_param("E"))
            for part in named["hashembed"]
        )
        features = tuple(named["extract_features"][0].attrs["columns"])
        return cls(features, tables, units[0], tuple(units[1:]), model.ops)

    def find(self, docs: Sequence["Doc"]) -> list[Floats]:
        """Return [tokens, width] of each text."""
        filled = [doc for doc in docs if len(doc)]
        if not filled:
            return [np.zeros((0, len(self.mixing.scale)), dtype=np.float32) for _ in docs]
        space = len(self.layers)  # empty rows between two texts, as many as the layers reach
        sizes = np.array([len(doc) for doc in filled])
        begins = np.cumsum(sizes + space) - sizes
        own = np.repeat(begins - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
        rows = np.zeros((int(begins[-1] + sizes[-1]) + space, len(self.mixing.scale)), dtype=np.float32)
        rows[own] = self._forms(filled)
        for layer in self.layers:
            seen = np.zeros((len(rows), 3 * rows.shape[1]), dtype=np.float32)
            width = rows.shape[1]
            seen[1:, :width] = rows[:-1]
            seen[:, width : 2 * width] = rows
            seen[:-1, 2 * width :] = rows[1:]
            rows += layer.apply(seen)
        found = iter(
            [rows[begin : begin + size] for begin, size in zip(begins.tolist(), sizes.tolist(), strict=True)]
        )
        return [next(found) if len(doc) else rows[:0] for doc in docs]

    def _forms(self, docs: Sequence["Doc"]) -> Floats:
        """Return [tokens, width] before the neighbours are mixed in; each distinct form is computed once."""
        words = np.concatenate([doc.to_array(["ORTH", "SPACY", "NORM"]) for doc in docs])
        _, first, which = np.unique(words @ _MIX, return_index=True, return_inverse=True)
        features = np.concatenate([doc.to_array(list(self.features)) for doc in docs])[first]
        found: list[Floats] = []
        for table in self.tables:
            keys = self.ops.hash(np.ascontiguousarray(features[:, table.feature]), table.seed) % len(
                table.rows
            )
            found.append(table.summed(keys))
        forms: Floats = self.mixing.apply(np.concatenate(found, axis=1))[which]
        return forms


_KNOWN = ("extract_features", "hashembed", "maxout", "layernorm", "expand_window")


def _pad(parts: Sequence[ThincModel]) -> int:
    return max((int(part.attrs.get("pad", 0)) for part in parts), default=0)
