"""`onrecord export`: writes the content of a dossier to a file for other programs."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click

from onrecord.cli.upkeep.check import check_option, ensure_sound
from onrecord.exports.csv import render_csv
from onrecord.exports.files import write_whole
from onrecord.exports.json import render_records
from onrecord.exports.plover import PloverCount, render_plover
from onrecord.model.record import Record
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.rows.events import build_events

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.option(
    "--as", "form", type=click.Choice(["plover", "jsonl", "csv"]), required=True, help="Format of the file."
)
@click.option("--out", required=True, metavar="PATH", help="The file to write; - for stdout.")
@click.option(
    "--as-of",
    type=DAY,
    metavar="YYYY-MM-DD",
    help="Only articles published by the end of this day.",
)
@check_option
def export(location: str, form: str, out: str, as_of: datetime | None, unchecked: bool) -> None:
    """Write the content of DOSSIER to a file, completely or not at all.

    plover: events as PLOVER records, one JSON object per line; events that PLOVER cannot express are left out
    and counted. jsonl: complete records, one article per line, as `onrecord read --format json` prints them.
    csv: a table of the events.
    """
    row_filter = Filter(as_of=as_of.date() if as_of else None)
    count = PloverCount()
    with open_dossier(location, create=False) as dossier:
        ensure_sound(dossier, unchecked=unchecked)
        written = _write(out, _lines(dossier, form, row_filter, count))
    if form == "plover":
        left_out = ", ".join(f"{number} {why}" for why, number in sorted(count.left_out.items()))
        click.echo(
            f"{count.exported} events exported{f'; left out: {left_out}' if left_out else ''}", err=True
        )
    elif form == "csv":
        click.echo(f"{written - 1} events exported", err=True)  # one line is the header
    else:
        click.echo(f"{written} records exported", err=True)


def _lines(dossier: Dossier, form: str, row_filter: Filter, count: PloverCount) -> Iterator[str]:
    if form == "csv":
        page = build_events(dossier, row_filter)
        return render_csv(page.row_type, page.rows)
    records = _records(dossier, row_filter)
    return render_plover(records, count) if form == "plover" else render_records(records)


def _records(dossier: Dossier, row_filter: Filter) -> Iterator[Record]:
    """Yield the records of the articles, latest first."""
    for article in dossier.list_articles(row_filter):
        record = dossier.get_record(article.id)
        if record is not None:
            yield record


def _write(out: str, lines: Iterable[str]) -> int:
    if out != "-":
        return write_whole(Path(out), lines)
    count = 0
    for line in lines:
        click.echo(line, nl=False)
        count += 1
    return count
