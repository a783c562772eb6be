"""The terminal: console, progress display, and removal of control characters from article text."""

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

WIDTH = 120  # columns of output to a file or pipe

# C0 and C1 control characters except the line break, and marks that change the writing direction.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return the text with each control character replaced by U+FFFD, and tabs by a space."""
    return _CONTROLS.sub("\ufffd", text.replace("\t", " "))


class _PipeConsole(Console):
    """A console that lets `onrecord.cli` handle a closed pipe (`onrecord read … | head`)."""

    def on_broken_pipe(self) -> None:
        """Raise an exception; rich would end the process with a failure status."""
        raise BrokenPipeError


def open_console() -> Console:
    """Return a console on stdout, as wide as the terminal, or of a fixed width for files and pipes."""
    return _PipeConsole(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


@contextmanager
def open_progress() -> Iterator[Progress]:
    """Show progress on stderr while the block runs, if stderr is a terminal."""
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
def show_progress(description: str) -> Iterator[Callable[[], None]]:
    """Show progress of a task of unknown length; the block calls the yielded function after each step."""
    with open_progress() as progress:
        task = progress.add_task(description, total=None)
        yield lambda: progress.advance(task)
