"""The command `onrecord`. Each subcommand has a module of its name.

Data goes to stdout, everything else to stderr.

Exit status: 0 success; 1 something failed; 2 usage error; 3 nothing failed but something was skipped; 130
stopped by Ctrl-C.
"""

import logging
import os
import sys
from importlib import import_module
from multiprocessing import active_children

import click

from onrecord.model.errors import OnRecordError
from onrecord.model.version import VERSION

DOSSIER_COMMANDS = (
    "add", "backup", "diff", "export", "history", "judge", "link", "merge", "reread", "serve", "show",
    "withdraw",
)  # fmt: skip
COMMANDS = {name: f"dossier.{name}" for name in DOSSIER_COMMANDS} | {
    "check": "upkeep.check",
    "corpus": "evaluation.corpus",
    "evaluate": "evaluation.evaluate",
    "read": "read",
    "rescue": "upkeep.rescue",
    "watch": "watch",
}  # command -> its module in this package
RESUMABLE = {"add", "link", "merge", "reread", "watch"}  # commands that continue where they were stopped
RESUME_HINT = " Everything written so far is saved; run the same command again to continue."


class LazyGroup(click.Group):
    """A group that imports a command only when it is used, so that `onrecord --version` starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of a name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"onrecord.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command.

        A closed pipe (`onrecord show … | head`) is not a failure, as it would be in click.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if ctx.invoked_subcommand not in RESUMABLE:
                return 0
            click.echo(f"Stopped, because the output was closed.{RESUME_HINT}", err=True)
            return 1


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(VERSION, prog_name="onrecord")
@click.option("-v", "--verbose", is_flag=True, help="Write the program's log to stderr.")
def onrecord(verbose: bool) -> None:
    """Reads news reports and records who said what, when, and on whose word, tied to the exact words."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.CRITICAL, format="%(levelname)s %(name)s: %(message)s"
    )


def _end_worker_processes() -> None:
    """End the worker processes. One that was interrupted while its pool shut down may wait for ever."""
    for process in active_children():
        process.terminate()


def main() -> None:
    """Run the command line and exit: errors become one line on stderr and an exit status."""
    # Articles are read in parallel processes; threads within one article would only compete with them.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        status = onrecord.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        hint = RESUME_HINT if RESUMABLE & set(sys.argv[1:3]) else ""
        click.echo(f"Stopped.{hint}", err=True)
        _end_worker_processes()
        sys.exit(130)
    except OnRecordError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except OSError as error:  # the disk is full, or the terminal was closed
        click.echo(f"Error: the output cannot be written: {error.strerror}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
