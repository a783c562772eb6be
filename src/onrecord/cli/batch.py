"""`onrecord batch`: reads many articles on Apache Spark into Parquet tables."""

import os
import sys
import time
from dataclasses import dataclass

import click
from rich.table import Table

from onrecord.batch.inputs import GatherSettings, InputFile, find_inputs
from onrecord.batch.job import BatchRequest, BatchResult, Progress, run_batch
from onrecord.batch.linking.link_run import link_with
from onrecord.batch.readers import ReadSettings
from onrecord.batch.run import RunFolder
from onrecord.batch.session import LOCAL, close_context, open_context
from onrecord.batch.tables import TABLES
from onrecord.cli.batch_link import find_runs, link_runs
from onrecord.cli.output.terminal import open_console, printable
from onrecord.cli.sources import actors_option, exit_status, load_own_lists
from onrecord.config import load_settings
from onrecord.ingest import Limits, Overrides, parse_columns
from onrecord.model.errors import IngestError, SettingError

_DONE = (("read", "read"), ("copied", "copies of these"), ("kept", "read before, of changed inputs"))
_EVERY = 10.0  # seconds between two lines of progress where stderr is no terminal
_MINUTE, _HOUR = 60, 3600


@click.command()
@click.option(
    "--out", required=True, metavar="FOLDER", help="Folder for the tables: a path, or s3a://, gs://, hdfs://."
)
@click.option(
    "--master", metavar="URL", help=f"Master of Spark (default: that of spark-submit, else {LOCAL})."
)
@click.option(
    "--conf", "properties", multiple=True, metavar="NAME=VALUE", help="Property of Spark; may be repeated."
)
@click.option(
    "--records", is_flag=True, help="Write the records as JSON Lines too, as `onrecord read` prints them."
)
@click.option(
    "--shard-size", type=click.IntRange(min=1), help="Articles a shard (default: 1,000, less for few)."
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    help="Leave out statements below this confidence (0 to 1).",
)
@actors_option
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Column of a table that holds a field, as in `onrecord read`; may be repeated.",
)
@click.option("--language", help="Language of the texts (BCP 47, such as en); detected if not given.")
@click.option("--outlet", help="Publisher of the articles.")
@click.option(
    "--link",
    is_flag=True,
    help="Then find the same actors, statements, events, commitments and copies; without INPUT, in what "
    "FOLDER holds.",
)
@click.argument("inputs", nargs=-1, metavar="[INPUT…]")
def batch(
    inputs: tuple[str, ...],
    out: str,
    master: str | None,
    properties: tuple[str, ...],
    records: bool,
    shard_size: int | None,
    min_confidence: float | None,
    actors: tuple[str, ...],
    columns: tuple[str, ...],
    language: str | None,
    outlet: str | None,
    link: bool,
) -> int:
    """Read many articles on Apache Spark into Parquet tables.

    INPUT is a file that `onrecord read` reads, a folder of them, or such a place in a store of objects
    (s3a://, gs://, hdfs://). A run that was stopped goes on where it was (docs/batch.md).
    """
    if not inputs and not link:
        raise click.UsageError("Missing argument 'INPUT…'.")
    if not inputs:
        return _link(find_runs(out), _Session(master, _properties(properties)))
    try:
        overrides, named = Overrides(language=language, outlet=outlet), parse_columns(columns)
    except IngestError as error:
        raise click.UsageError(str(error)) from error
    settings = load_settings(os.environ, {"min_confidence": min_confidence}, actors)
    reading = ReadSettings(settings.min_confidence, settings.article_seconds, load_own_lists(settings.actors))
    limits = Limits(max_bytes=settings.max_bytes, article_seconds=settings.article_seconds)
    request = BatchRequest(GatherSettings(overrides, limits, named), reading, records, shard_size)
    files = find_inputs(inputs)
    if not files:
        raise SettingError(f"there is no file in {', '.join(inputs)}")
    return _run(files, out, request, _Session(master, _properties(properties)), link=link)


