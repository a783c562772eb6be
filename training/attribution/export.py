"""Write a checkpoint as the packaged int8 ONNX model: attribution.onnx, attribution.json, tokenizer.json.

python training/attribution/export.py --checkpoint DIR/epoch7.pt --settings settings.json --out FOLDER
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import tempfile
import warnings
from pathlib import Path

import torch
from evaluate import UNFITTED, load_checkpoint
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train import load_tokenizer, packaged_file

from model import LINKS, Layer, TokenModel
from onrecord.annotate.attribution.decoder import FEATURES, TAGS
from onrecord.annotate.encoder.windows import PLACES, QUOTES, SHAPES

INPUTS = ("ids", "attention", "shapes", "quotes", "places")
OUTPUTS = ("tags", "links", "hidden")


class Packaged(nn.Module):
    """The network with its table of subwords as int8 rows, each with its own scale."""

    def __init__(self, reader: TokenModel, whole_numbers: bool) -> None:
        super().__init__()
        self.reader = reader
        self.whole_numbers = whole_numbers
        table = reader.trunk.pieces.weight.detach()
        scale = table.abs().amax(1, keepdim=True) / 127
        self.register_buffer("rows", torch.round(table / scale).to(torch.int8))
        self.register_buffer("scale", scale)
        near = reader.distance(reader.buckets).permute(2, 0, 1).detach().contiguous()
        self.register_buffer("near", near)

    def forward(
        self, ids: Tensor, attention: Tensor, shapes: Tensor, quotes: Tensor, places: Tensor
    ) -> tuple[Tensor, ...]:
        reader, trunk = self.reader, self.reader.trunk
        if self.whole_numbers:
            x = nn.functional.embedding(ids, self.rows).float() * nn.functional.embedding(ids, self.scale)
        else:
            x = trunk.pieces(ids)
        length = ids.shape[1]
        x = x + trunk.positions.weight[:length]
        x = trunk.norm(x + trunk.shapes(shapes) + trunk.quotes(quotes) + trunk.places(places))
        bias = (1.0 - attention[:, None, None, :].float()) * -10000.0
        layer: Layer
        for layer in trunk.layers:  # the heads of syntax are not written
            x = layer(x, bias)
        size = ids.shape[0]
        q = reader.queries(x).view(size, length, LINKS, reader.rank).permute(0, 2, 1, 3)
        k = reader.keys(x).view(size, length, LINKS, reader.rank).permute(0, 2, 3, 1)
        links = (q @ k) * reader.rank**-0.5 + self.near[:, :length, :length]
        return reader.tags(x), links, x


def write_float(reader: TokenModel, path: Path, whole_numbers: bool) -> None:
    example = tuple(torch.ones(2, 17, dtype=torch.long) for _ in INPUTS)
    axes: dict[str, dict[int, str]] = {
        name: {0: "windows", 1: "pieces"} for name in (*INPUTS, "tags", "hidden")
    }
    axes["links"] = {0: "windows", 2: "pieces", 3: "others"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Packaged(reader, whole_numbers).eval(),
            example,
            str(path),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def export(checkpoint: Path, out: Path, kind: str, reduce_range: bool, keep_float: list[str]) -> None:
    """`kind`: "int8", or "float" for comparing."""
    reader = load_checkpoint(checkpoint)
    out.mkdir(parents=True, exist_ok=True)
    target = out / "attribution.onnx"
    if kind == "float":
        write_float(reader, target, whole_numbers=False)
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float.onnx"
        write_float(reader, plain, whole_numbers=True)
        import onnx

        nodes = [node.name for node in onnx.load(str(plain)).graph.node if node.op_type == "MatMul"]
        in_float = [name for name in nodes if any(part in name for part in keep_float)]
        quantize_dynamic(
            plain,
            target,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=in_float,
            extra_options={"MatMulConstBOnly": True},
        )


def learned(checkpoint: Path) -> dict:
    """Return what the description has of a checkpoint besides its settings: the scores of tag transitions."""
    return {
        "tag_steps": [
            [round(float(score), 4) for score in row]
            for row in load_checkpoint(checkpoint).crf.steps.detach()
        ]
    }


def describe(out: Path, tokenizer: Path, settings: dict, found: dict) -> None:
    cleaned = load_tokenizer(tokenizer)
    text = json.dumps(json.loads(cleaned.to_str()), ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(text, encoding="utf-8")
    description = {
        "tags": list(TAGS),
        "links": ["source start", "source end", "content to cue"],
        "shapes": list(SHAPES),
        "quotes": list(QUOTES),
        "places": list(PLACES),
        "window": settings["window"],
        "outside_bias": settings["outside_bias"],
        "none_bias": settings["none_bias"],
        "threshold": settings["threshold"],
        "calibration_features": list(FEATURES),
        "calibration_weights": [round(w, 5) for w in settings["weights"]],
        "calibration_intercept": round(settings["intercept"], 5),
        "onnx_sha256": hashlib.sha256((out / "attribution.onnx").read_bytes()).hexdigest(),
        "tokenizer_sha256": hashlib.sha256((out / "tokenizer.json").read_bytes()).hexdigest(),
    }
    description |= found
    (out / "attribution.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--checkpoint", type=Path, help="if omitted, keep the ONNX file and rewrite the settings"
    )
    parser.add_argument("--tokenizer", type=Path, default=packaged_file("tokenizer.json"))
    parser.add_argument(
        "--settings", type=Path, help="written by evaluate.py --calibrate; if omitted, no threshold"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="onrecord-attribution-2")
    parser.add_argument("--kind", choices=("int8", "float"), default="int8")
    parser.add_argument(
        "--full-range", action="store_true", help="8-bit weights; wrong on processors without VNNI"
    )
    parser.add_argument("--keep-float", nargs="*", default=[], help="parts of names of nodes not to quantise")
    paths = parser.parse_args()
    if paths.checkpoint:
        export(paths.checkpoint, paths.out, paths.kind, not paths.full_range, paths.keep_float)
        found = learned(paths.checkpoint)
    else:
        found = {
            "tag_steps": json.loads((paths.out / "attribution.json").read_text(encoding="utf-8"))["tag_steps"]
        }
    settings = (
        json.loads(paths.settings.read_text(encoding="utf-8"))
        if paths.settings
        else dataclasses.asdict(UNFITTED)
    )
    describe(paths.out, paths.tokenizer, settings, {"name": paths.name} | found)
    size = (paths.out / "attribution.onnx").stat().st_size
    print(f"{paths.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
