"""Train the network that ranks antecedents.

    python training/coreference/train.py --data ../shared/data --corpus corpus/train.jsonl \
        --out src/onrecord/annotate/encoder/models/en/antecedents.txt

To be run again whenever names, syntax or features change. With `--hold-out 7` every seventh document is left
out of the training and scored with several values of `LEAST` (annotate/mentions/coreference/chains.py)
after every epoch.
"""

from __future__ import annotations

import argparse
import copy
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from documents import Example, chain_texts, load_examples, load_litbank, record_texts
from network import Ranker, loss_of, source_of, weight_lines
from torch import nn

from onrecord.evaluation.coreference import CoreferenceScore, score_chains

HEADER = """\
# The network that ranks antecedents (annotate/mentions/coreference/antecedents.py): rows of its tables.
# Made by training/coreference/train.py from OntoGUM (annotations CC BY 4.0, Amir Zeldes and others,
# https://github.com/amir-zeldes/gum), LitBank (CC BY 4.0, David Bamman and others,
# https://github.com/dbamman/litbank) and the corpus of this project; no text of them is in this file.
# name | numbers
"""


def fit(
    examples: Sequence[tuple[Example, float]],
    options: argparse.Namespace,
    after: Callable[[Ranker], None] | None = None,
) -> Ranker:
    """Return the ranker with averaged weights; `after` is called with it after every epoch."""
    torch.manual_seed(options.seed)
    order = random.Random(options.seed)  # noqa: S311 - an order, not a secret
    ranker = Ranker(examples[0][0].sizes, options.width, options.dropout)
    average = copy.deepcopy(ranker)
    optimizer = torch.optim.AdamW(
        ranker.parameters(), lr=options.rate, weight_decay=options.decay, betas=(0.9, 0.98)
    )
    rows = list(examples)
    steps, step = options.epochs * len(rows), 0
    for epoch in range(options.epochs):
        order.shuffle(rows)
        total = count = 0.0
        ranker.train()
        for row, weight in rows:
            step += 1
            optimizer.param_groups[0]["lr"] = options.rate * min(step / 50, max(0.02, 1 - step / steps))
            loss, phrases = loss_of(ranker, row)
            if not phrases:
                continue
            optimizer.zero_grad()
            (weight * loss / max(phrases, 100)).backward()
            nn.utils.clip_grad_norm_(ranker.parameters(), 5.0)
            optimizer.step()
            with torch.no_grad():
                for kept, new in zip(average.parameters(), ranker.parameters(), strict=True):
                    kept.lerp_(new, 1 - min(options.average, 1 - 1 / step))
            total, count = total + loss.item(), count + phrases
        print(f"epoch {epoch}: loss {total / count:.3f} a phrase", flush=True)
        if after:
            after(average.eval())
    return average.eval()


def best_links(ranker: Ranker, row: Example) -> tuple[np.ndarray, np.ndarray]:
    """Each phrase's best antecedent (-1: no candidate), and its log odds against having none."""
    with torch.no_grad():
        none, scores = ranker(torch.from_numpy(row.alone), torch.from_numpy(row.pairs), source_of(row))
    odds = np.where(row.known, scores.numpy() - none.numpy()[row.later], -1e4)
    best, most = np.full(len(row.alone), -1), np.full(len(row.alone), -1e4)
    for at in np.argsort(odds, kind="stable"):
        best[row.later[at]], most[row.later[at]] = at, odds[at]
    return best, most


def score(ranker: Ranker, rows: Sequence[Example], least: float) -> CoreferenceScore:
    """The scores of chains in which each phrase is joined to its best antecedent."""
    total = CoreferenceScore()
    for row in rows:
        chains: list[set] = []
        chain_of: list[int] = []
        for number, (at, odds) in enumerate(zip(*best_links(ranker, row), strict=True)):
            if at < 0 or odds <= least:
                chain_of.append(len(chains))
                chains.append({row.spans[number]})
            else:
                chain_of.append(chain_of[row.earlier[at]])
                chains[chain_of[number]].add(row.spans[number])
        total = total.plus(score_chains(row.gold, [frozenset(chain) for chain in chains]))
    return total


