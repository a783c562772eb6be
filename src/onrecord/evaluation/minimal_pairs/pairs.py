"""The lines of minimal pairs: loads them, and describes the errors in a file."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError, model_validator
from pydantic_core import ErrorDetails

from onrecord.evaluation.jsonl import read_numbered_lines
from onrecord.evaluation.minimal_pairs.partial_rows import (
    ActorCells,
    Cells,
    CommitmentCells,
    Day,
    EventCells,
    PartialRow,
    PassageCells,
    PublishedCells,
    RowCells,
    StatementCells,
    UncountedRow,
    Words,
)
from onrecord.model.errors import GoldError

MOST_FAULTS = 20  # listed at once; the rest appear when these are fixed
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(r"\w+")
_QUOTED = frozenset(
    {
        "content",
        "content_includes",
        "trigger_includes",
        "conditions_include",
        "mentions_include",
        "text_includes",
    }
)
_CELLS: dict[str, type[Cells]] = {
    "statement": StatementCells,
    "within": StatementCells,
    "event": EventCells,
    "commitment": CommitmentCells,
    "actor": ActorCells,
    "published": PublishedCells,
    "passage": PassageCells,
}


class PairLine(BaseModel):
    """A short text, and what its record must and must not contain. Lines with the same `pair` are twins."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: Words
    pair: Words
    text: Words
    published: Day | None = None
    title: Words | None = None
    outlet: Words | None = None
    note: Words | None = None
    must: tuple[PartialRow, ...] = ()
    must_not: tuple[UncountedRow, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.must and not self.must_not:
            raise ValueError("asks for nothing; give a row in `must` or in `must_not`")
        if not re.fullmatch(re.escape(self.pair) + "[a-z]", self.id):
            raise ValueError(f"the id {self.id!r} is not its pair {self.pair!r} with a letter behind it")
        here = set(_words_of(self.text, self.title or ""))
        for place, row in enumerate(self.must):
            missing = [word for word in _words_of(*_quoted(row)) if word not in here]
            if missing:
                named = ", ".join(dict.fromkeys(missing))
                raise ValueError(f"must.{place}: the text does not have the words {named}")
        return self


@dataclass(frozen=True, slots=True)
class Phenomenon:
    """The lines of one file, which is named after its phenomenon."""

    path: Path
    lines: tuple[PairLine, ...]

    @property
    def name(self) -> str:
        """What the pairs are about, in kebab-case."""
        return self.path.stem


def load_pairs(folder: Path, wanted: Sequence[str] = ()) -> tuple[Phenomenon, ...]:
    """Load the wanted phenomena of a folder (all if none is named), in the order of their names.

    Raises GoldError when the folder or a phenomenon does not exist, or with the errors of all files together.
    """
    if not folder.is_dir():
        where = "run this in the root of the repository or give --folder"
        raise GoldError(f"there is no folder {folder} below {Path.cwd()}; {where}")
    files = {path.stem: path for path in sorted(folder.glob("*.jsonl"))}
    unknown = [name for name in wanted if name not in files]
    if unknown:
        known = ", ".join(files) or "none"
        raise GoldError(f"{folder} has no phenomenon {', '.join(unknown)}; known are {known}")
    if not files:
        raise GoldError(f"{folder}: holds no file of minimal pairs (PHENOMENON.jsonl)")
    loaded: list[Phenomenon] = []
    faults: list[str] = []
    for name in sorted(set(wanted or files)):
        lines, wrong = _read_file(files[name])
        loaded.append(Phenomenon(files[name], lines))
        faults += wrong
    _raise_faults(faults)
    return tuple(loaded)


def load_phenomenon(path: Path) -> Phenomenon:
    """Load one file. Raises GoldError, which lists the lines with errors and what is wrong in each."""
    lines, faults = _read_file(path)
    _raise_faults(faults)
    return Phenomenon(path, lines)


def _raise_faults(faults: Sequence[str]) -> None:
    if faults:
        more = [f"… and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
        raise GoldError("\n".join([*faults[:MOST_FAULTS], *more]))


def _read_file(path: Path) -> tuple[tuple[PairLine, ...], list[str]]:
    """Return the valid lines of a file, and one sentence for each error in it."""
    if not _NAME.fullmatch(path.stem):
        return (), [f"{path}: the name is not in kebab-case (a-z, 0-9 and -)"]
    lines: dict[str, PairLine] = {}
    faults: list[str] = []
    empty = True
    for number, text in read_numbered_lines(path):
        empty = False
        found = _read_line(text)
        if isinstance(found, PairLine):
            found = [*_check_place(found, path, lines)] or found
        if isinstance(found, PairLine):
            lines[found.id] = found
        else:
            faults += [f"{path}:{number}: {fault}" for fault in found]
    return tuple(lines.values()), faults or ([f"{path}: holds no line"] if empty else [])


def _check_place(line: PairLine, path: Path, before: dict[str, PairLine]) -> Iterator[str]:
    if line.id in before:
        yield f"the id {line.id!r} was used before; ids are given once"
    if not re.fullmatch(re.escape(path.stem) + r"-\d+", line.pair):
        yield f"{line.id}: the pair {line.pair!r} is not the phenomenon {path.stem!r} with a number behind it"


def _read_line(text: str) -> PairLine | list[str]:
    try:
        raw = json.loads(text, object_pairs_hook=_refuse_repeated)
        return PairLine.model_validate_json(text)
    except ValidationError as error:
        name = raw.get("id") if isinstance(raw, dict) else None
        about = f"{name}: " if isinstance(name, str) else ""
        return [about + _tell(fault) for fault in _innermost(error.errors(include_url=False))]
    except ValueError as error:
        return [f"is no JSON object as it should be: {error}"]


def _innermost(faults: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield the errors, except those caused by an error further inside: a list lacks its invalid member."""
    places = [fault["loc"] for fault in faults]
    for fault in faults:
        place = fault["loc"]
        if not any(len(other) > len(place) and other[: len(place)] == place for other in places):
            yield fault


def _refuse_repeated(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    """Return the object. Refuses duplicate cells, of which JSON itself would silently keep only the last."""
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"{twice!r} is given twice in one object")
    return made


def _tell(fault: ErrorDetails) -> str:
    """Return a sentence for an error: where in the line, what is wrong, and what was found there."""
    steps = [str(step) for step in fault["loc"]]
    said = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        holder = _CELLS.get(steps[-2]) if len(steps) > 1 else None
        known = holder.known() if holder else ()
        said = "there is no such cell" + (f"; known are {', '.join(known)}" if known else "")
    elif fault["type"] in ("literal_error", "string_type", "tuple_type", "list_type"):
        said += f", not {json.dumps(fault['input'], ensure_ascii=False)}"
    return f"{'.'.join(steps)}: {said}" if steps else said


def _quoted(row: RowCells) -> Iterator[str]:
    """Yield the cells of a row that must be words of the text."""
    for name in row.given:
        if name in _QUOTED:
            value: str | tuple[str, ...] = getattr(row, name)
            yield from (value,) if isinstance(value, str) else value
    if isinstance(row, StatementCells) and row.within is not None:
        yield from _quoted(row.within)


def _words_of(*texts: str) -> list[str]:
    return [word for text in texts for word in _WORD.findall(text.casefold())]
