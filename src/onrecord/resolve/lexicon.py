"""Word lists of linking as data files, `lexicons/<language>/<name>.txt`; this module reads them and nothing else."""

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
    """Return the words of a list, however they are spread over lines."""
    return frozenset(word for line in load_lines(name, language) for word in line.split())


@cache
def load_rows(name: str, language: str = "en") -> tuple[tuple[str, ...], ...]:
    """Return the fields of each line, which `|` parts."""
    return tuple(tuple(field.strip() for field in line.split("|")) for line in load_lines(name, language))


@cache
def load_groups(name: str, language: str = "en") -> dict[str, int]:
    """Return for each word the number of the line it stands in."""
    return {word: number for number, line in enumerate(load_lines(name, language)) for word in line.split()}
