"""The input of a batch: files of folders and stores of objects, and what tells that one has changed."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from onrecord.batch.folder import is_address, local_path, open_file_system
from onrecord.ingest import Limits, Overrides, load_articles, load_stream
from onrecord.model.article import Article
from onrecord.model.errors import SettingError
from onrecord.model.reasons import Reason
from onrecord.model.record import Undone

_CHUNK = 1 << 20
_GLOB = re.compile(r"[*?\[]")
_HIDDEN = (".", "_")  # begin names of files that hold no input: `_SUCCESS` of Spark


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the input: its name as given, size in bytes and time of change, None where not known."""

    name: str
    size: int | None = None
    modified: int | None = None

    @property
    def key(self) -> str:
        """Names its files."""
        return hashlib.sha256(self.name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class GatherSettings:
    """How articles are taken out of the input: as for `onrecord read`."""

    overrides: Overrides = field(default_factory=Overrides)
    limits: Limits = field(default_factory=Limits)
    columns: Mapping[str, str] = field(default_factory=dict)


def find_inputs(places: Iterable[str]) -> list[InputFile]:
    """Return the files that the places name, in order, each once: files, folders, patterns of addresses.

    A folder gives all files in it and in its folders, sorted; names that begin with a dot or an underscore
    are left out. A file that is not there is among them, and fails when it is read. Raises SettingError for
    standard input and web pages.
    """
    found: dict[str, InputFile] = {}
    for place in places:
        if place == "-" or place.lower().startswith(("http://", "https://")):
            raise SettingError(
                f"{place} is no file; `onrecord batch` reads files: save it first, or use `onrecord read`"
            )
        files = _remote_files(place) if is_address(place) else _local_files(local_path(place))
        for file in files:
            found.setdefault(file.name, file)
    return list(found.values())


def _local_files(place: str) -> Iterator[InputFile]:
    path = Path(place)
    names = [place]
    if path.is_dir():
        inside = (one for one in path.rglob("*") if one.is_file() and not _is_hidden(one.relative_to(path)))
        names = sorted(map(str, inside))
    for name in names:
        try:
            about = Path(name).stat()
        except (OSError, ValueError):
            yield InputFile(name)
        else:
            yield InputFile(name, about.st_size, about.st_mtime_ns)


def _is_hidden(path: Path | PurePosixPath) -> bool:
    return any(part.startswith(_HIDDEN) for part in path.parts)


def _remote_files(place: str) -> Iterator[InputFile]:
    from pyarrow.fs import FileSelector, FileType

    files, path = open_file_system(place)
    at = _GLOB.search(path)
    base = path[: at.start()].rpartition("/")[0] if at else path.rstrip("/")
    prefix = place.rstrip("/")[: -len(path.rstrip("/"))]  # scheme, and host where the path has none
    try:
        [about] = files.get_file_info([base])
        if about.type == FileType.Directory:
            selector = FileSelector(base, recursive=True)
            inside = [one for one in files.get_file_info(selector) if one.type == FileType.File]
        else:
            inside = [about]
    except OSError as error:
        detail = str(error).partition("\n")[0]
        raise SettingError(f"{place} cannot be listed ({detail})") from error
    for one in sorted(inside, key=lambda one: cast("str", one.path)):
        if at and not fnmatchcase(one.path, path):
            continue
        if about.type == FileType.Directory and _is_hidden(PurePosixPath(one.path[len(base) + 1 :])):
            continue
        yield InputFile(prefix + one.path, one.size, one.mtime_ns)


def digest_input(file: InputFile) -> str | None:
    """Return the SHA-256 of a file's bytes, None when it cannot be read to its end."""
    digest = hashlib.sha256()
    try:
        with _open(file.name) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except (OSError, ValueError):
        return None
    return f"sha256:{digest.hexdigest()}"


def load_input(file: InputFile, settings: GatherSettings) -> Iterator[Article | Undone]:
    """Yield the articles of a file, or why there are none, as `onrecord read` finds them. Never raises."""
    if not is_address(file.name):
        yield from load_articles(file.name, settings.overrides, settings.limits, settings.columns)
        return
    try:
        with _open(file.name) as stream:
            yield from load_stream(stream, file.name, settings.overrides, settings.limits, settings.columns)
    except FileNotFoundError:
        yield _undone(file, "not-found", "there is no such file; check the address")
    except OSError as error:
        detail = str(error).partition("\n")[0]
        yield _undone(file, "unreadable", f"it cannot be opened ({detail})")


def _undone(file: InputFile, reason: Reason, detail: str) -> Undone:
    return Undone("failed", file.name, "gathering", reason, detail)


def _open(name: str) -> BinaryIO:
    if not is_address(name):
        return Path(name).open("rb")
    files, path = open_file_system(name)
    return io.BufferedReader(files.open_input_file(path), _CHUNK)
