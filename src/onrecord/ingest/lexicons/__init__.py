"""Loads the word lists beside this module; each is a text file with one entry per line."""

from functools import cache
from importlib.resources import files

LANGUAGES = ("en",)
"""Languages whose dates are understood: the folders here.

To add a language, add a folder with the same files.
"""


@cache
def load_entries(name: str) -> tuple[str, ...]:
    """Return the entries of a list (`zones.txt`, `en/months.txt`) in file order, without comments."""
    lines = files(__name__).joinpath(*name.split("/")).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def load_pairs(name: str) -> dict[str, str]:
    """Return the lines of a list as a mapping from the first word to the rest of the line."""
    return {key: rest.strip() for key, _, rest in (line.partition(" ") for line in load_entries(name))}


def load_words(name: str) -> tuple[str, ...]:
    """Return the entries of a list in all languages, longest first, for use as alternatives in a pattern."""
    words = {word for language in LANGUAGES for word in load_entries(f"{language}/{name}")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
