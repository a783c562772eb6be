"""The lists of actors that a user gives: which format a file has, its rows, its digest, what was left out."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from onrecord.annotate.actor_files.csv_list import has_heading, read_csv
from onrecord.annotate.actor_files.follow_the_money import read_entities
from onrecord.annotate.actor_files.petrarch import looks_like_dictionary, read_dictionary
from onrecord.annotate.actor_files.rows import Reading, Row, lines_of
from onrecord.model.errors import SettingError

Form = Literal["CSV", "FollowTheMoney", "PETRARCH"]
_DIGITS = 16  # hexadecimal digits of a digest: 64 bits make collisions negligible
_PERSON = "person"


@dataclass(frozen=True, slots=True)
class ActorFile:
    """A file that was read: its path, format, digest ("sha256:…"), rows, and what was left out, in words."""

    path: str
    form: Form
    digest: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    def summary(self) -> str:
        """Return how many actors the file gives, in one line."""
        persons = {row[0] for row in self.rows if row[2] == _PERSON}
        others = {row[0] for row in self.rows if row[2] != _PERSON}
        both = f" ({len(persons & others):,} of them may be either)" if persons & others else ""
        counts = f"{len(persons):,} persons, {len(others):,} states and bodies{both}"
        return f"{self.path} ({self.form}): {counts}"


@dataclass(frozen=True, slots=True)
class OwnActors:
    """The lists of a user, in the order given; false when there are none."""

    files: tuple[ActorFile, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Rows with the fields of the built-in list."""
        return tuple(row for file in self.files for row in file.rows)

    @property
    def digest(self) -> str:
        """The digests of the files, by which a record tells which lists it was made with."""
        return ",".join(file.digest for file in self.files)


NO_OWN_ACTORS = OwnActors()
_READERS: dict[Form, Callable[[str, str], Reading]] = {
    "CSV": read_csv,
    "FollowTheMoney": read_entities,
    "PETRARCH": read_dictionary,
}


def load_own_actors(paths: Iterable[str | Path]) -> OwnActors:
    """Return the lists in files. Raises SettingError, which names file and line, for one that is no list."""
    return OwnActors(tuple(load_actor_file(str(path)) for path in paths))


def load_actor_file(path: str) -> ActorFile:
    """Return the list in a file, whose format shows in its content. Raises SettingError."""
    try:
        content = Path(path).read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise SettingError(f"{path}: the list of actors cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SettingError(f"{path}: line {line} is not UTF-8; save the list of actors as UTF-8") from error
    form = find_form(text, path)
    reading = _READERS[form](text, path)
    digest = f"sha256:{sha256(content).hexdigest()[:_DIGITS]}"
    return ActorFile(path, form, digest, tuple(reading.rows), reading.notes())


def find_form(text: str, path: str) -> Form:
    """Return the format of a list of actors. Raises SettingError when it has none of the three."""
    first = next(filter(None, lines_of(text)), None)
    if first is None:
        raise SettingError(f"{path}: the list of actors is empty")
    if first.startswith("{") and _is_object(first):
        return "FollowTheMoney"
    if first.startswith(("[{", "[", "{")) and not looks_like_dictionary(text):
        raise SettingError(
            f"{path}: it is JSON, but not one entity a line; write FollowTheMoney as JSON lines"
        )
    if has_heading(first):
        return "CSV"
    if looks_like_dictionary(text):
        return "PETRARCH"
    raise SettingError(
        f"{path}: it is no list of actors: neither CSV with a heading (name, kind, country …), nor "
        "FollowTheMoney entities, nor a PETRARCH dictionary (docs/layers/known-actors.md)"
    )


def _is_object(line: str) -> bool:
    """Tell whether a line is a JSON object, also one too large to read: its reader says so with the line."""
    try:
        return isinstance(json.loads(line), dict)
    except json.JSONDecodeError:
        return False
    except (RecursionError, ValueError):
        return True
