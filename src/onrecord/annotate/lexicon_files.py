"""Loaders of the packaged word lists and weights: an entry a line, fields at `|`, alternatives at `;`."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from onrecord.annotate.encoder.model_digests import check_model_file
from onrecord.model.errors import ModelError

LEXICONS = "lexicons"
WEIGHTS = "encoder/models"


def normal_lines(name: str, language: str = "en") -> list[str]:
    """Return the entries of a long list in normal form: without white space at lines and separators.

    They are not kept. Raises ModelError when the file is missing.
    """
    content = _read(f"{LEXICONS}/{language}/{name}.txt")
    return [line for line in content.decode("utf-8").split("\n") if line and line[0] != "#"]


# A cache is safe: the file is part of the package and never changes while the program runs.
@cache
def lexicon_lines(name: str, language: str = "en") -> tuple[str, ...]:
    """Return the entries of `lexicons/<language>/<name>.txt`; comments and empty lines are left out.

    `name` is "layer/list" ("mentions/titles"). Raises ModelError when the file is missing.
    """
    return _entries(_read(f"{LEXICONS}/{language}/{name}.txt"))


@cache
def lexicon_rows(name: str, language: str = "en") -> tuple[tuple[str, ...], ...]:
    """Return the fields of each entry of a lexicon. Raises ModelError when the file is missing."""
    return _rows(lexicon_lines(name, language))


@cache
def word_class(name: str, wanted: str, language: str = "en") -> frozenset[str]:
    """Return the words of one class of a lexicon whose lines are `class | word; word; …`.

    Raises ModelError when the file is missing or has no such class.
    """
    for row in lexicon_rows(name, language):
        if row[0] == wanted:
            return frozenset(alternatives(row[1]))
    raise ModelError(f"the word list {language}/{name}.txt has no class {wanted!r}; install onrecord again")


def weight_rows(name: str, language: str = "en") -> tuple[tuple[str, ...], ...]:
    """Return the fields of each line of `encoder/models/<language>/<name>.txt`: numbers learned from data.

    They are not kept.

    Raises ModelError when the file is missing or altered.
    """
    content = _read(f"{WEIGHTS}/{language}/{name}.txt")
    check_model_file(f"{language}/{name}.txt", content)
    return _rows(_entries(content))


def _read(path: str) -> bytes:
    try:
        return files("onrecord.annotate").joinpath(path).read_bytes()
    except FileNotFoundError as error:
        raise ModelError(f"the file {path} is missing; install onrecord again") from error


def _entries(content: bytes) -> tuple[str, ...]:
    lines = (line.strip() for line in content.decode("utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _rows(lines: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple([tuple(map(str.strip, line.split("|"))) for line in lines])  # the fastest way: 25,000 lines


def fields(row: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Return exactly `number` fields; missing ones are empty strings."""
    return (row + ("",) * number)[:number]


def alternatives(field: str) -> Iterator[str]:
    """Return the alternatives in a field, which are separated by semicolons."""
    return iter([part for words in field.split(";") if (part := words.strip())])
