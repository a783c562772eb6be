"""Loads the word lists of entity resolution from `lexicons/<language>/<name>.txt`."""

from functools import cache
from importlib.resources import files


@cache
def load_lines(name: str, language: str = "en") -> tuple[str, ...]:
    """Return the lines of a list that are neither blank nor comments, in the order of the file."""
    path = files("onrecord.resolve") / "lexicons" / language / f"{name}.txt"
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def load_words(name: str, language: str = "en") -> frozenset[str]:
    """Return all words of a list; line breaks have no meaning."""
    return frozenset(word for line in load_lines(name, language) for word in line.split())


@cache
def load_rows(name: str, language: str = "en") -> tuple[tuple[str, ...], ...]:
    """Return the fields of each line. Fields are separated by `|`."""
    return tuple(tuple(field.strip() for field in line.split("|")) for line in load_lines(name, language))


@cache
def load_groups(name: str, language: str = "en") -> dict[str, int]:
    """Return the line number of each word. Words of one line belong together."""
    return {word: number for number, line in enumerate(load_lines(name, language)) for word in line.split()}
