"""The network that ranks antecedents: tables of features, one hidden layer, and its loss."""

from __future__ import annotations

import numpy as np
import torch
from documents import Example
from torch import Tensor, nn

NEVER = -1e4
SOURCES = ("chains", "litbank", "corpus")  # each has habits of its own of what has an antecedent


class Ranker(nn.Module):
    """Scores of having no antecedent and of each pair of a document."""

    def __init__(self, sizes: tuple[int, int], width: int, dropout: float) -> None:
        super().__init__()
        self.width = width
        self.tables = nn.ModuleList(nn.EmbeddingBag(size, width + 1, mode="sum") for size in sizes)
        self.habits = nn.EmbeddingBag(sizes[0] * len(SOURCES), 1, mode="sum")
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(width)) for _ in sizes)
        self.outputs = nn.ParameterList(nn.Parameter(torch.randn(width) * width**-0.5) for _ in sizes)
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.habits.weight)
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.05)
            with torch.no_grad():
                table.weight[:, -1] = 0.0

    def _score(self, part: int, rows: Tensor) -> Tensor:
        total = self.tables[part](rows)
        hidden = torch.relu(total[:, :-1] + self.biases[part])
        return self.dropout(hidden) @ self.outputs[part] + total[:, -1]

    def forward(self, alone: Tensor, pairs: Tensor, source: int) -> tuple[Tensor, Tensor]:
        """(scores of no antecedent [phrases], scores of the pairs [pairs])."""
        none = self._score(0, alone)
        if source:
            none = none + self.habits(alone + source * self.tables[0].num_embeddings)[:, 0]
        return none, self._score(1, pairs)


def source_of(row: Example) -> int:
    """The number of a document's set in SOURCES."""
    return SOURCES.index(row.genre) if row.genre in SOURCES else 0


def _log_sum(scores: Tensor, later: Tensor, none: Tensor) -> Tensor:
    """The logarithm of the summed exponentials of each phrase's pairs and of having none."""
    most = none.detach().scatter_reduce(0, later, scores.detach(), "amax")
    total = torch.exp(none - most).index_add(0, later, torch.exp(scores - most[later]))
    return torch.log(total) + most


def loss_of(ranker: Ranker, row: Example) -> tuple[Tensor, int]:
    """The summed negative log-likelihood of the right antecedents together, and the number of phrases."""
    later = torch.from_numpy(row.later).long()
    none, scores = ranker(torch.from_numpy(row.alone), torch.from_numpy(row.pairs), source_of(row))
    scores = scores.masked_fill(~torch.from_numpy(row.known), NEVER)
    all_of = _log_sum(scores, later, none)
    right = _log_sum(
        scores.masked_fill(~torch.from_numpy(row.right), NEVER),
        later,
        none.masked_fill(~torch.from_numpy(row.first), NEVER),
    )
    lost = (all_of - right)[torch.from_numpy(row.used)]
    return lost.sum(), len(lost)


def weight_lines(ranker: Ranker, seen: tuple[np.ndarray, np.ndarray], steps: int) -> list[str]:
    """The lines of the packaged file: numbers of tables as multiples of the largest one's `steps`th part.

    `seen` tells which rows the documents have; the others are not written and read as zero.
    """
    lines = []
    for part, name in enumerate(("none", "pair")):
        table = ranker.tables[part].weight.detach().numpy() * seen[part][:, None]
        scale = float(np.abs(table).max()) / steps
        lines.append(f"{name} size | {len(table)} {ranker.width} {scale:.6g}")
        for key, values in (("bias", ranker.biases[part]), ("output", ranker.outputs[part])):
            lines.append(f"{name} {key} | " + " ".join(f"{value:.4f}" for value in values.tolist()))
        whole = np.rint(table / scale).astype(int)
        lines += [
            f"{name} row {number} | " + " ".join(map(str, numbers))
            for number, numbers in enumerate(whole.tolist())
            if any(numbers)
        ]
    size = ranker.tables[0].num_embeddings
    start = SOURCES.index("corpus") * size
    habits = ranker.habits.weight.detach().numpy()[start : start + size, 0] * seen[0]
    lines += [
        f"actors row {number} | {value:.3f}" for number, value in enumerate(habits) if abs(value) > 0.004
    ]
    return lines
