"""The command `onrecord`. Each subcommand has a module of its name.

Data goes to stdout, everything else to stderr.

Exit status: 0 success; 1 something failed; 2 usage error; 3 nothing failed but something was skipped; 130
stopped by Ctrl-C.
"""

import atexit
import gc
import logging
import os
import sys
from difflib import get_close_matches
from importlib import import_module
from multiprocessing import active_children

import click
from click.shell_completion import CompletionItem

from onrecord.model.errors import OnRecordError
from onrecord.model.version import VERSION

# A command, its module in this package, and the first sentence of its help: `onrecord --help` prints the
# sentences without importing the commands. A test holds them equal.
COMMANDS: dict[str, tuple[str, str]] = {
    "add": ("dossier.add", "Read reports and store their records in a dossier."),
    "backup": ("dossier.backup", "Copy DOSSIER to the new file TARGET."),
    "batch": ("batch", "Read many articles on Apache Spark into Parquet tables."),
    "check": (
        "upkeep.check",
        "Check that nothing in DOSSIER is damaged or was altered outside the program.",
    ),
    "corpus": (
        "evaluation.corpus",
        "Show, check, build and export the marked articles of the corpus (see docs/annotation.md).",
    ),
    "diff": ("dossier.diff", "Show the differences in DOSSIER between two days."),
    "evaluate": (
        "evaluation.evaluate",
        "Print scores on gold data, or check them against their floors (gate).",
    ),
    "export": (
        "dossier.export",
        "Write the content of DOSSIER to a file or folder, completely or not at all.",
    ),
    "history": ("dossier.history", "List the judgements in DOSSIER, by the program and by people."),
    "judge": ("dossier.judge", "Store a person's judgement on a row, a field or a pair of rows."),
    "link": ("dossier.link", "Find what is the same in the articles of DOSSIER."),
    "merge": ("dossier.merge", "Copy the articles and judgements of other dossiers into DOSSIER."),
    "note": ("note", "Add a row, an answer or a dated step that the program missed."),
    "read": ("read", "Read reports and print their records."),
    "reread": (
        "dossier.reread",
        "Read articles of DOSSIER again after a change of the program or its settings.",
    ),
    "rescue": ("upkeep.rescue", "Copy what is left of the damaged DOSSIER to the new file TARGET."),
    "serve": ("dossier.serve", "Serve DOSSIER as web pages."),
    "show": ("dossier.show", "List rows of a dossier."),
    "watch": ("watch", "Watch feeds and store the records of what is new in a dossier."),
    "withdraw": (
        "dossier.withdraw",
        "Delete ARTICLE (a:…) from DOSSIER with all its rows and earlier records.",
    ),
}
RESUMABLE = {
    "add",
    "batch",
    "link",
    "merge",
    "reread",
    "watch",
}  # commands that continue where they were stopped
RESUME_HINT = " Everything written so far is saved; run the same command again to continue."


class LazyGroup(click.Group):
    """A group that imports a command only when it is used, so that `onrecord --help` starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of a name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"onrecord.cli.{module}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the names and short helps of the commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in sorted(COMMANDS.items())])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name. An unknown name is an error that names the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            name = error.command_name
            nearest = get_close_matches(name, COMMANDS, n=1)
            raise click.NoSuchCommand(name, possibilities=nearest, ctx=ctx) from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that begin with `incomplete`, without importing them, and the options."""
        begun = [name for name in sorted(COMMANDS) if name.startswith(incomplete)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*(CompletionItem(name, help=COMMANDS[name][1]) for name in begun), *options]

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
    # Loading makes hundreds of thousands of objects that stay: looking through them for garbage again and
    # again takes a tenth of the time of a start.
    gc.set_threshold(50_000)
    atexit.register(gc.freeze)  # nor is anything looked through at the end of the process
    try:
        status = onrecord.main(prog_name="onrecord", standalone_mode=False)
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
