"""Packaged models are checked before use, and errors name the file and the remedy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from onrecord.annotate.encoder.model_files import ATTRIBUTION_FOLDER, AttributionNetwork, file_digest
from onrecord.model.errors import ModelError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ATTRIBUTION_FOLDER, tmp_path / "attribution"))


def test_the_description_has_the_digests_of_its_files() -> None:
    network = AttributionNetwork()
    assert network.digest == file_digest(ATTRIBUTION_FOLDER / "attribution.onnx")
    assert network.description["tokenizer_sha256"] == file_digest(ATTRIBUTION_FOLDER / "tokenizer.json")


def test_the_model_fits_into_thirty_megabytes() -> None:
    assert (ATTRIBUTION_FOLDER / "attribution.onnx").stat().st_size <= 30_000_000


def test_making_a_network_reads_no_file(tmp_path: Path) -> None:
    AttributionNetwork(tmp_path / "nowhere")


def test_the_error_about_a_missing_model_says_what_to_do(folder: Path) -> None:
    (folder / "attribution.onnx").unlink()
    with pytest.raises(ModelError, match=r"attribution\.onnx cannot be read.*Install OnRecord again"):
        _ = AttributionNetwork(folder).session


def test_an_altered_model_is_refused(folder: Path) -> None:
    path = folder / "attribution.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match=r"attribution\.onnx is altered"):
        _ = AttributionNetwork(folder).session


def test_an_altered_tokenizer_is_refused(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"tokenizer\.json is altered"):
        _ = AttributionNetwork(folder).tokenizer


@pytest.mark.parametrize(
    ("name", "value"),
    [("tags", ["O"]), ("calibration_features", []), ("calibration_weights", [1.0]), ("window", None)],
)
def test_a_description_of_another_version_is_refused(folder: Path, name: str, value: object) -> None:
    path = folder / "attribution.json"
    described = json.loads(path.read_text())
    path.write_text(json.dumps(described | {name: value}))
    with pytest.raises(ModelError, match=r"attribution\.json"):
        _ = AttributionNetwork(folder).settings


def test_a_description_that_is_not_json_is_refused(folder: Path) -> None:
    (folder / "attribution.json").write_text("{")
    with pytest.raises(ModelError, match="is not JSON"):
        _ = AttributionNetwork(folder).settings


def test_the_error_about_a_missing_description_names_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"attribution\.json cannot be read"):
        _ = AttributionNetwork(tmp_path).settings
