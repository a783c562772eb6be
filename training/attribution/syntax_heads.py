"""Syntax heads on the shared trunk (tags, names, sentence starts, token heads, relations), and losses.

Arcs and relations are scored as by Dozat and Manning (ICLR 2017), the relation with a product of low rank.
The heads see a learned mix of the trunk's layers (Peters et al., NAACL 2018), so that the last layer stays
free for attribution.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

ARC_BUCKETS = 27
IGNORED = -100


class SyntaxScores(NamedTuple):
    """Scores on subwords; a token's are those of its first subword. Position 0 as a head is "root"."""

    words: Tensor  # [B, T, tags + names + 1]: tag, BIO name, and whether a sentence starts
    arcs: Tensor  # [B, T, T] from a token to its head
    dependents: Tensor  # [B, T, R] for `relations`, of the token
    heads: Tensor  # [B, T, R] for `relations`, of its head


def relative_buckets(length: int, count: int) -> Tensor:
    """[length, length] bucket of the signed distance, fine near 0 and doubling beyond 4."""
    position = torch.arange(length)
    distance = position[None, :] - position[:, None]
    size = distance.abs()
    coarse = (2 + 2 * torch.log2(size.clamp(min=1).float())).floor().long()
    bucket = torch.where(size < 4, size, coarse.clamp(min=4)).clamp(max=count // 2)
    return torch.where(distance < 0, count // 2 - bucket, count // 2 + bucket)


class Mix(nn.Module):
    """A weighted mean of the layers' states."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.linspace(-1.0, 1.0, layers))
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, states: list[Tensor]) -> Tensor:
        shares = self.scale * self.weights.softmax(0)
        mixed = states[0] * shares[0]
        for number, state in enumerate(states[1:], 1):
            mixed = mixed + state * shares[number]
        return mixed


class SyntaxHeads(nn.Module):
    """All heads of syntax.

    `relations` scores the relation of a token from three parts: its own, its head's, and their product.
    """

    def __init__(self, config: dict) -> None:
        super().__init__()
        width, self.rank = config["width"], config["syntax_width"]
        self.mix, self.name_mix = Mix(config["layers"]), Mix(config["layers"])
        self.dropout = nn.Dropout(config["dropout"])
        self.tags = nn.Linear(width, config["syntax_tags"])
        self.names = nn.Linear(width, config["syntax_names"])
        self.starts = nn.Linear(width, 1)
        self.down = nn.Linear(width, 4 * self.rank)
        self.arc = nn.Linear(self.rank, self.rank)
        self.as_head = nn.Linear(self.rank, 1)
        self.distance = nn.Embedding(ARC_BUCKETS, 1)
        nn.init.zeros_(self.distance.weight)
        self.relations = nn.Linear(3 * self.rank, config["syntax_relations"])

    def forward(self, states: list[Tensor], buckets: Tensor) -> SyntaxScores:
        x = self.dropout(self.mix(states))
        named = self.dropout(self.name_mix(states))
        words = torch.cat([self.tags(x), self.names(named), self.starts(x)], dim=-1)
        arc_from, arc_to, dependents, heads = self.dropout(functional.gelu(self.down(x))).chunk(4, dim=-1)
        arcs = (self.arc(arc_from) @ arc_to.transpose(1, 2)) * self.rank**-0.5
        arcs = arcs + self.as_head(arc_to).transpose(1, 2) + self.distance(buckets)[..., 0]
        return SyntaxScores(words, arcs, dependents, heads)

    def relation_scores(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Scores of the relations of tokens and heads given row by row."""
        return self.relations(torch.cat([dependents, heads, dependents * heads], dim=-1))


def syntax_losses(model: SyntaxHeads, scores: SyntaxScores, batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """Mean cross-entropies over the tokens whose teacher's label is known."""
    tokens = batch["syntax_tags"] >= 0
    if not tokens.any():
        zero = scores.words.sum() * 0.0
        return {"tag": zero, "name": zero, "start": zero, "arc": zero, "relation": zero}
    tags, names = model.tags.out_features, model.names.out_features
    words = scores.words[tokens].float()
    found = {
        "tag": functional.cross_entropy(words[:, :tags], batch["syntax_tags"][tokens]),
        "name": functional.cross_entropy(words[:, tags : tags + names], batch["syntax_names"][tokens]),
        "start": functional.binary_cross_entropy_with_logits(
            words[:, -1], batch["syntax_starts"][tokens].float()
        ),
    }
    attached = batch["syntax_heads"] >= 0
    rows, own = attached.nonzero(as_tuple=True)
    head = batch["syntax_heads"][attached]
    candidates = tokens.clone()
    candidates[:, 0] = True
    arcs = scores.arcs[rows, own].float().masked_fill(~candidates[rows], -1e4)
    arcs = arcs.scatter(1, own[:, None], -1e4)
    found["arc"] = functional.cross_entropy(arcs, head)
    related = model.relation_scores(scores.dependents[rows, own], scores.heads[rows, head])
    found["relation"] = functional.cross_entropy(related.float(), batch["syntax_relations"][attached])
    return found
