"""Files of a folder on this machine or in a store of objects (S3, Google Cloud, Azure, HDFS), by pyarrow.

Spark's names of the schemes are taken too: `s3a://` is `s3://`. Credentials are those that pyarrow finds
(environment, profile of the machine), not those of Spark's configuration.
"""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from onrecord.model.errors import MissingExtraError, SettingError

if TYPE_CHECKING:
    from pyarrow import NativeFile
    from pyarrow.fs import FileSystem

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SPARKS = {"s3a": "s3", "s3n": "s3"}
TEMPORARY = ".tmp"  # ends the name of a file that is not complete


def is_address(place: str) -> bool:
    """Return whether a place has a scheme, other than that of files of this machine."""
    found = _SCHEME.match(place)
    return found is not None and found[1].lower() != "file"


def local_path(place: str) -> str:
    """Return a place on this machine without the scheme `file://`."""
    return place[len("file://") :] if place.lower().startswith("file://") else place


def open_file_system(place: str) -> "tuple[FileSystem, str]":
    """Return the file system of a place and the path in it. Raises SettingError for an unknown scheme."""
    try:
        import pyarrow
        from pyarrow.fs import FileSystem, LocalFileSystem
    except ImportError as error:
        raise MissingExtraError("spark", "onrecord batch") from error
    if not is_address(place):
        return LocalFileSystem(), str(Path(local_path(place)).absolute())
    scheme, _, rest = place.partition("://")
    try:
        found = FileSystem.from_uri(f"{_SPARKS.get(scheme.lower(), scheme.lower())}://{rest}")
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        detail = str(error).partition("\n")[0]
        raise SettingError(
            f"{place} cannot be opened ({detail}); use a path, or s3a://, gs://, hdfs:// or abfss://"
        ) from error
    return cast("tuple[FileSystem, str]", found)


@dataclass(frozen=True)
class Folder:
    """A folder by its path or address. Names of files in it have `/` between their parts."""

    address: str

    @cached_property
    def _opened(self) -> "tuple[FileSystem, str]":
        return open_file_system(self.address)

    def __reduce__(self) -> "tuple[type[Folder], tuple[str]]":
        """Be sent to workers by the address alone."""
        return Folder, (self.address,)

    def path(self, name: str) -> str:
        """Return the path of a file in its file system."""
        return f"{self._opened[1]}/{name}"

    def within(self, name: str) -> "Folder":
        """Return a folder in it."""
        return Folder(f"{self.address.rstrip('/')}/{name}")

    def make(self, name: str) -> None:
        """Make a folder in it, and those around it."""
        self._opened[0].create_dir(self.path(name), recursive=True)

    def names(self, under: str, *, deep: bool = False) -> Iterator[str]:
        """Yield the names of the files in a folder of it, sorted; none where there is no such folder."""
        from pyarrow.fs import FileSelector, FileType

        files, root = self._opened
        selector = FileSelector(self.path(under), allow_not_found=True, recursive=deep)
        found = [one.path for one in files.get_file_info(selector) if one.type == FileType.File]
        yield from sorted(path[len(root) + 1 :] for path in found)

    def folders(self) -> Iterator[str]:
        """Yield the names of the folders in it, sorted; none where it is not there."""
        from pyarrow.fs import FileSelector, FileType

        files, root = self._opened
        found = files.get_file_info(FileSelector(root, allow_not_found=True))
        yield from sorted(one.base_name for one in found if one.type == FileType.Directory)

    def create(self, name: str) -> "NativeFile":
        """Open a new file for writing, in a folder that is there."""
        return self._opened[0].open_output_stream(self.path(name), compression=None)

    def open(self, name: str) -> "NativeFile":
        """Open a file for reading."""
        return self._opened[0].open_input_file(self.path(name))

    def move(self, name: str, to: str) -> None:
        """Give a file another name, in place of the file that has it."""
        self._opened[0].move(self.path(name), self.path(to))

    def delete(self, name: str) -> None:
        """Delete a file; one that is not there is no fault."""
        try:
            self._opened[0].delete_file(self.path(name))
        except FileNotFoundError:
            return

    def delete_folder(self, name: str) -> None:
        """Delete a folder with all that is in it; one that is not there is no fault."""
        try:
            self._opened[0].delete_dir(self.path(name))
        except FileNotFoundError:
            return

    def write_json(self, name: str, value: object) -> None:
        """Write a file completely or not at all."""
        part = temporary_name(name)
        with self.create(part) as file:
            file.write((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())
        self.move(part, name)

    def read_json(self, name: str) -> Any:
        """Return what is in a JSON file. Raises FileNotFoundError."""
        with self.open(name) as file:
            return json.loads(file.read())


def temporary_name(name: str) -> str:
    """Return a new name for a file that is not complete, beside its own name."""
    return f"{name}.{uuid.uuid4().hex[:8]}{TEMPORARY}"
