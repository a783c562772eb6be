"""The attribution network: a BERT trunk with word features, BIO tags, and three link score matrices."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from onrecord.reading.attribution_windows import PLACES, QUOTES, SHAPES

TAG_COUNT = 7
LINKS = 3  # cue -> source start, cue -> source end, content word -> cue
BUCKETS = 27


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        size, length, width = x.shape
        q, k, v = self.qkv(x).view(size, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        if torch.onnx.is_in_onnx_export():
            scores = (q @ k.transpose(-1, -2)) * (width // self.heads) ** -0.5
            mixed = torch.softmax(scores + bias, dim=-1) @ v
        else:
            mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = self.norm1(x + self.dropout(self.out(mixed.transpose(1, 2).reshape(size, length, width))))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Trunk(nn.Module):
    """BERT with added embeddings of casing, quotation and place."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        width = config["width"]
        self.pieces = nn.Embedding(config["vocabulary"], width)
        self.positions = nn.Embedding(config["positions"], width)
        self.shapes = nn.Embedding(len(SHAPES), width)
        self.quotes = nn.Embedding(len(QUOTES), width)
        self.places = nn.Embedding(len(PLACES), width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(config["dropout"])
        self.layers = nn.ModuleList(
            Layer(width, config["heads"], config["inner"], config["dropout"]) for _ in range(config["layers"])
        )
        for table in (self.shapes, self.quotes, self.places):
            nn.init.normal_(table.weight, std=0.01)

    def forward(self, ids: Tensor, attention: Tensor, shapes: Tensor, quotes: Tensor, places: Tensor) -> Tensor:
        x = self.pieces(ids) + self.positions.weight[: ids.shape[1]]
        x = x + self.shapes(shapes) + self.quotes(quotes) + self.places(places)
        x = self.dropout(self.norm(x))
        bias = (1.0 - attention[:, None, None, :].to(x.dtype)) * -10000.0
        if torch.is_autocast_enabled("cpu"):
            bias = bias.to(torch.bfloat16)
        for layer in self.layers:
            x = layer(x, bias)
        return x


def relative_buckets(length: int) -> Tensor:
    """[length, length] bucket of the signed distance, fine near 0 and doubling beyond 4."""
    position = torch.arange(length)
    distance = position[None, :] - position[:, None]
    size = distance.abs()
    coarse = (2 + 2 * torch.log2(size.clamp(min=1).float())).floor().long()
    bucket = torch.where(size < 4, size, coarse.clamp(min=4)).clamp(max=BUCKETS // 2)
    return torch.where(distance < 0, BUCKETS // 2 - bucket, BUCKETS // 2 + bucket)


class Reader(nn.Module):
    """Tags and links of a batch of windows, with the last hidden state for other heads."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        width, self.rank = config["width"], config["link_width"]
        self.trunk = Trunk(config)
        self.dropout = nn.Dropout(config["dropout"])
        self.tags = nn.Linear(width, TAG_COUNT)
        self.annotators = nn.Embedding(config["annotators"] + 1, width, padding_idx=0)
        nn.init.zeros_(self.annotators.weight)
        self.queries = nn.Linear(width, LINKS * self.rank)
        self.keys = nn.Linear(width, LINKS * self.rank)
        self.distance = nn.Embedding(BUCKETS, LINKS)
        nn.init.zeros_(self.distance.weight)
        # Guessing hidden words keeps the trunk's word detail; used in training only.
        self.guess = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.guess_bias = nn.Parameter(torch.zeros(config["vocabulary"]))
        self.register_buffer("buckets", relative_buckets(config["positions"]), persistent=False)

    def forward(
        self,
        ids: Tensor,
        attention: Tensor,
        shapes: Tensor,
        quotes: Tensor,
        places: Tensor,
        annotators: Tensor | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(tag scores [B,T,7], link scores [B,3,T,T], hidden [B,T,width])."""
        hidden = self.trunk(ids, attention, shapes, quotes, places)
        x = self.dropout(hidden)
        styled = x if annotators is None else x + self.annotators(annotators)[:, None, :]
        size, length, _ = x.shape
        q = self.queries(x).view(size, length, LINKS, self.rank).permute(0, 2, 1, 3)
        k = self.keys(x).view(size, length, LINKS, self.rank).permute(0, 2, 3, 1)
        near = self.distance(self.buckets[:length, :length]).permute(2, 0, 1)
        links = (q @ k) * self.rank**-0.5 + near
        return self.tags(styled), links, hidden


def load_trunk(trunk: Trunk, path: Path) -> None:
    """Copy a BERT checkpoint (safetensors) into the trunk; the token-type embedding joins the positions."""
    weights = load_file(str(path))
    weights = {name.removeprefix("bert."): value for name, value in weights.items()}
    with torch.no_grad():
        trunk.pieces.weight.copy_(weights["embeddings.word_embeddings.weight"])
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        trunk.positions.weight.copy_(weights["embeddings.position_embeddings.weight"][: trunk.positions.num_embeddings] + kind)
        trunk.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
        trunk.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
        for number, layer in enumerate(trunk.layers):
            base = f"encoder.layer.{number}."
            parts = [base + f"attention.self.{name}." for name in ("query", "key", "value")]
            layer.qkv.weight.copy_(torch.cat([weights[part + "weight"] for part in parts]))
            layer.qkv.bias.copy_(torch.cat([weights[part + "bias"] for part in parts]))
            names = {
                "out": "attention.output.dense",
                "norm1": "attention.output.LayerNorm",
                "up": "intermediate.dense",
                "down": "output.dense",
                "norm2": "output.LayerNorm",
            }
            for ours, theirs in names.items():
                for kind_ in ("weight", "bias"):
                    getattr(getattr(layer, ours), kind_).copy_(weights[f"{base}{theirs}.{kind_}"])


def losses(outputs: tuple[Tensor, Tensor, Tensor], batch: dict[str, Tensor], smoothing: float) -> dict[str, Tensor]:
    """Mean cross-entropies: tags over words, source over cues (start and end), content over content words."""
    tags, links, _ = outputs
    tags = tags.float()
    found = {
        "tags": functional.cross_entropy(
            tags.reshape(-1, TAG_COUNT), batch["tags"].reshape(-1), ignore_index=-100, label_smoothing=smoothing
        )
    }
    zero = tags.sum() * 0.0
    hidden = ~batch["first"]
    rows, cue, start, end = batch["sources"].unbind(1)
    if len(rows):
        scores = links[rows, :2, cue].float().masked_fill(hidden[rows][:, None], -1e4)
        found["source"] = functional.cross_entropy(scores[:, 0], start) + functional.cross_entropy(scores[:, 1], end)
    else:
        found["source"] = zero
    rows, word, cue = batch["contents"].unbind(1)
    if len(rows):
        scores = links[rows, 2, word].float().masked_fill(hidden[rows], -1e4)
        found["content"] = functional.cross_entropy(scores, cue)
    else:
        found["content"] = zero
    return found


def guess_loss(reader: Reader, hidden: Tensor, masked: Tensor) -> Tensor:
    """Mean cross-entropy of the hidden subwords, scored with the table of subwords."""
    where = masked >= 0
    if not where.any():
        return hidden.sum() * 0.0
    guessed = reader.guess(hidden[where])
    scores = functional.linear(guessed, reader.trunk.pieces.weight, reader.guess_bias)
    return functional.cross_entropy(scores.float(), masked[where])