def actor_links(ranker: Ranker, rows: Sequence[Example]) -> str:
    """The share of right links among phrases with a known actor, by form, and at higher thresholds."""
    parts = []
    for form in ("name", "nominal", "pronoun"):
        odds, right, all_of = [], [], 0
        for row in rows:
            best, most = best_links(ranker, row)
            for number in np.flatnonzero(row.used):
                if row.forms[number] == form:
                    all_of += not row.first[number]
                    if best[number] >= 0 and most[number] > -1:
                        odds.append(most[number])
                        right.append(row.right[best[number]])
        order = np.argsort(odds)[::-1]
        good = np.cumsum(np.array(right)[order])
        share = good / np.arange(1, len(good) + 1)
        found = [
            int(good[np.flatnonzero(share >= level)[-1]]) if (share >= level).any() else 0
            for level in (0.8, 0.9, 0.95)
        ]
        parts.append(f"{form} {all_of}: right {int(good[-1])} of {len(good)}; at .8 .9 .95: {found}")
    return "; ".join(parts)


def seen_rows(examples: Sequence[tuple[Example, float]], least: int) -> tuple[np.ndarray, np.ndarray]:
    """Which rows of the two tables occur at least so often."""
    sizes = examples[0][0].sizes
    counts = [np.zeros(size, dtype=np.int64) for size in sizes]
    for row, _ in examples:
        for part, rows in enumerate((row.alone, row.pairs)):
            counts[part] += np.bincount(rows.ravel(), minlength=sizes[part])
    return counts[0] >= least, counts[1] >= least


def main() -> None:
    """Read the documents, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with ontogum/ and litbank/")
    parser.add_argument("--corpus", type=Path, default=Path("corpus/train.jsonl"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--readings", type=Path, help="a folder that keeps the annotations of the documents")
    parser.add_argument("--hold-out", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--decay", type=float, default=0.03)
    parser.add_argument("--average", type=float, default=0.99)
    parser.add_argument("--litbank", type=float, default=0.3, help="weight of LitBank; 0 leaves it out")
    parser.add_argument("--actors", type=float, default=0.5, help="weight of the corpus; 0 leaves it out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=int, default=5, help="rarer rows of the tables are not written")
    options = parser.parse_args()
    torch.set_num_threads(1)

    def kept(name: str) -> Path | None:
        return options.readings / name if options.readings else None

    chains = load_examples(chain_texts(options.data / "ontogum" / "train"), kept("r_onto_train.pkl"))
    held = chains[3 :: options.hold_out] if options.hold_out else []
    out = {row.id for row in held}
    examples = [(row, 1.0) for row in chains if row.id not in out]
    if options.litbank:
        texts = ((row.id, row.text, row) for row in load_litbank(options.data / "litbank" / "coref.conll"))
        examples += [(row, options.litbank) for row in load_examples(texts, kept("r_litbank.pkl"))]
    if options.actors:
        records = load_examples(record_texts(options.corpus), kept("r_corpus_train.pkl"))
        held_records = records[:: options.hold_out] if options.hold_out else []
        examples += [
            (row, options.actors) for row in records if row.id not in {one.id for one in held_records}
        ]
    if options.hold_out:

        def report(ranker: Ranker) -> None:
            figures = (
                f"{least}: {100 * score(ranker, held, least).conll:.1f}" for least in (-1.5, -1, -0.5, 0)
            )
            print("  CoNLL F1 held out by LEAST " + ", ".join(figures), flush=True)
            if options.actors:
                print("  " + actor_links(ranker, held_records), flush=True)

        ranker = fit(examples, options, report)
    else:
        ranker = fit(examples, options)
    if not options.out:
        return
    lines = weight_lines(ranker, seen_rows(examples, options.least), 127)
    options.out.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
