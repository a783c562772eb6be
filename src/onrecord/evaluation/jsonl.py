"""JSONL gold files: one loader for all of them, with errors that name file and line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

from pydantic import JsonValue, TypeAdapter, ValidationError

from onrecord.model.errors import GoldError

Json: TypeAlias = JsonValue
T = TypeVar("T")


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


I = TypeVar("I", bound=_Identified)  # noqa: E741


@dataclass(frozen=True, slots=True)
class _TextRow:
    text: str


_TEXT_ROW: TypeAdapter[_TextRow] = TypeAdapter(_TextRow)


def read_numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, line) for each line that is not blank.

    Raises GoldError for an unreadable file.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is not UTF-8 (byte {error.start} of a block); save it as UTF-8") from error


def load_rows(path: Path, adapter: TypeAdapter[T], *, strict: bool = True) -> list[tuple[int, T]]:
    """Load the rows of a file as (line number from 1, row). Blank lines are left out.

    Raises GoldError with file and line for a row that does not have the type of `adapter`.
    """
    rows: list[tuple[int, T]] = []
    for number, line in read_numbered_lines(path):
        try:
            rows.append((number, adapter.validate_json(line, strict=strict)))
        except ValidationError as error:
            raise GoldError(f"{path}:{number}: {first_fault(error)}") from error
    return rows


def load_texts(path: Path) -> tuple[str, ...]:
    """Load the texts of `{"text", …}` lines. Raises GoldError with file and line for a line without one."""
    return tuple(row.text for _, row in load_rows(path, _TEXT_ROW))


def check_distinct_ids(path: Path, rows: Iterable[tuple[int, I]]) -> tuple[I, ...]:
    """Return numbered rows without their numbers. Raises GoldError where two rows have the same id."""
    first_use: dict[str, int] = {}
    for number, row in (found := list(rows)):
        if row.id in first_use:
            first = f"was used in line {first_use[row.id]} already"
            raise GoldError(f"{path}:{number}: id {row.id!r} {first}; ids must be unique")
        first_use[row.id] = number
    return tuple(row for _, row in found)


def first_fault(error: ValidationError) -> str:
    """Return the first fault of a row with its place in the row."""
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']}" if place else fault["msg"]
