"""Versions of annotators: hashes of the code, lexicons and weights that their output depends on."""

import re
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from onrecord.annotate.lexicon_files import LEXICONS, WEIGHTS
from onrecord.model.layers import Annotator

_IMPORT = re.compile(r"^\s*(?:from|import) onrecord\.((?:annotate|model)[\w.]*)", re.MULTILINE)
_LEXICON = re.compile(r"\b(?:lexicon_(?:rows|lines)|word_class)\(\s*\"([\w/]+)\"")
_WEIGHTS = re.compile(r"\bweight_rows\(\s*\"([\w/]+)\"")
_DIGITS = 16  # hexadecimal digits of a version: 64 bits make collisions negligible


def annotator_versions(annotators: Iterable[Annotator], language: str = "en") -> dict[str, str]:
    """Return the version ("sha256:…") of each annotator, by name.

    It is a hash of the annotator's module, of the modules of `annotate` and `model` that this one imports,
    directly or not, of the lexicons and weights that these read, and of the annotator's `model_version`,
    which stands for models outside these files.
    """
    root = files("onrecord")
    sources: dict[str, str] = {}
    return {annotator.name: _version(annotator, root, sources, language) for annotator in annotators}


def _version(annotator: Annotator, root: Traversable, sources: dict[str, str], language: str) -> str:
    code = dict(_modules(type(annotator).__module__.removeprefix("onrecord."), root, sources))
    digest = sha256(str(getattr(annotator, "model_version", "")).encode())
    paths = set()
    for name in sorted(code):
        digest.update(f"{name}\0{code[name]}\0".encode())
        paths |= {f"annotate/{LEXICONS}/{language}/{found}.txt" for found in _LEXICON.findall(code[name])}
        paths |= {f"annotate/{WEIGHTS}/{language}/{found}.txt" for found in _WEIGHTS.findall(code[name])}
    for path in sorted(paths):
        if path not in sources:
            sources[path] = root.joinpath(path).read_text("utf-8")
        digest.update(f"{path}\0{sources[path]}\0".encode())
    return f"sha256:{digest.hexdigest()[:_DIGITS]}"


def _modules(first: str, root: Traversable, sources: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name and source of a module of the package and of those that it imports, directly or not."""
    waiting, seen = [first], {first}
    while waiting:
        name = waiting.pop()
        if name not in sources:
            sources[name] = _source(name, root)
        yield name, sources[name]
        fresh = set(_IMPORT.findall(sources[name])) - seen
        seen |= fresh
        waiting.extend(fresh)


def _source(name: str, root: Traversable) -> str:
    path = root.joinpath(name.replace(".", "/") + ".py")
    if path.is_file():
        return path.read_text("utf-8")
    package = root.joinpath(name.replace(".", "/"), "__init__.py")
    if package.is_file():
        return package.read_text("utf-8")
    # An annotator from outside this package (a user's own) has no source here.
    return getattr(sys.modules.get(name), "__version__", "")
