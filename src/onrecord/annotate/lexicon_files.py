"""Lexicon files: word lists shipped with the package, one entry a line, fields between `|`, alternatives between `;`."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from onrecord.model.errors import ModelError


@cache
def lexicon_lines(name: str, language: str = "en") -> tuple[str, ...]:
    """Return the entries of `lexicons/<language>/<name>.txt`; comments and empty lines are left out.

    The file is part of the package, so what is remembered never depends on what was read before.
    Raises ModelError when it is missing.
    """
    path = files("onrecord.annotate") / "lexicons" / language / f"{name}.txt"
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise ModelError(f"the word list {language}/{name}.txt is missing; install onrecord again") from error
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def lexicon_rows(name: str, language: str = "en") -> tuple[tuple[str, ...], ...]:
    """Return the fields of each entry of a lexicon file. Raises ModelError when it is missing."""
    return tuple(tuple(field.strip() for field in line.split("|")) for line in lexicon_lines(name, language))


def fields(row: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Return the first `number` fields, empty where the line has fewer."""
    return (row + ("",) * number)[:number]


def alternatives(field: str) -> Iterator[str]:
    """Yield the alternatives of a field."""
    for part in field.split(";"):
        if part.strip():
            yield part.strip()
