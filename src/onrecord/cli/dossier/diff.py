"""`onrecord diff`: shows what was added or changed between two days."""

from datetime import datetime

import click

from onrecord.cli.output.tables import Columns, print_table
from onrecord.exports.csv import render_csv
from onrecord.exports.json import render_json
from onrecord.store.open_dossier import open_dossier
from onrecord.views.pages.differences import DifferenceRow, build_differences

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.option(
    "--from",
    "first",
    type=DAY,
    required=True,
    metavar="YYYY-MM-DD",
    help="First state: the end of this day.",
)
@click.option(
    "--to", "last", type=DAY, required=True, metavar="YYYY-MM-DD", help="Second state: the end of this day."
)
@click.option(
    "--learnt",
    is_flag=True,
    help="Use the days on which articles were added, not those on which they were published.",
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def diff(location: str, first: datetime, last: datetime, learnt: bool, form: str) -> None:
    """Show the differences in DOSSIER between two days.

    These are rows that were added, rows that a later version of a page superseded, and commitments with a new
    status.
    """
    if first > last:
        raise click.UsageError("--from is later than --to")
    with open_dossier(location, create=False) as dossier:
        rows = build_differences(dossier, first.date(), last.date(), learnt)
        if form == "table":
            shown = print_table(rows, DIFFERENCES)
            click.echo(f"{shown} {'difference' if shown == 1 else 'differences'}", err=True)
        else:
            for line in render_json(rows) if form == "json" else render_csv(DifferenceRow, rows):
                click.echo(line, nl=False)


def _cells(row: DifferenceRow) -> tuple[str, ...]:
    return row.what, row.kind, row.words, row.id


DIFFERENCES = Columns(("what", "kind", "words", "id"), _cells)
