"""Score a model with the referee's scorer; fit calibrator and thresholds on held-out training articles.

python training/attribution/evaluate.py --data ../shared/data --model DIR [--calibrate OUT.json] [--details]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
from data import hold_out, load_rows
from scipy.optimize import minimize
from tokenizers import Tokenizer
from train import default_data, load_tokenizer, packaged_file

from model import TokenModel
from onrecord.annotate.attribution import decoder as decoding
from onrecord.annotate.encoder.model_files import AttributionNetwork
from onrecord.annotate.encoder.windows import Ints, Words, read_words

UNFITTED = decoding.DecodingSettings(252, 0.0, 1.0, 0.0, (0.0,) * len(decoding.FEATURES), 0.0)


def load_referee(data: Path) -> ModuleType:
    """The scorer beside the data folder, so that figures follow its definitions and no copy of them."""
    path = data.resolve().parent / "evaluation" / "score_attributions.py"
    spec = importlib.util.spec_from_file_location("score_attributions", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TorchNetwork:
    """A checkpoint behind the run-time interface."""

    def __init__(self, reader: TokenModel, tokenizer: Tokenizer, settings: decoding.DecodingSettings) -> None:
        self.reader, self.tokenizer, self.settings = reader, tokenizer, settings

    @torch.no_grad()
    def run(self, inputs: dict[str, Ints]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        names = ("ids", "attention", "shapes", "quotes", "places")
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.half):
            outputs = self.reader(*(torch.from_numpy(inputs[n]) for n in names))
        tags, links, hidden = (o.float().numpy() for o in outputs[:3])
        return tags, links, hidden

    half = False


def load_checkpoint(path: Path) -> TokenModel:
    state = torch.load(path, weights_only=True)
    reader = TokenModel(json.loads(state["config"]) | {"annotators": 16})
    reader.load_state_dict(state["average"], strict=False)
    return reader.eval()


def load_network(path: Path, tokenizer: Path | None) -> decoding.Network:
    if path.is_dir():
        return AttributionNetwork(path)
    assert tokenizer, "a checkpoint needs --tokenizer"
    return TorchNetwork(load_checkpoint(path), load_tokenizer(tokenizer), UNFITTED)


def blank_quotes(text: str) -> str:
    """The text with every quotation mark replaced by as many blanks, so that offsets stay."""
    for mark in ('"', "“", "”", "„", "«", "»"):
        text = text.replace(mark, " ")
    return text.replace("''", "  ").replace("``", "  ")


class Encoded:
    """Articles after one pass, so that decoding settings can be tried without encoding again."""

    def __init__(self, rows: Sequence[dict], network: decoding.Network, change: Callable[[str], str]) -> None:
        self.rows = rows
        self.articles: list[tuple[Words, list[decoding.WindowPass]]] = []
        for row in rows:
            text = change(row["text"])
            words = read_words(text, [(0, len(text))], network.tokenizer)
            self.articles.append(
                (words, [w for chunk in decoding.pass_windows(words, network) for w in chunk])
            )

    def candidates(self, settings: decoding.DecodingSettings) -> list[list[decoding.Candidate]]:
        found = []
        for words, passes in self.articles:
            found.append(list(decoding.decode_passes([passes] if passes else [], words, settings)))
        return found

    def predictions(self, settings: decoding.DecodingSettings) -> list[dict]:
        lines = []
        for row, (words, _), candidates in zip(
            self.rows, self.articles, self.candidates(settings), strict=True
        ):
            rated = [(c, decoding.confidence(c, settings)) for c in candidates]
            found = [decoding.as_found(c, words, p) for c, p in rated if p >= settings.threshold]
            attributions = [
                {"source": f.source, "cue": f.cue, "content": f.content, "confidence": f.confidence}
                for f in found
            ]
            lines.append({"id": row["id"], "attributions": attributions})
        return lines


def verdicts(referee: ModuleType, rows: Sequence[dict], lines: Sequence[dict]) -> list[list[bool]]:
    """For each predicted relation whether it is right under `full`."""
    right = []
    for row, line in zip(rows, lines, strict=True):
        doc = referee.Doc(row["text"])
        gold, found = doc.relations(row["attributions"]), doc.relations(line["attributions"])
        marks = [False] * len(found)
        for i, j in referee.match(gold, found):
            marks[j] = referee.verdicts(gold[i], found[j])["full"]
        right.append(marks)
    return right


def fit_logistic(
    features: np.ndarray, right: np.ndarray, ridge: float = 1.0
) -> tuple[tuple[float, ...], float]:
    mean, scale = features.mean(0), features.std(0) + 1e-9
    x = (features - mean) / scale

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w[:-1] + w[-1]
        p = 1 / (1 + np.exp(-z))
        value = np.logaddexp(0, -np.where(right, z, -z)).sum() + ridge * (w[:-1] ** 2).sum() / 2
        return value, np.append(x.T @ (p - right) + ridge * w[:-1], (p - right).sum())

    w = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = w[:-1] / scale
    return tuple(float(v) for v in weights), float(w[-1] - weights @ mean)


def fit(referee: ModuleType, encoded: Encoded, start: decoding.DecodingSettings) -> decoding.DecodingSettings:
    """Biases, calibrator and threshold with the best `full` F1 on the encoded (held-out) articles."""
    best: tuple[float, decoding.DecodingSettings] = (-1.0, start)
    for outside in (-0.6, -1.0):  # 0 and -0.3 are no better on the held-out articles and lose recall
        for none in (0.7, 1.0):
            tried = replace(start, outside_bias=outside, none_bias=none, threshold=0.0)
            features = [c.features for found in encoded.candidates(tried) for c in found]
            right = np.array(
                [v for doc in verdicts(referee, encoded.rows, encoded.predictions(tried)) for v in doc]
            )
            weights, intercept = fit_logistic(np.array(features), right)
            fitted = replace(tried, weights=weights, intercept=intercept)
            chances = np.array(
                [p["confidence"] for line in encoded.predictions(fitted) for p in line["attributions"]]
            )
            gold = sum(len(row["attributions"]) for row in encoded.rows)
            scores = [
                (2 * right[chances >= t].sum() / (gold + (chances >= t).sum()), t)
                for t in np.arange(0.1, 0.5, 0.02)
            ]
            score, threshold = max(scores)
            print(f"held out: outside {outside} none {none} threshold {threshold:.2f} full {100 * score:.2f}")
            if score > best[0]:
                best = (score, replace(fitted, threshold=float(round(threshold, 2))))
    return best[1]


def reliability(chances: np.ndarray, right: np.ndarray, bins: int = 10) -> tuple[float, list[str]]:
    """Expected calibration error over equal-width bins, and the table's rows."""
    error, table = 0.0, []
    which = np.minimum((chances * bins).astype(int), bins - 1)
    for number in range(bins):
        inside = which == number
        if inside.any():
            gap = abs(chances[inside].mean() - right[inside].mean())
            error += gap * inside.mean()
            table.append(
                f"| {number / bins:.1f}-{(number + 1) / bins:.1f} | {inside.sum()} | "
                f"{chances[inside].mean():.3f} | {right[inside].mean():.3f} |"
            )
    return error, table


