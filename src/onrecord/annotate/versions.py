"""Versions of annotators: hashes of the code, lexicons and weights that their output depends on."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from onrecord.annotate.lexicon_files import LEXICONS, WEIGHTS
from onrecord.model.layers import Annotator

_IMPORT = re.compile(r"^\s*(?:from|import) onrecord\.((?:annotate|model)[\w.]*)", re.MULTILINE)
# A call with a word as its first argument; a pattern of the names below would take twenty times as long.
_CALL = re.compile(r"\(\s*\"([\w/]+)\"")
_READERS = {
    **dict.fromkeys(("lexicon_rows", "lexicon_lines", "normal_lines", "word_class"), LEXICONS),
    "weight_rows": WEIGHTS,
}
_NAME = re.compile(r"\w+\Z")
_LONGEST_NAME = max(map(len, _READERS))
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
        digest.update(modules[name].digest)
    for path in sorted({path for module in modules.values() for path in module.reads}):
        digest.update(files_read.digest(path))
    return f"sha256:{digest.hexdigest()[:_DIGITS]}"


@dataclass(frozen=True, slots=True)
class _Module:
    """A module: the hash of name and source, the modules it imports, the lexicons and weights it reads."""

    digest: bytes
    imports: frozenset[str]
    reads: frozenset[str]


class _Files:
    """The modules and lists of the package, each read and searched once: annotators share most of them."""

    def __init__(self, root: Traversable, language: str) -> None:
        self._root, self._language = root, language
        self._modules: dict[str, _Module] = {}
        self._digests: dict[str, bytes] = {}

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

    def digest(self, path: str) -> bytes:
        """Return the hash of the path and content of a list."""
        if path not in self._digests:
            self._digests[path] = _hash(path, _content(self._root.joinpath(path)))
        return self._digests[path]

    def _module(self, name: str) -> _Module:
        content = _source(name, self._root)
        source = content.decode("utf-8")
        reads = {f"annotate/{folder}/{self._language}/{found}.txt" for folder, found in _lists_in(source)}
        return _Module(_hash(name, content), frozenset(_IMPORT.findall(source)), frozenset(reads))


def _hash(name: str, content: bytes) -> bytes:
    return sha256(name.encode() + b"\0" + content).digest()


def _lists_in(source: str) -> Iterator[tuple[str, str]]:
    """Yield the folder and name of each list that a module reads."""
    for call in _CALL.finditer(source):
        before = source[max(0, call.start() - _LONGEST_NAME - 1) : call.start()]
        reader = _NAME.search(before)
        if reader is not None and reader[0] in _READERS:
            yield _READERS[reader[0]], call[1]


def _source(name: str, root: Traversable) -> bytes:
    path = root.joinpath(name.replace(".", "/") + ".py")
    if path.is_file():
        return _content(path)
    package = root.joinpath(name.replace(".", "/"), "__init__.py")
    if package.is_file():
        return _content(package)
    # An annotator from outside this package (a user's own) has no source here.
    return str(getattr(sys.modules.get(name), "__version__", "")).encode()


def _content(path: Traversable) -> bytes:
    """Return the content of a text file with line feeds alone, as it is in the repository."""
    return path.read_bytes().replace(b"\r\n", b"\n")
