"""Text of articles on a terminal: what it holds must not steer the terminal."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

WIDTH = 120  # columns of what goes to a file or a pipe

# C0 and C1 controls but for the line break, and marks that turn the direction of writing round.
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(words: str) -> str:
    """Return the words with each steering character shown as U+FFFD, and tabs as a space."""
    return _STEERING.sub("\ufffd", words.replace("\t", " "))


class _Output(Console):
    """A console that leaves a closed pipe (`onrecord read … | head`) to `onrecord.cli.main`."""

    def on_broken_pipe(self) -> None:
        """Raise what happened instead of ending the process with a status of failure."""
        raise BrokenPipeError


def open_console() -> Console:
    """Return a console on stdout: as wide as the terminal, or of one width everywhere when it is none."""
    return _Output(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


@contextmanager
def open_progress() -> Iterator[Progress]:
    """Show progress on stderr while the block runs; nothing where that is no terminal."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


@contextmanager
def show_progress(what: str) -> Iterator[Callable[[], None]]:
    """Show progress of one piece of work whose length is not known; call what is given at each step."""
    with open_progress() as progress:
        task = progress.add_task(what, total=None)
        yield lambda: progress.advance(task)
