"""Word lists of gathering as data files, one entry a line; this module reads them and nothing else."""

from functools import cache
from importlib.resources import files

LANGUAGES = ("en",)
"""Languages whose dates are read: the folders here. A new folder of the same files is a new language."""


@cache
def load_entries(name: str) -> tuple[str, ...]:
    """Return the lines of a list (`zones.txt`, `en/months.txt`) that are neither blank nor comments, in file order."""
    lines = files(__name__).joinpath(*name.split("/")).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def load_pairs(name: str) -> dict[str, str]:
    """Return the lines of a list as a mapping: first word to the rest of the line."""
    return {key: rest.strip() for key, _, rest in (line.partition(" ") for line in load_entries(name))}


def load_words(name: str) -> tuple[str, ...]:
    """Return the entries of a list in all languages, longest first, as an alternation in a pattern needs them."""
    words = {word for language in LANGUAGES for word in load_entries(f"{language}/{name}")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
