"""The result of running the command line: status, stdout and stderr."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class CommandResult:
    status: int
    out: str
    err: str


Run = Callable[..., CommandResult]
