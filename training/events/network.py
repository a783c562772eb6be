"""The event classifier: a small BERT over a sentence with a marked source and target, fifteen scores out."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER, LAYERS, VOCABULARY, POSITIONS = 384, 12, 1536, 6, 30522, 512
FROZEN = 3  # layers that stay as they came: half the time of training, and little data spoils them
LENGTH = 160  # subwords of a sentence that are read, marks included


class Block(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        size, length, width = x.shape
        q, k, v = self.qkv(x).view(size, length, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-1, -2)) * (width // HEADS) ** -0.5
        mixed = torch.softmax(scores + bias, dim=-1) @ v
        x = self.norm1(x + self.dropout(self.out(mixed.transpose(1, 2).reshape(size, length, width))))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Classifier(nn.Module):
    """Scores of the classes from the means over the sentence, the source and the target.

    `roles` [B,T]: 0 other, 1 source, 2 target.
    """

    def __init__(self, classes: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.roles = nn.Embedding(3, WIDTH)
        nn.init.normal_(self.roles.weight, std=0.01)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Block(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.mixed = nn.Linear(3 * WIDTH, WIDTH)
        self.scores = nn.Linear(WIDTH, classes)

    def lower(self, ids: Tensor, attention: Tensor) -> Tensor:
        """[B,T,WIDTH] after the layers that are not trained."""
        x = self.norm(self.pieces(ids) + self.positions.weight[: ids.shape[1]])
        bias = (1.0 - attention[:, None, None, :].float()) * -10000.0
        for layer in self.layers[:FROZEN]:
            x = layer(x, bias)
        return x

    def upper(self, x: Tensor, attention: Tensor, roles: Tensor) -> Tensor:
        """[B,C] scores from what `lower` gave."""
        x = self.dropout(x + self.roles(roles))
        bias = (1.0 - attention[:, None, None, :].float()) * -10000.0
        for layer in self.layers[FROZEN:]:
            x = layer(x, bias)
        seen = [attention.float(), (roles == 1).float(), (roles == 2).float()]
        means = [(x * part[..., None]).sum(1) / part.sum(1, keepdim=True).clamp(min=1.0) for part in seen]
        joined = torch.tanh(self.mixed(self.dropout(torch.cat(means, dim=-1))))
        scores: Tensor = self.scores(self.dropout(joined))
        return scores

    def forward(self, ids: Tensor, attention: Tensor, roles: Tensor) -> Tensor:
        return self.upper(self.lower(ids, attention), attention, roles)


def load_trunk(model: Classifier, path: Path) -> None:
    """Copy a BERT checkpoint (safetensors); the token-type embedding joins the positions."""
    weights = {name.removeprefix("bert."): value for name, value in load_file(str(path)).items()}
    with torch.no_grad():
        model.pieces.weight.copy_(weights["embeddings.word_embeddings.weight"])
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        model.positions.weight.copy_(weights["embeddings.position_embeddings.weight"][:POSITIONS] + kind)
        model.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
        model.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
        names = {
            "out": "attention.output.dense",
            "norm1": "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "norm2": "output.LayerNorm",
        }
        for number, layer in enumerate(model.layers):
            base = f"encoder.layer.{number}."
            parts = [base + f"attention.self.{name}." for name in ("query", "key", "value")]
            layer.qkv.weight.copy_(torch.cat([weights[part + "weight"] for part in parts]))
            layer.qkv.bias.copy_(torch.cat([weights[part + "bias"] for part in parts]))
            for ours, theirs in names.items():
                for end in ("weight", "bias"):
                    getattr(getattr(layer, ours), end).copy_(weights[f"{base}{theirs}.{end}"])
