"""`onrecord export`: what a dossier holds, as a file for other programs."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click

from onrecord.exports.csv import render_csv
from onrecord.exports.files import write_atomically
from onrecord.exports.json import render_records
from onrecord.exports.plover import PloverCount, render_plover
from onrecord.model.record import Record
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.rows.events import build_events

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("dossier")
@click.option(
    "--as", "form", type=click.Choice(["plover", "jsonl", "csv"]), required=True, help="The format."
)
@click.option("--out", required=True, metavar="PATH", help="The file to write; - for stdout.")
@click.option(
    "--as-of",
    type=DAY,
    metavar="YYYY-MM-DD",
    help="What was on the record that day: articles published by then.",
)
def export(dossier: str, form: str, out: str, as_of: datetime | None) -> None:
    """Write what a dossier holds to a file, which is there whole or not at all.

    plover: events as PLOVER records, one JSON object a line; jsonl: whole records, one article a line, as `onrecord read
    --format json` prints them; csv: the events as a table. What PLOVER has no place for is left out and counted.
    """
    wanted = Filter(as_of=as_of.date() if as_of else None)
    count = PloverCount()
    with open_dossier(dossier, create=False) as kept:
        written = _write(out, _lines(kept, form, wanted, count))
    if form == "plover":
        left = ", ".join(f"{number} {why}" for why, number in sorted(count.left_out.items()))
        click.echo(f"{count.exported} events exported{f'; left out: {left}' if left else ''}", err=True)
    else:
        click.echo(
            f"{written - (form == 'csv')} {'events' if form == 'csv' else 'records'} exported", err=True
        )


def _lines(kept: Dossier, form: str, wanted: Filter, count: PloverCount) -> Iterator[str]:
    if form == "csv":
        page = build_events(kept, wanted)
        return render_csv(page.row_type, page.rows)
    records = _records(kept, wanted)
    return render_plover(records, count) if form == "plover" else render_records(records)


def _records(kept: Dossier, wanted: Filter) -> Iterator[Record]:
    """Yield the records of the articles, latest first."""
    for article in kept.list_articles(wanted):
        record = kept.get_record(article.id)
        if record is not None:
            yield record


def _write(out: str, lines: Iterable[str]) -> int:
    if out != "-":
        return write_atomically(Path(out), lines)
    number = 0
    for line in lines:
        click.echo(line, nl=False)
        number += 1
    return number
