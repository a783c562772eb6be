"""Write the software bill of materials (CycloneDX 1.6, JSON) of a release: `python release/sbom.py FILE`.

It lists every package of `requirements.lock` with its version, the SHA-256 of each file that may be
installed, its licence and its package URL, and every model file that is shipped or loaded with its SHA-256.
The same commit gives the same bytes: there is no time and no random number in it.
"""

import hashlib
import json
import sys
import tomllib
import uuid
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from licences import RULES, licence_of
from lock import ROOT, RUNTIME, Pinned, read_lock
from onrecord.annotate.encoder.model_digests import OWN_FILES, SPACY_FILES, SPACY_PACKAGE, SPACY_VERSION

MODELS = "onrecord/annotate/encoder/models"
Json = dict[str, object]


def make_sbom(root: Path = ROOT, lock: Path = RUNTIME) -> Json:
    """Return the bill of materials as the JSON object of the standard (cyclonedx.org/docs/1.6/json)."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    read = tomllib.loads(RULES.read_text("utf-8"))["read"]
    packages = [_package(one, read) for one in read_lock(lock)]
    name, version = str(project["name"]), str(project["version"])
    reference = f"pkg:pypi/{name}@{version}"
    application: Json = {
        "type": "application",
        "bom-ref": reference,
        "name": name,
        "version": version,
        "description": project["description"],
        "licenses": [{"expression": project["license"]}],
        "purl": reference,
    }
    components = [*packages, *_models(root, version)]
    references = [str(one["bom-ref"]) for one in components]
    content: Json = {
        "metadata": {"component": application},
        "components": components,
        "dependencies": [{"ref": reference, "dependsOn": references}, *({"ref": ref} for ref in references)],
    }
    serial = uuid.uuid5(
        uuid.NAMESPACE_URL, json.dumps(content, sort_keys=True)
    )  # the same content, the same number
    head: Json = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
    }
    return head | content


def _package(one: Pinned, read: dict[str, str]) -> Json:
    purl = f"pkg:pypi/{one.name}@{one.version}"
    row: Json = {"type": "library", "bom-ref": purl, "name": one.name, "version": one.version, "purl": purl}
    try:
        licence = read.get(one.name) or licence_of(distribution(one.name))
    except PackageNotFoundError:  # for another system
        licence = read.get(one.name, "")
    if licence:
        row["licenses"] = [{"license": {"name": licence}}]
    if one.marker:
        row["properties"] = [{"name": "onrecord:installed-where", "value": one.marker}]
    # One file of these is installed, by system and Python. The standard has hashes of a component for this.
    row["hashes"] = [{"alg": "SHA-256", "content": digest} for digest in one.hashes]
    return row


def _models(root: Path, version: str) -> list[Json]:
    """Our model files, and those of the spaCy pipeline, which are pinned in the code besides the package."""
    folder = root / "src" / MODELS
    described = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    rows = [
        _model(f"{MODELS}/{name}", version, digest)
        for name, digest in sorted({**OWN_FILES, **described}.items())
    ]
    rows += [_model(f"{SPACY_PACKAGE}/{name}", SPACY_VERSION, digest) for name, digest in SPACY_FILES.items()]
    return rows


def _model(name: str, version: str, digest: str) -> Json:
    return {
        "type": "machine-learning-model" if name.endswith(("/model", ".onnx")) else "file",
        "bom-ref": f"file:{name}",
        "name": name,
        "version": version,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }


def main() -> int:
    """Write the bill of materials to the file given, or to stdout."""
    text = json.dumps(make_sbom(), indent=1, ensure_ascii=False) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
