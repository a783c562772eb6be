"""Word lists of the assembly of records: classes of words, one a line."""

from functools import cache
from importlib.resources import files

from onrecord.model.errors import ModelError


@cache
def assembly_words(name: str, language: str = "en") -> frozenset[str]:
    """Return a class of words of `lexicons/<language>/word_classes.txt`.

    Raises ModelError when the file or the class is missing.
    """
    path = f"lexicons/{language}/word_classes.txt"
    try:
        text = files("onrecord.assemble").joinpath(path).read_text("utf-8")
    except FileNotFoundError as error:
        raise ModelError(f"the file {path} is missing; install onrecord again") from error
    for line in text.splitlines():
        found, _, words = line.partition("|")
        if found.strip() == name and not line.startswith("#"):
            return frozenset(word.strip() for word in words.split(";"))
    raise ModelError(f"the word list {path} has no class {name!r}; install onrecord again")
