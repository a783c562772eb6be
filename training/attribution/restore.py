"""Convert the shipped int8 weights to a checkpoint from which training can start.

python training/attribution/restore.py --model src/onrecord/annotate/encoder/models/attribution --out start.pt
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from syntax_heads import relative_buckets

BUCKETS = 27


def restore(path: Path) -> dict[str, torch.Tensor]:
    """Return the `TokenModel` state in an ONNX file; int8 matrices are multiplied by their scales."""
    graph = onnx.load(str(path)).graph
    values = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    state = {
        name.removeprefix("reader."): value for name, value in values.items() if name.startswith("reader.")
    }
    state["trunk.pieces.weight"] = values["rows"].astype(np.float32) * values["scale"]
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            name = node.input[1].removesuffix("_quantized")
            whole = values[f"{name}_quantized"].astype(np.float32) - values[f"{name}_zero_point"].astype(
                np.float32
            )
            weight = (whole * values[f"{name}_scale"]).T
            module = node.name.removesuffix("/MatMul_quant").strip("/").replace("/", ".")
            state[f"trunk.{module}.weight" if module.startswith("layers") else f"{module}.weight"] = weight
    buckets = relative_buckets(values["near"].shape[1], BUCKETS).numpy()
    distance = np.zeros((BUCKETS, values["near"].shape[0]), dtype=np.float32)
    distance[buckets] = values["near"].transpose(1, 2, 0)
    state["distance.weight"] = distance
    return {name: torch.tensor(np.array(value, dtype=np.float32)) for name, value in state.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    paths = parser.parse_args()
    torch.save({"average": restore(paths.model / "attribution.onnx")}, paths.out)


if __name__ == "__main__":
    main()
