"""A format that is known and not read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head


@dataclass(frozen=True, slots=True)
class Refusal:
    """A format: its name, what a message calls it, how it is told, and what to do instead of giving it."""

    name: str
    label: str
    matches: "Callable[[Head], bool]"
    hint: str
