"""Options about sources, and reading of sources with progress; shared by several commands."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import click

from onrecord.cli.output.terminal import printable, show_progress
from onrecord.config import Settings, load_settings
from onrecord.ingest import Limits, Overrides, load_articles, parse_columns
from onrecord.ingest.formats import Telling
from onrecord.model.article import Article
from onrecord.model.errors import IngestError
from onrecord.model.record import Outcome, Undone
from onrecord.pipeline import NO_OWN_ACTORS, OwnActors, load_own_actors, make_pipeline, read_all

F = TypeVar("F", bound=Callable[..., object])
_SHOWN = 20  # things left out that are told for a list of actors


def actors_option(command: F) -> F:
    """Add the option --actors to a command."""
    return click.option(
        "--actors",
        multiple=True,
        metavar="FILE",
        help="Your own list of actors, which comes before the built-in one: CSV, FollowTheMoney entities or "
        "a PETRARCH dictionary (docs/layers/known-actors.md); may be repeated.",
    )(command)


def load_own_lists(paths: Iterable[str]) -> OwnActors:
    """Return a user's lists of actors; what they give and what is left out is told on stderr.

    Raises SettingError for files that are no lists.
    """
    own = load_own_actors(paths)
    for file in own.files:
        click.echo(printable(file.summary()), err=True)
        for note in file.notes[:_SHOWN]:
            click.echo(printable(f"  {note}"), err=True)
        if len(file.notes) > _SHOWN:
            click.echo(f"  and {len(file.notes) - _SHOWN} more sorts of things that are not used", err=True)
    return own


def source_options(command: F) -> F:
    """Add the SOURCE arguments and the options about them to a command."""
    return _add_source_options(command, required=True)


def optional_source_options(command: F) -> F:
    """Add the same to a command that can do without a SOURCE."""
    return _add_source_options(command, required=False)


def _add_source_options(command: F, *, required: bool) -> F:
    other = "" if required else "; with --records: only articles of this outlet"
    for decorate in (
        click.option(
            "--workers",
            type=click.IntRange(min=1),
            help="Number of processes that read in parallel (default: the CPU cores).",
        ),
        click.option(
            "--min-confidence",
            type=click.FloatRange(0, 1),
            help="Leave out statements below this confidence (0 to 1).",
        ),
        actors_option,
        click.option(
            "--column",
            "columns",
            multiple=True,
            metavar="FIELD=COLUMN",
            help="Column of a table (or field of a JSON object) that holds the text, html, title, published, "
            "outlet, url, language, authors or credit, where its name does not tell: text=body; FIELD= "
            "leaves one out; may be repeated.",
        ),
        click.option("--language", help="Language of the text (BCP 47, such as en); detected if not given."),
        click.option("--url", help="Address at which the article was published."),
        click.option("--outlet", help=f"Publisher of the article{other}."),
        click.option("--title", help="Title of the article."),
        click.option(
            "--date",
            help="Publication date, ISO 8601 (2025-07-01 or 2025-07-01T09:30+03:00); overrides the source.",
        ),
        click.argument("sources", nargs=-1, required=required, metavar="SOURCE…"),
    ):
        command = decorate(command)
    return command


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """The sources to read, fields that override theirs, settings, and the user's own lists of actors.

    `columns` are the columns of tables that the user names, by field.
    """

    sources: tuple[str, ...]
    overrides: Overrides
    settings: Settings
    own: OwnActors
    columns: Mapping[str, str] = field(default_factory=dict)


def make_source_request(
    sources: tuple[str, ...],
    actors: tuple[str, ...] | None = None,
    columns: Iterable[str] = (),
    /,
    **options: str | float | None,
) -> SourceRequest:
    """Return the request made by the `source_options`. Reads the lists of actors; None means none.

    Raises click.UsageError or SettingError for invalid values.
    """
    fields = {name: _text(options.get(name)) for name in ("date", "title", "outlet", "url", "language")}
    try:
        overrides = Overrides(**fields)
        named = parse_columns(columns)
    except IngestError as error:
        raise click.UsageError(str(error)) from error
    numbers = {name: _number(options.get(name)) for name in ("workers", "min_confidence")}
    settings = load_settings(os.environ, numbers, actors or ())
    own = NO_OWN_ACTORS if actors is None else load_own_lists(settings.actors)
    return SourceRequest(sources, overrides, settings, own, named)


def _text(value: str | float | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | float | None) -> float | None:
    return None if value is None else float(value)


def load_sources(request: SourceRequest, telling: Telling | None = None) -> Iterator[Article | Undone]:
    """Yield the articles of the sources in order, an Undone for each that cannot be loaded.

    `telling` is called with the format of each source and the columns found in tables.
    """
    settings = request.settings
    limits = Limits(
        max_bytes=settings.max_bytes,
        timeout=settings.timeout,
        deadline=settings.timeout,
        article_seconds=settings.article_seconds,
    )
    for source in request.sources:
        yield from load_articles(source, request.overrides, limits, request.columns, telling)


def read_sources(
    items: Iterable[Article | Undone],
    settings: Settings,
    own: OwnActors = NO_OWN_ACTORS,
    totals: Callable[[], str] | None = None,
) -> Iterator[Outcome]:
    """Yield one outcome per item, in order; progress with `totals` and failures go to stderr."""
    make = partial(make_pipeline, settings.min_confidence, settings.article_seconds, own)
    outcomes = read_all(items, make, workers=settings.workers)
    with show_progress("reading", totals) as advance:
        for outcome in outcomes:
            advance()
            if isinstance(outcome, Undone):
                advance.tell(f"{outcome.outcome}: {outcome.source}: {outcome.detail}")
            yield outcome


def print_totals(counts: Counter[str], names: tuple[str, ...], prefix: str = "") -> None:
    """Print the number of articles per outcome on stderr: the first name always, the others if not zero."""
    click.echo(prefix + describe_totals(counts, names), err=True)


def describe_totals(counts: Counter[str], names: tuple[str, ...]) -> str:
    """Return the number of articles per outcome: the first name always, the others if not zero."""
    shown = [name for name in names if counts[name] or name == names[0]]
    return ", ".join(f"{counts[name]} {name}" for name in shown)


def exit_status(counts: Counter[str]) -> int:
    """Return 1 if something failed, 3 if nothing failed but something was skipped, else 0."""
    return 1 if counts["failed"] else 3 if counts["skipped"] else 0
