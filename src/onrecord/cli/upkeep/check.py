"""`onrecord check`: finds what is wrong with a dossier. Other commands check before they copy it."""

from collections.abc import Callable
from itertools import islice

import click

from onrecord.cli.output.terminal import printable
from onrecord.exports.json import render_json
from onrecord.model.errors import StoreError
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

NAMED = 3  # faults that an error names

check_option: Callable[[Callable[..., object]], Callable[..., object]] = click.option(
    "--no-check",
    "unchecked",
    is_flag=True,
    help="Do not check the dossier first (see `onrecord check`), and copy it even if it is damaged.",
)


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def check(location: str, form: str) -> int:
    """Check that nothing in DOSSIER is damaged or was altered outside the program.

    Checked are the file and its indexes, the digest of each record and of each text, the words at each span,
    all references, rows without their article and articles without their record, the rows that queries read
    against the records with people's decisions, the full-text search, and that no judgement is in force
    twice. Each fault is printed on a line: its kind, where it is, and what is wrong. The status is 1 if there
    is one. Nothing is changed. `onrecord rescue` copies what is left of a damaged dossier.
    """
    count = 0
    with open_dossier(location, create=False) as dossier:
        for fault in dossier.check():
            line = next(iter(render_json([fault]))) if form == "json" else None
            text = f"{fault.kind:9}  {fault.where}: {fault.detail}"
            click.echo(line if line is not None else printable(text), nl=line is None)
            count += 1
        found = f"{count} {'fault' if count == 1 else 'faults'}" if count else "nothing is wrong"
        click.echo(printable(f"{dossier.name}: {found}"), err=True)
        if count:
            click.echo(printable(_advice(dossier.name)), err=True)
    return int(count > 0)


def ensure_sound(dossier: Dossier, *, unchecked: bool = False) -> None:
    """Raise StoreError when something is wrong with a dossier, with the first faults and what to do."""
    faults = [] if unchecked else list(islice(dossier.check(), NAMED + 1))
    if not faults:
        return
    named = "; ".join(f"{fault.where}: {fault.detail}" for fault in faults[:NAMED])
    more = "; and more" if len(faults) > NAMED else ""
    raise StoreError(
        f"{dossier.name}: the dossier is damaged, and nothing was written: {named}{more}. "
        f"`onrecord check {dossier.name}` lists everything. {_advice(dossier.name)} "
        "--no-check does it anyway."
    )


def _advice(name: str) -> str:
    return f"Restore a backup, or save what is left: `onrecord rescue {name} NEW-FILE`."
