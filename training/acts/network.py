"""The network: a BERT trunk with marks of the parts of a statement, and a head over the parts' means."""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from onrecord.annotate.attribution.act_network import PARTS

sys.path.append(str(Path(__file__).resolve().parents[1] / "attribution"))
from model import Layer, load_trunk

__all__ = ["ActModel", "load_trunk"]

WIDTH, HEADS, INNER, VOCABULARY = 384, 12, 1536, 30522  # of all-MiniLM-L6-v2
POOLED = (1, 2, 3)  # source, cue, content


class ActModel(nn.Module):
    """Scores of acts [B, acts] from pieces and parts [B, T], and the act by the lists [B]."""

    def __init__(self, acts: int, layers: int, size: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(size, WIDTH)
        self.parts = nn.Embedding(len(PARTS), WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, INNER, dropout) for _ in range(layers))
        self.listed = nn.Embedding(acts, WIDTH)
        self.middle = nn.Linear(WIDTH * (1 + len(POOLED)), WIDTH)
        self.scores = nn.Linear(WIDTH, acts)
        self.rest = nn.Dropout(0.2)
        nn.init.normal_(self.parts.weight, std=0.02)
        nn.init.normal_(self.listed.weight, std=0.02)

    def forward(self, ids: Tensor, parts: Tensor, attention: Tensor, listed: Tensor) -> Tensor:
        return self.head(self.pieces(ids), parts, attention, listed)

    def head(self, x: Tensor, parts: Tensor, attention: Tensor, listed: Tensor) -> Tensor:
        """The scores, given the embedded pieces [B, T, WIDTH]."""
        x = x + self.positions.weight[: x.shape[1]] + self.parts(parts)
        x = self.dropout(self.norm(x))
        bias = (1.0 - attention[:, None, None, :].to(x.dtype)) * -10000.0
        if torch.is_autocast_enabled("cpu"):
            bias = bias.to(torch.bfloat16)
        for layer in self.layers:
            x = layer(x, bias)
        means = [x[:, 0]]
        for part in POOLED:
            weight = ((parts == part) & (attention > 0)).to(x.dtype).unsqueeze(-1)
            means.append((x * weight).sum(1) / weight.sum(1).clamp(min=1))
        middle = self.middle(self.rest(torch.cat(means, -1))) + self.listed(listed)
        return self.scores(self.rest(functional.gelu(middle)))
