"""Text of articles on a terminal: what it holds must not steer the terminal."""

import re
import sys

from rich.console import Console

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
