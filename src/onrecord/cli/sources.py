"""What `read` and `add` share: the options that tell about a source, and the way from sources to outcomes."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import click

from onrecord.cli.output.terminal import open_progress, printable
from onrecord.config import Settings, load_settings
from onrecord.ingest import Limits, Overrides, load_articles, parse_date
from onrecord.model.article import Article
from onrecord.model.errors import GatheringError
from onrecord.model.record import Outcome, Undone
from onrecord.pipeline import make_pipeline, read_all

F = TypeVar("F", bound=Callable[..., object])


def source_options(command: F) -> F:
    """Give a command the SOURCE arguments and what can be told about them."""
    for decorate in (
        click.option(
            "--workers", type=click.IntRange(min=1), help="Processes that read at once (default: the cores)."
        ),
        click.option(
            "--min-confidence",
            type=click.FloatRange(0, 1),
            help="Leave out statements below this confidence (0 to 1).",
        ),
        click.option(
            "--language", help="Language of the text (BCP 47, such as en); found out where not given."
        ),
        click.option("--url", help="Address the article was published at."),
        click.option("--outlet", help="Who published it."),
        click.option("--title", help="Its title."),
        click.option(
            "--date",
            help="Publication date, ISO 8601 (2025-07-01, 2025-07-01T09:30+03:00); a source's own counts for less.",
        ),
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE…"),
    ):
        command = decorate(command)
    return command


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What the user told: sources, facts about them, settings."""

    sources: tuple[str, ...]
    given: Overrides
    settings: Settings


def told(sources: tuple[str, ...], **options: str | float | None) -> SourceRequest:
    """Check the options and return them typed. Raises click.BadParameter or SettingError."""
    facts = {name: _text(options.get(name)) for name in ("date", "title", "outlet", "url", "language")}
    try:
        given = Overrides(**facts)
        if given.date is not None:
            parse_date(given.date)
    except GatheringError as error:
        raise click.UsageError(str(error)) from error
    numbers = {name: _number(options.get(name)) for name in ("workers", "min_confidence")}
    return SourceRequest(sources, given, load_settings(os.environ, numbers))


def _text(value: str | float | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | float | None) -> float | None:
    return None if value is None else float(value)


def load_sources(request: SourceRequest) -> Iterator[Article | Undone]:
    """Yield what the sources hold, in order."""
    settings = request.settings
    limits = Limits(max_bytes=settings.max_bytes, timeout=settings.timeout, deadline=settings.timeout)
    for source in request.sources:
        yield from load_articles(source, request.given, limits)


def read_sources(items: Iterable[Article | Undone], settings: Settings) -> Iterator[Outcome]:
    """Yield an outcome an item, in order, with progress on stderr when that is a terminal."""
    outcomes = read_all(items, partial(make_pipeline, settings.min_confidence), workers=settings.workers)
    with open_progress() as progress:
        task = progress.add_task("reading", total=None)
        for outcome in outcomes:
            progress.advance(task)
            if isinstance(outcome, Undone):
                line = f"{outcome.outcome}: {outcome.source}: {outcome.detail}"
                progress.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)
            yield outcome


def print_totals(counts: Counter[str], names: tuple[str, ...], before: str = "") -> None:
    """Print how many articles had which outcome: the first of the names always, the others where there are any."""
    told_of = [name for name in names if counts[name] or name == names[0]]
    click.echo(before + ", ".join(f"{counts[name]} {name}" for name in told_of), err=True)


def exit_status(counts: Counter[str]) -> int:
    """Return 1 when something failed, 3 when nothing failed but something was skipped, else 0."""
    return 1 if counts["failed"] else 3 if counts["skipped"] else 0
