"""A model file that is not the one pinned in the code is not loaded."""

import importlib
import shutil
from pathlib import Path

import pytest

from onrecord.annotate.encoder.model_digests import (
    OWN_FILES,
    SPACY_FILES,
    SPACY_PACKAGE,
    check_model_file,
    check_spacy_files,
)
from onrecord.annotate.encoder.model_files import ATTRIBUTION_FOLDER
from onrecord.model.errors import ModelError

MODELS = ATTRIBUTION_FOLDER.parent


def spacy_folder() -> Path:
    return Path(importlib.import_module(SPACY_PACKAGE).__file__ or "").parent


def test_every_packaged_model_file_is_pinned_by_itself_or_by_its_description() -> None:
    files = {path.relative_to(MODELS).as_posix() for path in MODELS.rglob("*") if path.is_file()}
    described = {"acts/acts.onnx", "attribution/attribution.onnx", "attribution/tokenizer.json"}
    assert files == set(OWN_FILES) | described
    for name in OWN_FILES:
        check_model_file(name, (MODELS / name).read_bytes())


def test_one_altered_byte_is_refused_with_what_to_do() -> None:
    for name in OWN_FILES:
        content = bytearray((MODELS / name).read_bytes())
        content[len(content) // 2] ^= 1
        with pytest.raises(ModelError, match=r"altered.*install onrecord again"):
            check_model_file(name, bytes(content))
    with pytest.raises(ModelError):
        check_model_file("en/unknown.txt", b"")


def test_the_installed_spacy_pipeline_is_the_pinned_one() -> None:
    check_spacy_files(spacy_folder())
    assert any(name.endswith("parser/model") for name in SPACY_FILES)
    assert any(name.endswith("tok2vec/model") for name in SPACY_FILES)


def test_an_altered_or_missing_file_of_the_spacy_pipeline_is_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(spacy_folder(), tmp_path / "pipeline"))
    name = next(name for name in SPACY_FILES if name.endswith("parser/model"))
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ModelError, match="parser/model of the spaCy pipeline is altered"):
        check_spacy_files(copy)
    (copy / name).unlink()
    with pytest.raises(ModelError, match=r"lacks .*parser/model"):
        check_spacy_files(copy)
