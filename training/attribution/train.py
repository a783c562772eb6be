"""Train the attribution model; one checkpoint an epoch, `--resume` goes on from the last.

python training/attribution/train.py --data ../shared/data --trunk model.safetensors --tokenizer tokenizer.json --out DIR
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
import os
import random
import time
import tomllib
from pathlib import Path

import torch
from data import Augmentation, batches, collate, hold_out, label, load_rows, sample_epoch
from model import Reader, load_trunk, losses
from tokenizers import Tokenizer

HERE = Path(__file__).parent
LOG = logging.getLogger("train")


def read_config(path: Path, overrides: list[str]) -> dict:
    """The TOML file with `name=value` overrides (JSON values)."""
    config = tomllib.loads(path.read_text(encoding="utf-8"))
    for override in overrides:
        name, value = override.split("=", 1)
        config[name] = json.loads(value)
    return config


def load_tokenizer(path: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def parameter_groups(model: Reader, config: dict) -> list[dict]:
    added = ("trunk.shapes", "trunk.quotes", "trunk.places")
    trunk, heads, plain = [], [], []
    for name, value in model.named_parameters():
        if not name.startswith("trunk.") or name.startswith(added):
            heads.append(value)
        elif value.ndim < 2:
            plain.append(value)
        else:
            trunk.append(value)
    return [
        {"params": trunk, "lr": config["lr"], "weight_decay": 0.01},
        {"params": plain, "lr": config["lr"], "weight_decay": 0.0},
        {"params": heads, "lr": config["head_lr"], "weight_decay": 0.01},
    ]


def learning_rate(step: int, total: int, warm_up: float) -> float:
    warm = max(1, int(total * warm_up))
    return (step + 1) / warm if step < warm else max(0.02, (total - step) / max(1, total - warm))


@torch.no_grad()
def follow(average: Reader, model: Reader, decay: float) -> None:
    """Exponential moving average of the weights."""
    torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)


def train(config: dict, paths: argparse.Namespace) -> None:
    torch.manual_seed(config["seed"])
    tokenizer = load_tokenizer(paths.tokenizer)
    rows = load_rows(paths.data / "polnear" / "train.jsonl")
    if config["hold_out"]:
        rows, _ = hold_out(rows, config["hold_out"])
    if paths.limit:
        rows = rows[: paths.limit]
    names = sorted({row["annotator"] for row in rows})
    annotators = {name: number for number, name in enumerate(names, 1)}
    articles = [label(row, tokenizer, annotators) for row in rows]
    model = Reader(config | {"annotators": 16})
    load_trunk(model.trunk, paths.trunk)
    if paths.start:
        model.load_state_dict(torch.load(paths.start, weights_only=True)["average"])
    average = copy.deepcopy(model).eval()
    optimizer = torch.optim.AdamW(parameter_groups(model, config), betas=(0.9, 0.98), eps=1e-6, fused=True)
    bases = [group["lr"] for group in optimizer.param_groups]
    rates = Augmentation(**config["augmentation"])
    per_epoch = len(batches(sample_epoch(articles, config["window"], rates, 0), config["batch"]))
    total, step, begin = per_epoch * config["epochs"], 0, 0
    last = paths.out / "last.pt"
    if paths.resume and last.exists():
        state = torch.load(last, weights_only=True)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        step, begin = state["step"], state["epoch"]
    for epoch in range(begin, config["epochs"]):
        model.train()
        clock, sums = time.time(), {}
        chance = random.Random(config["seed"] * 1000 + epoch)
        for samples in batches(
            sample_epoch(articles, config["window"], rates, config["seed"] * 1000 + epoch), config["batch"]
        ):
            batch = collate(samples)
            factor = learning_rate(step, total, config["warm_up"])
            for group, base in zip(optimizer.param_groups, bases, strict=True):
                group["lr"] = base * factor
            shown = batch["annotators"] if chance.random() < 0.7 else None
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config["bf16"]):
                outputs = model(*(batch[n] for n in ("ids", "attention", "shapes", "quotes", "places")), shown)
            parts = losses(outputs, batch, config["smoothing"])
            loss = parts["tags"] + config["source_weight"] * parts["source"] + config["content_weight"] * parts["content"]
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            follow(average, model, min(config["average"], (step + 1) / (step + 10)))
            step += 1
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach())
            if step % 50 == 0:
                done = (step - 1) % per_epoch + 1
                shown_sums = {k: round(v / done, 4) for k, v in sums.items()}
                LOG.info("step %d/%d %.2f s/step %s", step, total, (time.time() - clock) / done, shown_sums)
        state = {"config": json.dumps(config), "average": average.state_dict(), "epoch": epoch + 1, "step": step}
        torch.save(state, paths.out / f"epoch{epoch + 1}.pt")
        torch.save(state | {"model": model.state_dict(), "optimizer": optimizer.state_dict()}, last)
        LOG.info("epoch %d done in %.0f s", epoch + 1, time.time() - clock)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("ONRECORD_DATA", "../shared/data")))
    parser.add_argument("--trunk", type=Path, required=True, help="model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("--tokenizer", type=Path, required=True, help="its tokenizer.json")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="checkpoint whose averaged weights to begin from")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--limit", type=int, default=0, help="articles to train on, for a quick try")
    paths = parser.parse_args()
    paths.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(read_config(paths.config, paths.set), paths)


if __name__ == "__main__":
    main()
