"""`onrecord diff`: what came on the record, and what moved, between two days."""

from datetime import datetime

import click

from onrecord.cli.output.tables import Columns, print_table
from onrecord.exports.csv import render_csv
from onrecord.exports.json import render_json
from onrecord.store.open_dossier import open_dossier
from onrecord.views.pages.differences import DifferenceRow, build_differences

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("dossier")
@click.option(
    "--from",
    "first",
    type=DAY,
    required=True,
    metavar="YYYY-MM-DD",
    help="The record as of the end of this day …",
)
@click.option(
    "--to", "last", type=DAY, required=True, metavar="YYYY-MM-DD", help="… and as of the end of this one."
)
@click.option(
    "--learnt", is_flag=True, help="By when the dossier had the articles, not by when they were published."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def diff(dossier: str, first: datetime, last: datetime, learnt: bool, form: str) -> None:
    """Show what differs in DOSSIER between two days: what came, what a later version superseded, which commitments moved."""
    if first > last:
        raise click.UsageError("--from is later than --to")
    with open_dossier(dossier, create=False) as kept:
        rows = build_differences(kept, first.date(), last.date(), learnt)
        if form == "table":
            shown = print_table(rows, DIFFERENCES)
            click.echo(f"{shown} {'difference' if shown == 1 else 'differences'}", err=True)
        else:
            for line in render_json(rows) if form == "json" else render_csv(DifferenceRow, rows):
                click.echo(line, nl=False)


def _cells(row: DifferenceRow) -> tuple[str, ...]:
    return row.what, row.kind, row.words, row.id


DIFFERENCES = Columns(("what", "kind", "words", "id"), _cells)
