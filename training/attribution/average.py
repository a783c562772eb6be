"""Average the weights of two checkpoints into a third.

python training/attribution/average.py FIRST.pt SECOND.pt --share 0.6 --out OUT.pt
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, default=0.6, help="weight of the second checkpoint")
    parser.add_argument("--out", type=Path, required=True)
    paths = parser.parse_args()
    first = torch.load(paths.first, weights_only=True)["average"]
    state = torch.load(paths.second, weights_only=True)
    weights = {
        name: torch.lerp(first.get(name, value), value, paths.share)
        for name, value in state["average"].items()
    }
    torch.save({"config": state["config"], "average": weights}, paths.out)


if __name__ == "__main__":
    main()
