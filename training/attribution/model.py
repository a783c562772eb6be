"""The network: a BERT trunk with word features; heads for attribution (BIO tags, links) and for syntax."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from syntax_heads import SyntaxHeads, SyntaxScores, relative_buckets
from torch import Tensor, nn
from torch.nn import functional

from onrecord.annotate.encoder.windows import PLACES, QUOTES, SHAPES

TAG_COUNT = 7
LINKS = 3  # cue -> source start, cue -> source end, content word -> cue
BUCKETS = 27
IMPOSSIBLE = -1e4


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
        if self.training or torch.onnx.is_in_onnx_export():  # the fused form learns at a third of the speed
            scores = (q * (width // self.heads) ** -0.5) @ k.transpose(-1, -2)
            mixed = torch.softmax(scores + bias, dim=-1).to(v.dtype) @ v
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

    def forward(
        self, ids: Tensor, attention: Tensor, shapes: Tensor, quotes: Tensor, places: Tensor
    ) -> list[Tensor]:
        """The hidden states [B,T,width] after each layer, the last one last."""
        x = self.pieces(ids) + self.positions.weight[: ids.shape[1]]
        x = x + self.shapes(shapes) + self.quotes(quotes) + self.places(places)
        x = self.dropout(self.norm(x))
        bias = (1.0 - attention[:, None, None, :].to(x.dtype)) * -10000.0
        if torch.is_autocast_enabled("cpu"):
            bias = bias.to(torch.bfloat16)
        states = []
        for layer in self.layers:
            x = layer(x, bias)
            states.append(x)
        return states


def may_follow() -> Tensor:
    """[7, 7] True where the second tag may follow the first: "inside" only after the same role."""
    tags = torch.arange(TAG_COUNT)
    inside = (tags > 0) & (tags % 2 == 0)
    role = (tags + 1) // 2
    return ~inside[None, :] | (role[:, None] == role[None, :])


class Chain(nn.Module):
    """A linear-chain CRF over the tags of a window's words (Lafferty, McCallum and Pereira, ICML 2001)."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = nn.Parameter(torch.zeros(TAG_COUNT, TAG_COUNT))
        self.register_buffer("allowed", may_follow(), persistent=False)

    def scores(self) -> Tensor:
        """[7, 7] score of the second tag after the first."""
        return self.steps.masked_fill(~self.allowed, IMPOSSIBLE)

    def forward(self, tags: Tensor, gold: Tensor) -> Tensor:
        """Mean negative log-likelihood a word.

        `tags` [B,T,7] scores, `gold` [B,T] with -100 where there is no word.
        """
        known = gold >= 0
        order = torch.argsort((~known).long(), dim=1, stable=True)  # words first, in their order
        sizes = known.sum(1)
        longest = int(sizes.max())
        if longest == 0:
            return tags.sum() * 0.0
        order = order[:, :longest]
        scores = torch.gather(tags, 1, order[..., None].expand(-1, -1, TAG_COUNT)).log_softmax(-1)
        path = torch.gather(gold, 1, order).clamp(min=0)
        real = torch.arange(longest)[None, :] < sizes[:, None]
        steps = self.scores()
        gold_score = (torch.gather(scores, 2, path[..., None])[..., 0] * real).sum(1)
        # Gold that no BIO sequence allows (a role cut at the window's edge) must not cost 10,000.
        gold_score = gold_score + (self.steps[path[:, :-1], path[:, 1:]] * real[:, 1:]).sum(1)
        total = scores[:, 0]
        for t in range(1, longest):
            ahead = torch.logsumexp(total[:, :, None] + steps, dim=1) + scores[:, t]
            total = torch.where(real[:, t, None], ahead, total)
        return (torch.logsumexp(total, dim=1) - gold_score)[sizes > 0].sum() / sizes.sum()


