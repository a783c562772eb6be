"""Imports spaCy without its command line, and gives its pipeline a bare tokenizer to read its rules into.

`import spacy` imports all its commands, and with them a client of the web and detectors of character sets:
two thirds of the time that it takes. They are imported when they are first used.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import EntryPoints
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer

_COMMANDS = ("spacy.cli", "spacy.cli.info")
_BARE = "onrecord.bare_tokenizer.v1"


def import_spacy() -> None:
    """Import spaCy, if that is not done, without its commands.

    `spacy.cli` and `spacy.info` come when they are asked for. Raises ImportError where there is no spaCy.
    """
    if "spacy" in sys.modules:
        return
    places = {name: ModuleType(name) for name in _COMMANDS}
    places["spacy.cli.info"].info = None  # type: ignore[attr-defined]
    sys.modules.update(places)
    try:
        found: Any = importlib.import_module("spacy")
    finally:
        for name, place in places.items():
            if sys.modules.get(name) is place:
                del sys.modules[name]
    del found.info
    found.__getattr__ = _late


def _late(name: str) -> object:
    """Return what spaCy has of its commands."""
    if name == "cli":
        return importlib.import_module("spacy.cli")
    if name == "info":
        return importlib.import_module("spacy.cli.info").info
    raise AttributeError(f"module 'spacy' has no attribute {name!r}")


@contextmanager
def few_entry_points(prefixes: tuple[str, ...] = ()) -> Iterator[None]:
    """Let spaCy see only the entry points of groups with these prefixes while the block runs.

    To make a pipeline it looks 180 times through those of all packages that are installed.
    """
    catalogue: Any = importlib.import_module("catalogue")
    before = catalogue.AVAILABLE_ENTRY_POINTS
    groups = [group for group in before.groups if group.startswith(prefixes)] if prefixes else []
    few = [one for group in groups for one in before.select(group=group)]
    catalogue.AVAILABLE_ENTRY_POINTS = EntryPoints(few)
    try:
        yield
    finally:
        catalogue.AVAILABLE_ENTRY_POINTS = before


@cache
def bare_tokenizer() -> dict[str, object]:
    """Return the configuration of a pipeline whose tokenizer has no rules until they are read from its files.

    spaCy would make those of the language first, which takes as long again.
    """
    importlib.import_module("spacy").registry.tokenizers(_BARE, func=_make_maker)
    return {"nlp": {"tokenizer": {"@tokenizers": _BARE}}}


def _make_maker() -> Any:
    return _make_tokenizer


def _make_tokenizer(nlp: "Language") -> "Tokenizer":
    from spacy.tokenizer import Tokenizer

    return Tokenizer(nlp.vocab)
