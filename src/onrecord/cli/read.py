"""`onrecord read`: reads reports and prints their records."""

from collections import Counter

import click

from onrecord.cli.dry_run import list_articles
from onrecord.cli.output.record_cards import print_record
from onrecord.cli.output.terminal import open_console
from onrecord.cli.sources import (
    exit_status,
    load_sources,
    make_source_request,
    print_totals,
    read_sources,
    source_options,
)
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json


@click.command()
@source_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="List the articles found and the columns of tables; read none.",
)
def read(
    sources: tuple[str, ...],
    form: str,
    dry_run: bool,
    actors: tuple[str, ...],
    columns: tuple[str, ...],
    **options: str | float | None,
) -> int:
    """Read reports and print their records.

    SOURCE is a text file, an HTML page, a JSONL file of articles, a table (CSV, Excel, Parquet), an archive
    of posts, a feed (RSS, Atom, JSON Feed) or another format of docs/formats.md, - for standard input, or an
    http(s) address. From a feed, only the texts in the feed itself are read, often summaries; `onrecord
    watch` follows them to their pages. With --format json each article gives one line: its record, or why
    there is none.
    """
    if dry_run:
        return list_articles(make_source_request(sources, None, columns, **options), form)
    request = make_source_request(sources, actors, columns, **options)
    console = open_console()
    counts: Counter[str] = Counter()
    for outcome in read_sources(load_sources(request), request.settings, request.own):
        counts[outcome.outcome] += 1
        if form == "json":
            click.echo(outcome_to_json(outcome))
        elif isinstance(outcome, Record):
            print_record(console, outcome)
    if counts.total() > 1:
        print_totals(counts, ("done", "skipped", "failed"))
    return exit_status(counts)