class TokenModel(nn.Module):
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
        self.syntax = SyntaxHeads(config)
        self.crf = Chain()
        # Predicting masked words keeps lexical detail in the trunk; used in training only.
        self.guess = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.guess_bias = nn.Parameter(torch.zeros(config["vocabulary"]))
        self.register_buffer("buckets", relative_buckets(config["positions"], BUCKETS), persistent=False)

    def forward(
        self,
        ids: Tensor,
        attention: Tensor,
        shapes: Tensor,
        quotes: Tensor,
        places: Tensor,
        annotators: Tensor | None = None,
    ) -> tuple[Tensor, Tensor, Tensor, SyntaxScores]:
        """(tag scores [B,T,7], link scores [B,3,T,T], hidden [B,T,width], scores of syntax)."""
        states = self.trunk(ids, attention, shapes, quotes, places)
        hidden = states[-1]
        x = self.dropout(hidden)
        styled = x if annotators is None else x + self.annotators(annotators)[:, None, :]
        size, length, _ = x.shape
        q = self.queries(x).view(size, length, LINKS, self.rank).permute(0, 2, 1, 3)
        k = self.keys(x).view(size, length, LINKS, self.rank).permute(0, 2, 3, 1)
        near = self.distance(self.buckets[:length, :length]).permute(2, 0, 1)
        links = (q @ k) * self.rank**-0.5 + near
        near = self.buckets[:length, :length]
        return self.tags(styled), links, hidden, self.syntax(states, near)


def load_trunk(trunk: Trunk, path: Path) -> None:
    """Copy a BERT checkpoint (safetensors) into the trunk; the token-type embedding joins the positions."""
    weights = load_file(str(path))
    weights = {name.removeprefix("bert."): value for name, value in weights.items()}
    with torch.no_grad():
        trunk.pieces.weight.copy_(weights["embeddings.word_embeddings.weight"])
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        trunk.positions.weight.copy_(
            weights["embeddings.position_embeddings.weight"][: trunk.positions.num_embeddings] + kind
        )
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


def losses(
    outputs: tuple[Tensor, Tensor, Tensor, SyntaxScores], batch: dict[str, Tensor], smoothing: float
) -> dict[str, Tensor]:
    """Mean cross-entropies: tags over words, source over cues (start and end), content over content words."""
    tags, links = outputs[0].float(), outputs[1]
    zero = tags.sum() * 0.0
    found = {"tags": zero}
    if (batch["tags"] >= 0).any():
        found["tags"] = functional.cross_entropy(
            tags.reshape(-1, TAG_COUNT),
            batch["tags"].reshape(-1),
            ignore_index=-100,
            label_smoothing=smoothing,
        )
    hidden = ~batch["first"]
    rows, cue, start, end = batch["sources"].unbind(1)
    if len(rows):
        scores = links[rows, :2, cue].float().masked_fill(hidden[rows][:, None], -1e4)
        found["source"] = functional.cross_entropy(scores[:, 0], start) + functional.cross_entropy(
            scores[:, 1], end
        )
    else:
        found["source"] = zero
    rows, word, cue = batch["contents"].unbind(1)
    if len(rows):
        scores = links[rows, 2, word].float().masked_fill(hidden[rows], -1e4)
        found["content"] = functional.cross_entropy(scores, cue)
    else:
        found["content"] = zero
    return found


def guess_loss(reader: TokenModel, hidden: Tensor, masked: Tensor) -> Tensor:
    """Mean cross-entropy of the hidden subwords, scored with the table of subwords."""
    where = masked >= 0
    if not where.any():
        return hidden.sum() * 0.0
    guessed = reader.guess(hidden[where])
    scores = functional.linear(guessed, reader.trunk.pieces.weight, reader.guess_bias)
    return functional.cross_entropy(scores.float(), masked[where])


def twin_loss(tags: Tensor, twins: Tensor) -> Tensor:
    """Mean divergence of a word's tags without quotation marks from those with them, which are fixed."""
    if not len(twins):
        return tags.sum() * 0.0
    row, at, twin, there = twins.unbind(1)
    wanted = tags[row, at].float().log_softmax(-1).detach()
    found = tags[twin, there].float().log_softmax(-1)
    return functional.kl_div(found, wanted, log_target=True, reduction="batchmean")
