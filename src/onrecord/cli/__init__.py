"""The command `onrecord`: one file a subcommand. Data goes to stdout, everything else to stderr.

Exit status: 0 all well; 1 something failed; 2 the command line makes no sense; 3 nothing failed but something was skipped;
130 stopped by Ctrl-C.
"""

import logging
import os
import sys
from importlib import import_module

import click

from onrecord.model.errors import OnRecordError
from onrecord.model.version import VERSION

DOSSIER_COMMANDS = (
    "add", "backup", "diff", "export", "history", "judge", "link", "merge", "reread", "serve", "show", "withdraw",
)  # fmt: skip
COMMANDS = {name: f"dossier.{name}" for name in DOSSIER_COMMANDS} | {
    "corpus": "evaluation.corpus",
    "evaluate": "evaluation.evaluate",
    "read": "read",
}  # the command and its module in this package
WRITERS = {"add", "link", "merge", "reread"}  # commands that go on where they were stopped
KEPT = " What was kept stays kept; the same command goes on from there."


class LateGroup(click.Group):
    """A group whose commands are imported when they are asked for: `onrecord --version` need not load a database."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"onrecord.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. A reader that has seen enough (`onrecord show … | head`) is no failure, which click takes it for."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if not WRITERS & {ctx.invoked_subcommand}:
                return 0
            click.echo(f"Stopped, because nobody reads the output any more.{KEPT}", err=True)
            return 1


@click.group(
    cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(VERSION, prog_name="onrecord")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens inside to stderr.")
def onrecord(verbose: bool) -> None:
    """Reads news reports and keeps the record: who said what, when, and on whose word, tied to the exact words."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.CRITICAL, format="%(levelname)s %(name)s: %(message)s"
    )


def main() -> None:
    """Run the command and turn errors into a sentence and an exit status."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # articles are read in parallel, not the insides of one
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        status = onrecord.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        kept = KEPT if WRITERS & set(sys.argv[1:3]) else ""
        click.echo(f"Stopped.{kept}", err=True)
        sys.exit(130)
    except OnRecordError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except OSError as error:  # the disk is full, the terminal is gone
        click.echo(f"Error: the output cannot be written: {error.strerror}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
