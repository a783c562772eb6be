"""Write a checkpoint of train.py as the packaged int8 model: acts.onnx, acts.json.

    python training/acts/export.py build/acts1.pt [build/acts2.pt …] --out FOLDER

Of several checkpoints (of one `--start`, with other seeds) the weights are averaged.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from pathlib import Path

import torch
from network import ActModel
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from onrecord.annotate.attribution.act_network import PARTS
from onrecord.model.annotation import ACTS

INPUTS = ("ids", "parts", "attention", "listed")


class Packaged(nn.Module):
    """The network with its table of pieces as int8 rows, each with its own scale."""

    def __init__(self, model: ActModel) -> None:
        super().__init__()
        self.model = model
        table = model.pieces.weight.detach()
        scale = table.abs().amax(1, keepdim=True) / 127
        self.register_buffer("rows", torch.round(table / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor, parts: Tensor, attention: Tensor, listed: Tensor) -> Tensor:
        x = functional.embedding(ids, self.rows).float() * functional.embedding(ids, self.scale)
        return self.model.head(x, parts, attention, listed)


def average(paths: list[Path]) -> ActModel:
    """Return the model of the mean weights of checkpoints."""
    found = [torch.load(path) for path in paths]
    weights = {
        name: torch.stack([one["weights"][name] for one in found]).mean(0) for name in found[0]["weights"]
    }
    model = ActModel(len(ACTS), found[0]["layers"], found[0]["size"])
    model.load_state_dict(weights)
    return model.eval()


def write(model: ActModel, out: Path) -> None:
    """Write acts.onnx in int8."""
    example = (*(torch.ones(2, 17, dtype=torch.long) for _ in range(3)), torch.ones(2, dtype=torch.long))
    axes = {name: {0: "statements", 1: "pieces"} for name in INPUTS[:3]} | {"listed": {0: "statements"}}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(folder) / "float.onnx"
        torch.onnx.export(
            Packaged(model).eval(), example, str(plain), input_names=list(INPUTS), output_names=["scores"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            plain, out / "acts.onnx", op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
            weight_type=QuantType.QInt8, extra_options={"MatMulConstBOnly": True},
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    model = average(options.checkpoints)
    write(model, options.out)
    description = {
        "name": "onrecord-acts-1",
        "acts": list(ACTS),
        "parts": list(PARTS),
        "size": model.positions.num_embeddings,
        "onnx_sha256": hashlib.sha256((options.out / "acts.onnx").read_bytes()).hexdigest(),
    }
    (options.out / "acts.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    print(f"{options.out}: {(options.out / 'acts.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
