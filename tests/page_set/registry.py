"""The page structures by name, and which of them are held out."""

import hashlib
from collections.abc import Callable, Iterator

from page_set.stories import Furniture, Page, Story, stories

Structure = Callable[[Story, Furniture], Page]
STRUCTURES: dict[str, Structure] = {}


def structure(function: Structure) -> Structure:
    """Register a structure under the name of its function."""
    STRUCTURES[function.__name__] = function
    return function


def is_held_out(name: str) -> bool:
    """Return whether a structure is one of the third on which nothing may be tuned."""
    return hashlib.sha256(name.encode()).digest()[0] % 3 == 0


def pages(each: int, *, held_out: bool | None = None) -> Iterator[tuple[str, Page]]:
    """Yield `each` pages of every structure with its name; only held-out ones, or only others, if asked."""
    everything = stories()
    for number, name in enumerate(sorted(STRUCTURES)):
        if held_out is not None and is_held_out(name) != held_out:
            continue
        for turn in range(each):
            story = everything[(number + 7 * turn) % len(everything)]
            yield name, STRUCTURES[name](story, Furniture(f"{name}/{turn}"))
