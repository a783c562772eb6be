"""Print how close sentences lie, by the cosine of their mean vectors: translations must be closest.

python training/multilingual/closeness.py --start DIR [--sentences FILE]

`DIR` is what prepare.py wrote with all layers. A file has a line a sentence: its meaning, a tab, its words.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

sys.path.append(str(Path(__file__).parent.parent / "attribution"))
from model import Trunk, load_trunk

SENTENCES = (
    ("talks", "The two sides agreed to exchange prisoners, the minister said on Tuesday."),
    ("talks", "Стороны договорились обменяться пленными, сообщил министр во вторник."),
    ("talks", "Сторони домовилися обмінятися полоненими, повідомив міністр у вівторок."),
    (
        "talks",
        "Die beiden Seiten einigten sich auf einen Austausch von Gefangenen, sagte der Minister am Dienstag.",
    ),
    ("harvest", "Farmers in the south expect a poor wheat harvest after the dry spring."),
    ("harvest", "Фермеры на юге ждут плохого урожая пшеницы после засушливой весны."),
    ("harvest", "Фермери на півдні очікують поганого врожаю пшениці після посушливої весни."),
    ("harvest", "Landwirte im Süden erwarten nach dem trockenen Frühjahr eine schlechte Weizenernte."),
    ("rates", "The central bank left its main interest rate unchanged at nine per cent."),
    ("rates", "Центральный банк сохранил ключевую ставку на уровне девяти процентов."),
    ("rates", "Центральний банк залишив облікову ставку незмінною на рівні дев’яти відсотків."),
    ("rates", "Die Zentralbank ließ ihren Leitzins unverändert bei neun Prozent."),
)


def load(start: Path) -> tuple[Trunk, Tokenizer]:
    """Return the trunk without its added embeddings, and the tokenizer."""
    from safetensors.torch import load_file

    weights = load_file(str(start / "trunk.safetensors"))
    table = weights["embeddings.word_embeddings.weight"]
    layers = {int(name.split(".")[2]) for name in weights if name.startswith("encoder.")}
    sizes = {"vocabulary": len(table), "width": table.shape[1], "positions": 256, "layers": len(layers)}
    trunk = Trunk(sizes | {"heads": 12, "inner": 4 * table.shape[1], "dropout": 0.0}).eval()
    load_trunk(trunk, start / "trunk.safetensors")
    for added in (trunk.shapes, trunk.quotes, trunk.places):
        torch.nn.init.zeros_(added.weight)
    return trunk, Tokenizer.from_file(str(start / "tokenizer.json"))


@torch.no_grad()
def vectors(texts: list[str], trunk: Trunk, tokenizer: Tokenizer) -> np.ndarray:
    """Return the unit vectors of texts, read as the encoder was taught: "query: " before each."""
    found = []
    for text in texts:
        inner = tokenizer.encode(f"query: {text}", add_special_tokens=False).ids
        ids = torch.tensor([[tokenizer.token_to_id("[CLS]"), *inner, tokenizer.token_to_id("[SEP]")]])
        none = torch.zeros_like(ids)
        mean = trunk(ids, torch.ones_like(ids), none, none, none)[-1][0].mean(0)
        found.append((mean / mean.norm()).numpy())
    return np.stack(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--sentences", type=Path)
    paths = parser.parse_args()
    rows = SENTENCES
    if paths.sentences:
        lines = paths.sentences.read_text(encoding="utf-8").splitlines()
        rows = tuple((line.split("\t")[0], line.split("\t")[1]) for line in lines)
    found = vectors([text for _, text in rows], *load(paths.start))
    close = found @ found.T
    same = np.array([[one == other for other, _ in rows] for one, _ in rows])
    apart = ~np.eye(len(rows), dtype=bool)
    nearest = np.where(apart, close, -1).argmax(1)
    right = sum(bool(same[row, other]) for row, other in enumerate(nearest))
    print(f"same meaning {close[same & apart].mean():.3f} (least {close[same & apart].min():.3f})")
    print(f"another meaning {close[~same].mean():.3f} (most {close[~same].max():.3f})")
    print(f"the nearest is a translation: {right} of {len(rows)}")


if __name__ == "__main__":
    main()