@dataclass(frozen=True, slots=True)
class _Session:
    """Where Spark runs, and with which properties."""

    master: str | None
    properties: dict[str, str]


def _link(addresses: list[str], session: _Session) -> int:
    context = open_context(session.master, session.properties)
    try:
        link_runs(link_with(context), addresses)
    finally:
        close_context(context)
    return 0


def _run(files: list[InputFile], out: str, request: BatchRequest, session: _Session, *, link: bool) -> int:
    """Read the files and print what became of the articles; return the exit status."""
    folder = RunFolder.open(out, request.reading.make()().run, request.gathering)
    context = open_context(session.master, session.properties)
    try:
        result = run_batch(context, folder, files, request, _Lines().tell)
        _print(result, folder.folder.address)
        if link:
            link_runs(link_with(context), [folder.folder.address])
    finally:
        close_context(context)
    return exit_status(result.counts)


def _properties(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    for name, sign, _ in pairs:
        if not sign or not name:
            raise click.UsageError(f"--conf {name!r} is no NAME=VALUE")
    return {name: value for name, _, value in pairs}


class _Lines:
    """Progress on stderr: one line that changes in a terminal, a line now and then elsewhere."""

    def __init__(self) -> None:
        self._step: tuple[str, int] | None = None
        self._started = self._told = 0.0
        self._is_ended = False

    def tell(self, progress: Progress) -> None:
        """Print how far it is; the end of a step once."""
        now, step = time.monotonic(), (progress.step, progress.total)
        is_last = progress.done == progress.total
        if step != self._step or (self._is_ended and not is_last):
            self._step, self._started, self._told, self._is_ended = step, now, -_EVERY, False
        line = _line(progress, now - self._started)
        if self._is_ended:
            return
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{line}", err=True, nl=is_last)
        elif is_last or now - self._told >= _EVERY:
            self._told = now
            click.echo(line, err=True)
        self._is_ended = is_last


def _line(progress: Progress, seconds: float) -> str:
    what = "shard" if progress.all_articles else "file"
    what += "" if progress.total == 1 else "s"
    of = f" of {progress.all_articles:,}" if progress.all_articles else ""
    line = (
        f"{progress.step}: {progress.done:,} of {progress.total:,} {what}, {progress.articles:,}{of} articles"
    )
    if not progress.articles or seconds <= 0:
        return line
    rate = progress.articles / seconds
    left = progress.all_articles - progress.articles
    more = f", {_duration(left / rate)} left" if left > 0 else ""
    return f"{line}, {rate:.1f} a second{more}"


def _duration(seconds: float) -> str:
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / _MINUTE:.0f} min" if seconds < 2 * _HOUR else f"{seconds / _HOUR:.1f} h"


def _print(result: BatchResult, address: str) -> None:
    console = open_console()
    table = Table(box=None, pad_edge=False)
    table.add_column("articles")
    table.add_column("number", justify="right")
    counts = result.counts
    table.add_row("in", f"{counts['in']:,}")
    for name, told in _DONE:
        table.add_row(f"  {told}", f"{counts[name]:,}")
    for name in ("skipped", "failed"):
        table.add_row(f"  {name}", f"{counts[name]:,}")
    for reason, number in sorted(result.reasons.items()):
        table.add_row(f"    {reason}", f"{number:,}")
    for one in TABLES:
        table.add_row(f"rows of {one.name}", f"{result.rows[one.name]:,}")
    console.print(table)
    changed = f"; inputs of {result.changed} earlier plans had changed" if result.changed else ""
    shards = "1 shard" if result.shards == 1 else f"{result.shards:,} shards"
    click.echo(f"{shards}, {result.kept:,} of them finished before{changed}", err=True)
    for file in result.unread:
        fault = "cannot be read to its end" if file.size is not None else "is not there, or cannot be opened"
        advice = "check its name and that you may read it, and run the same command again"
        click.echo(printable(f"not read: {file.name} {fault}; {advice}"), err=True)
    click.echo(f"written to {address}", err=True)