def exact_spans(rows: Sequence[dict], lines: Sequence[dict], referee: ModuleType) -> dict[str, float]:
    """F1 of spans (each contiguous piece of a role) equal in the scorer's word tokens."""
    scores = {}
    for role in ("source", "cue", "content"):
        counts: Counter[str] = Counter()
        for row, line in zip(rows, lines, strict=True):
            doc = referee.Doc(row["text"])
            gold = {doc.tokens([span]) for a in row["attributions"] for span in a[role]}
            found = {doc.tokens([span]) for a in line["attributions"] for span in a[role]}
            counts["both"] += len(gold & found)
            counts["all"] += len(gold) + len(found)
        scores[role] = 200 * counts["both"] / max(1, counts["all"])
    return scores


def report(referee: ModuleType, rows: Sequence[dict], lines: list[dict], name: str, details: bool) -> None:
    score, _ = referee.score(rows, lines)
    spans = exact_spans(rows, lines, referee)
    kinds = {kind: round(100 * part["full"]["f1"], 1) for kind, part in score["by_type"].items()}
    tokens = {r: round(100 * score["token." + r]["f1"], 1) for r in ("source", "cue", "content")}
    full = score["full"]
    print(
        f"{name}: full {100 * full['f1']:.2f} (P {100 * full['p']:.1f} R {100 * full['r']:.1f})"
        f" kinds {kinds} tokens {tokens} exact { ({k: round(v, 1) for k, v in spans.items()}) }"
        f" implicit {score['n_pred_implicit']}/{score['n_gold_implicit']}"
    )
    if not details:
        return
    print(referee.table(score))
    for outlet in sorted({row.get("publisher", "") for row in rows}):
        chosen = [i for i, row in enumerate(rows) if row.get("publisher") == outlet]
        part, _ = referee.score([rows[i] for i in chosen], [lines[i] for i in chosen])
        print(f"| {outlet} | {part['n_gold']} | {100 * part['full']['f1']:.1f} |")
    chances = np.array([a["confidence"] for line in lines for a in line["attributions"]])
    right = np.array([v for doc in verdicts(referee, rows, lines) for v in doc])
    error, table = reliability(chances, right)
    print(f"expected calibration error {error:.4f}", *table, sep="\n")


