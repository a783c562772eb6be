"""Records as lines of JSON: files that `onrecord read --format json` or a batch wrote, and standard input."""

import gzip
import heapq
import json
import shutil
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from onrecord.batch.selection.choice import (
    Chosen,
    Raw,
    RecordLine,
    Selection,
    actors_of,
    is_wanted,
    order_key,
)
from onrecord.model.errors import SettingError

SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".json")
_GZIP = b"\x1f\x8b"


def spool(stream: IO[bytes], folder: Path) -> Path:
    """Copy a stream to a file in `folder`: it is gone through more than once."""
    path = folder / "stdin"
    with path.open("wb") as file:
        shutil.copyfileobj(stream, file)
    return path


def find_line_files(folder: Path) -> list[Path]:
    """Return the files of record lines in a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIXES) and path.is_file())


class LineSource:
    """The records in files of lines. They are read more than once: first to choose, then to take."""

    def __init__(self, name: str, files: Sequence[Path]) -> None:
        self.name = name
        self._files = files

    def choose(self, selection: Selection) -> Chosen:
        """Return the lines of the wanted records; a limit takes the latest."""
        if selection.is_everything:
            return Chosen(sum(1 for _ in self._lines()), 0, self._lines())
        known_as = self._find_actor(selection.filter.actor)
        places: set[int] = set()
        found: list[tuple[tuple[float, str], int]] = []
        undated = 0
        for number, line in enumerate(self._lines()):
            raw = _parse(line)
            wanted = None if raw is None else _is_wanted(raw, selection, known_as)
            if raw is None or wanted == "unreadable":
                places.add(number)
            elif wanted == "undated":
                undated += 1
            elif wanted == "yes":
                article = raw["article"]
                found.append((order_key(article["published"]["value"], article["id"]), number))
                if selection.filter.limit is not None and len(found) >= 2 * selection.filter.limit + 1000:
                    found = heapq.nsmallest(selection.filter.limit, found)
        if selection.filter.limit is not None:
            found = heapq.nsmallest(selection.filter.limit, found)
        places |= {number for _, number in found}
        return Chosen(len(found), undated, self._at(places))

    def list_values(self, what: str) -> Iterator[str]:
        """Yield names, outlets, countries, types or days of the records that can be read."""
        for line in self._lines():
            raw = _parse(line)
            try:
                if raw is not None and raw["outcome"] == "done":
                    yield from _values(raw, what)
            except (KeyError, TypeError, ValueError, AttributeError):
                continue

    def _find_actor(self, name: str | None) -> set[str]:
        """Return the ids of the actors that have a name in any article."""
        found: set[str] = set()
        for line in self._lines() if name is not None else ():
            raw = _parse(line)
            if raw is None or raw.get("outcome") != "done":
                continue
            try:
                found |= {actor.known_as for actor in actors_of(raw) if actor.is_called(name or "")}
            except (KeyError, TypeError, ValueError, AttributeError):
                continue  # it is refused when it is taken
        return found

    def _at(self, places: set[int]) -> Iterator[RecordLine]:
        return (line for number, line in enumerate(self._lines()) if number in places)

    def _lines(self) -> Iterator[RecordLine]:
        for path in self._files:
            yield from _read_lines(path)


def _read_lines(path: Path) -> Iterator[RecordLine]:
    """Yield the lines that are not blank; a file that breaks off ends with a fault."""
    number = 0
    try:
        with _open(path) as file:
            for number, raw in enumerate(file, start=1):
                if not raw.strip():
                    continue
                try:
                    yield RecordLine(f"{path.name}:{number}", raw.decode("utf-8").rstrip("\r\n"))
                except UnicodeDecodeError:
                    yield RecordLine(f"{path.name}:{number}", "", "the line is not UTF-8")
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield RecordLine(f"{path.name}:{number + 1}", "", "the compressed file is damaged or breaks off here")
    except OSError as error:
        raise SettingError(f"{path}: cannot be read: {error.strerror or error}") from error


def _open(path: Path) -> IO[bytes]:
    file = path.open("rb")
    is_compressed = file.read(2) == _GZIP
    file.close()
    return gzip.open(path) if is_compressed else path.open("rb")  # type: ignore[return-value]


def _parse(line: RecordLine) -> Raw | None:
    try:
        raw = json.loads(line.line)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def _is_wanted(raw: Raw, selection: Selection, known_as: set[str]) -> str:
    if raw.get("outcome") in ("skipped", "failed"):
        return "no"
    try:
        wanted = is_wanted(raw, selection, known_as)
    except (KeyError, TypeError, ValueError, AttributeError):
        return "unreadable"
    return "undated" if wanted is None else "yes" if wanted else "no"


def _values(raw: Raw, what: str) -> Iterator[str]:
    article = raw["article"]
    if what == "names":
        yield from (actor["name"] for actor in raw["actors"])
    elif what == "countries":
        yield from (actor["country"] for actor in raw["actors"] if actor["country"])
    elif what == "types":
        yield from (event["type"] for event in raw["events"])
    else:
        value = article["outlet"] if what == "outlets" else article["published"]["value"]
        yield from [value] if value else []
