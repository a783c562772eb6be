"""Agreement of a checkpoint's syntax heads with their teacher on held-out texts, before trees are built.

python training/attribution/evaluate_syntax.py --teacher DIR/teacher.jsonl --checkpoint DIR/last.pt
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import torch
from data import (
    Augmentation,
    Labelled,
    add_syntax,
    batches,
    collate,
    hold_out,
    label_plain,
    load_rows,
    sample_epoch,
)
from evaluate import load_checkpoint
from syntax_data import Labels, load_teacher
from train import default_data, held_back, load_tokenizer, packaged_file

from model import TokenModel

UNCHANGED = Augmentation(0.0, 0.0, 0.0, 0.0, 0.0)


def held_out_articles(paths: argparse.Namespace, labels: Labels, config: dict) -> dict[str, list[Labelled]]:
    teacher, tokenizer = load_teacher(paths.teacher), load_tokenizer(paths.tokenizer)
    _, held = hold_out(load_rows(paths.data / "polnear" / "train.jsonl"), config["hold_out"])
    texts = {"polnear": [row["text"] for row in held]}
    for row in [
        *held_back(teacher, config["hold_out_plain"])[1],
        *(row for row in teacher if row["set"] == "ontogum-dev"),
    ]:
        texts.setdefault(row["set"], []).append(row["text"])
    return {
        name: add_syntax([label_plain(text, name, tokenizer) for text in rows], rows, teacher, labels)
        for name, rows in texts.items()
    }


@torch.no_grad()
def agreement(reader: TokenModel, articles: list[Labelled], config: dict) -> Counter[str]:
    """Count tokens, and those whose tag, name tag, start, head and relation equal the teacher's."""
    counts: Counter[str] = Counter()
    tags = config["syntax_tags"]
    for samples in batches(sample_epoch(articles, config["window"], UNCHANGED, 0), config["batch"]):
        batch = collate(samples)
        scores = reader(*(batch[name] for name in ("ids", "attention", "shapes", "quotes", "places")))[3]
        tokens = batch["syntax_tags"] >= 0
        counts["tokens"] += int(tokens.sum())
        counts["tag"] += int((scores.words[..., :tags].argmax(-1) == batch["syntax_tags"])[tokens].sum())
        counts["name tag"] += int(
            (scores.words[..., tags:-1].argmax(-1) == batch["syntax_names"])[tokens].sum()
        )
        counts["start"] += int(((scores.words[..., -1] > 0) == (batch["syntax_starts"] == 1))[tokens].sum())
        candidates = tokens.clone()
        candidates[:, 0] = True
        arcs = scores.arcs.masked_fill(~candidates[:, None], -1e4)
        arcs = arcs.masked_fill(torch.eye(arcs.shape[1], dtype=torch.bool)[None], -1e4)
        attached = batch["syntax_heads"] >= 0
        right = (arcs.argmax(-1) == batch["syntax_heads"]) & attached
        rows, own = attached.nonzero(as_tuple=True)
        related = reader.syntax.relation_scores(
            scores.dependents[rows, own], scores.heads[rows, batch["syntax_heads"][attached]]
        )
        same = related.argmax(-1) == batch["syntax_relations"][attached]
        counts["attached"] += len(rows)
        counts["head"] += int(right.sum())
        counts["head and relation"] += int((same & right[attached]).sum())
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=default_data())
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, default=packaged_file("tokenizer.json"))
    paths = parser.parse_args()
    config = json.loads(torch.load(paths.checkpoint, weights_only=True)["config"])
    labels = Labels(*(tuple(config["labels"][name]) for name in ("tags", "relations", "names")))
    reader = load_checkpoint(paths.checkpoint)
    for name, articles in held_out_articles(paths, labels, config).items():
        counts = agreement(reader, articles, config)
        parts = [
            f"{part} {100 * counts[part] / counts['tokens']:.1f}" for part in ("tag", "name tag", "start")
        ]
        parts += [
            f"{part} {100 * counts[part] / counts['attached']:.1f}" for part in ("head", "head and relation")
        ]
        print(f"{name} ({counts['tokens']} tokens): {'  '.join(parts)}", flush=True)


if __name__ == "__main__":
    main()
