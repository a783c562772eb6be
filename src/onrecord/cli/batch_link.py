"""The linking of `onrecord batch --link`: of all runs in a folder, with progress and a summary."""

import logging
import time
from collections.abc import Callable

import click
from rich.table import Table

from onrecord.batch.folder import Folder
from onrecord.batch.linking.link_run import Linking
from onrecord.cli.output.terminal import open_console
from onrecord.model.errors import SettingError

_STEPS = "onrecord.batch.linking.stages"  # the log that tells steps


def link_runs(link: Callable[[str], Linking], addresses: list[str]) -> None:
    """Link the runs at these addresses, each apart, by `link`, and print what was found."""
    with _Steps():
        for address in addresses:
            found = link(address)
            _print(found)
            for words in found.left_out:
                click.echo(f"left out: {words}", err=True)
            click.echo(f"written to {address}", err=True)


def find_runs(out: str) -> list[str]:
    """Return the addresses of the runs in a folder. Raises SettingError where there is none."""
    folder = Folder(out)
    names = [name for name in folder.folders() if name.startswith("run=")]
    if not names:
        raise SettingError(
            f"{out} holds no run of a batch; read articles first: onrecord batch INPUT --out …"
        )
    return [folder.within(name).address for name in names]


class _Steps(logging.Handler):
    """Tells the steps of a linking on stderr while it is open."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._began = time.monotonic()

    def __enter__(self) -> "_Steps":
        log = logging.getLogger(_STEPS)
        self._level, self._propagates = log.level, log.propagate
        log.setLevel(logging.INFO)
        log.propagate = False  # else the handler of all logs would tell each step too
        log.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        log = logging.getLogger(_STEPS)
        log.removeHandler(self)
        log.setLevel(self._level)
        log.propagate = self._propagates

    def emit(self, record: logging.LogRecord) -> None:
        """Print a step with the seconds since the beginning."""
        click.echo(f"{record.getMessage()} ({time.monotonic() - self._began:.0f} s)", err=True)


def _print(found: Linking) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("linked")
    for name in ("judgements", "families", "rows in families"):
        table.add_column(name, justify="right")
    table.add_row("articles", f"{found.articles:,}", "", "")
    for kind in sorted(found.judgements):
        counts = (found.judgements[kind], found.families[kind], found.members[kind])
        table.add_row(f"  {kind}", *(f"{number:,}" for number in counts))
    open_console().print(table)
