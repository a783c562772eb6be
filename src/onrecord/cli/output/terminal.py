"""The terminal: console, progress display, and removal of control characters from article text."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click
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
SECONDS_A_LINE = 5.0  # between lines of progress where stderr is no terminal

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
def show_progress(description: str, totals: Callable[[], str] | None = None) -> Iterator["Steps"]:
    """Show progress of a task of unknown length; the block calls what is yielded after each step.

    `totals` gives what was found so far, in words. Where stderr is no terminal, a line is printed to it every
    SECONDS_A_LINE.
    """
    with open_progress() as progress:
        yield Steps(progress, description, totals)


class Steps:
    """The steps of a task, shown on a terminal, or told by a line now and then in a file or a pipe."""

    def __init__(self, progress: Progress, description: str, totals: Callable[[], str] | None) -> None:
        self._progress = progress
        self._description = description
        self._totals = totals
        self._task = progress.add_task(description, total=None)
        self._done = 0
        self._began = self._told = monotonic()

    def __call__(self) -> None:
        """Count a step."""
        self._done += 1
        self._progress.advance(self._task)
        now = monotonic()
        if now - self._told < SECONDS_A_LINE:
            return
        self._told = now
        found = self._totals() if self._totals else ""
        line = f"{self._description}: {found}" if found else self._description
        if self._progress.disable:
            speed = self._done / max(now - self._began, 1e-9)
            click.echo(printable(f"{line}; {self._done} done, {speed:.1f} a second"), err=True)
        else:
            self._progress.update(self._task, description=printable(line))

    def tell(self, line: str) -> None:
        """Print a line without disturbing what is shown."""
        self._progress.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)
