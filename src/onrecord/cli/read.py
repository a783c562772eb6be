"""`onrecord read`: from reports to records, on stdout."""

import click

from onrecord.cli.cards import print_record
from onrecord.cli.printing import open_console
from onrecord.cli.sources import exit_status, gather_all, read_sources, source_options, told
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json


@click.command()
@source_options
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="What to print.")
def read(sources: tuple[str, ...], form: str, **options: str | float | None) -> int:
    """Read reports and print their records.

    SOURCE is a text file, an HTML page, a JSONL file of articles, - for standard input, or an http(s) address.
    With --format json each article gives one line: its record, or why there is none.
    """
    request = told(sources, **options)
    console = open_console()
    failed = skipped = 0
    for outcome in read_sources(gather_all(request), request.settings):
        failed += outcome.outcome == "failed"
        skipped += outcome.outcome == "skipped"
        if form == "json":
            click.echo(outcome_to_json(outcome))
        elif isinstance(outcome, Record):
            print_record(console, outcome)
    return exit_status(failed, skipped)
