"""Versions of annotators: hashes of the code, lexicons and weights that their output depends on."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from onrecord.annotate.lexicon_files import LEXICONS, WEIGHTS
from onrecord.model.layers import Annotator

_IMPORT = re.compile(r"^\s*(?:from|import) onrecord\.((?:annotate|model)[\w.]*)", re.MULTILINE)
_LEXICON = re.compile(r"\b(?:lexicon_(?:rows|lines)|normal_lines|word_class)\(\s*\"([\w/]+)\"")
_WEIGHTS = re.compile(r"\bweight_rows\(\s*\"([\w/]+)\"")
_DIGITS = 16  # hexadecimal digits of a version: 64 bits make collisions negligible


def annotator_versions(annotators: Iterable[Annotator], language: str = "en") -> dict[str, str]:
    """Return the version ("sha256:…") of each annotator, by name.

    It is a hash of the annotator's module, of the modules of `annotate` and `model` that this one imports,
    directly or not, of the lexicons and weights that these read, and of the annotator's `model_version`,
    which stands for models outside these files.
    """
    files_read = _Files(files("onrecord"), language)
    return {annotator.name: _version(annotator, files_read) for annotator in annotators}


def _version(annotator: Annotator, files_read: "_Files") -> str:
    modules = files_read.modules(type(annotator).__module__.removeprefix("onrecord."))
    digest = sha256(str(getattr(annotator, "model_version", "")).encode())
    for name in sorted(modules):
        digest.update(modules[name].line)
    for path in sorted({path for module in modules.values() for path in module.reads}):
        digest.update(files_read.line(path))
    return f"sha256:{digest.hexdigest()[:_DIGITS]}"


@dataclass(frozen=True, slots=True)
class _Module:
    """A module: its name and source as hashed, the modules it imports, the lexicons and weights it reads."""

    line: bytes
    imports: frozenset[str]
    reads: frozenset[str]


class _Files:
    """The modules and lists of the package, each read and searched once: annotators share most of them."""

    def __init__(self, root: Traversable, language: str) -> None:
        self._root, self._language = root, language
        self._modules: dict[str, _Module] = {}
        self._lines: dict[str, bytes] = {}

    def modules(self, first: str) -> dict[str, _Module]:
        """Return a module of the package and those that it imports, directly or not, by name."""
        waiting, found = [first], {}
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            if name not in self._modules:
                self._modules[name] = self._module(name)
            found[name] = self._modules[name]
            waiting.extend(found[name].imports)
        return found

    def line(self, path: str) -> bytes:
        """Return the path and content of a list as hashed."""
        if path not in self._lines:
            self._lines[path] = f"{path}\0{self._root.joinpath(path).read_text('utf-8')}\0".encode()
        return self._lines[path]

    def _module(self, name: str) -> _Module:
        source = _source(name, self._root)
        reads = {f"annotate/{LEXICONS}/{self._language}/{found}.txt" for found in _LEXICON.findall(source)}
        reads |= {f"annotate/{WEIGHTS}/{self._language}/{found}.txt" for found in _WEIGHTS.findall(source)}
        line = f"{name}\0{source}\0".encode()
        return _Module(line, frozenset(_IMPORT.findall(source)), frozenset(reads))


def _source(name: str, root: Traversable) -> str:
    path = root.joinpath(name.replace(".", "/") + ".py")
    if path.is_file():
        return path.read_text("utf-8")
    package = root.joinpath(name.replace(".", "/"), "__init__.py")
    if package.is_file():
        return package.read_text("utf-8")
    # An annotator from outside this package (a user's own) has no source here.
    return getattr(sys.modules.get(name), "__version__", "")