def measure(
    referee: ModuleType,
    network: decoding.Network,
    settings: decoding.DecodingSettings,
    rows: list[dict],
    name: str,
    paths: argparse.Namespace,
) -> None:
    """Print the figures of a set of rows, with and without their quotation marks."""
    clock = time.time()
    lines = Encoded(rows, network, str).predictions(settings)
    print(f"{sum(len(row['text'].split()) for row in rows) / (time.time() - clock):.0f} words/s")
    report(referee, rows, lines, name, paths.details)
    blanked = Encoded(rows, network, blank_quotes).predictions(settings)
    report(referee, rows, blanked, f"{name}, quotation marks blanked", False)
    if paths.out:
        with paths.out.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=default_data())
    parser.add_argument(
        "--model", type=Path, required=True, help="the packaged folder, or a checkpoint of train.py"
    )
    parser.add_argument("--tokenizer", type=Path, default=packaged_file("tokenizer.json"))
    parser.add_argument(
        "--calibrate", type=Path, help="fit on the held-out articles and write the settings here"
    )
    parser.add_argument(
        "--rows", type=Path, nargs="*", default=[], help="measure these rows (JSON lines), not PolNeAR dev"
    )
    parser.add_argument("--half", action="store_true", help="bfloat16 passes (checkpoints only; faster)")
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--out", type=Path, help="write the dev predictions here (JSON lines)")
    paths = parser.parse_args()
    referee = load_referee(paths.data)
    network = load_network(paths.model, paths.tokenizer)
    if isinstance(network, TorchNetwork):
        network.half = paths.half
    settings = network.settings
    if paths.calibrate:
        _, held = hold_out(load_rows(paths.data / "polnear" / "train.jsonl"), 20)
        settings = fit(referee, Encoded(held, network, str), settings)
        paths.calibrate.write_text(json.dumps(settings.__dict__, indent=1) + "\n", encoding="utf-8")
    for path in paths.rows or [paths.data / "polnear" / "dev.jsonl"]:
        measure(referee, network, settings, load_rows(path), "/".join(path.parts[-2:]), paths)


if __name__ == "__main__":
    main()
