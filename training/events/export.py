"""Write a trained classifier as the packaged int8 ONNX model: events.onnx, events.json, tokenizer.json.

python training/events/export.py --weights DIR/classifier.pt --out src/onrecord/annotate/encoder/models/events
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from network import LENGTH, Classifier
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train import CLASSES, SOURCE_MARK, TARGET_MARK, packaged_file

INPUTS = ("ids", "roles")


class Packaged(nn.Module):
    """One sentence at a time, its table of subwords as int8 rows with a scale of their own."""

    def __init__(self, model: Classifier) -> None:
        super().__init__()
        self.model = model
        table = model.pieces.weight.detach()
        scale = table.abs().amax(1, keepdim=True) / 127
        self.register_buffer("rows", torch.round(table / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor, roles: Tensor) -> Tensor:
        model = self.model
        x = nn.functional.embedding(ids, self.rows).float() * nn.functional.embedding(ids, self.scale)
        x = model.norm(x + model.positions.weight[: ids.shape[1]])
        attention = torch.ones_like(ids)
        bias = torch.zeros(1, 1, 1, 1)
        for layer in model.layers[: model.frozen]:
            x = layer(x, bias)
        return model.upper(x, attention, roles)


def export(weights: Path, out: Path) -> None:
    model = Classifier(len(CLASSES))
    model.load_state_dict(torch.load(weights, weights_only=True))
    out.mkdir(parents=True, exist_ok=True)
    example = (
        torch.ones(1, 17, dtype=torch.long),
        torch.cat([torch.tensor([[1, 2]]), torch.zeros(1, 15, dtype=torch.long)], 1),
    )
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(folder) / "float.onnx"
        torch.onnx.export(
            Packaged(model).eval(),
            example,
            str(plain),
            input_names=list(INPUTS),
            output_names=["scores"],
            dynamic_axes={"ids": {1: "pieces"}, "roles": {1: "pieces"}},
            opset_version=17,
            dynamo=False,
        )
        onnx.checker.check_model(str(plain))
        quantize_dynamic(
            plain,
            out / "events.onnx",
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )


def describe(out: Path, tokenizer: Path) -> None:
    told = json.loads(tokenizer.read_text(encoding="utf-8"))
    told["truncation"] = told["padding"] = None
    (out / "tokenizer.json").write_text(
        json.dumps(told, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    description = {
        "name": "onrecord-events-1",
        "classes": list(CLASSES),
        "length": LENGTH,
        "source_mark": SOURCE_MARK,
        "target_mark": TARGET_MARK,
        "onnx_sha256": hashlib.sha256((out / "events.onnx").read_bytes()).hexdigest(),
        "tokenizer_sha256": hashlib.sha256((out / "tokenizer.json").read_bytes()).hexdigest(),
    }
    (out / "events.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, default=packaged_file("tokenizer.json"))
    parser.add_argument("--out", type=Path, required=True)
    paths = parser.parse_args()
    export(paths.weights, paths.out)
    describe(paths.out, paths.tokenizer)
    print(f"{paths.out}: {(paths.out / 'events.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
