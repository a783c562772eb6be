"""`onrecord show`: lists rows of a dossier as tables, JSON lines or CSV."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

import click

from onrecord.cli.output.multiline_rows import commitment_lines, position_lines, thread_lines
from onrecord.cli.output.tables import (
    ACTORS,
    ARTICLES,
    EVENTS,
    ORIGINS,
    REVIEW,
    STATEMENTS,
    Columns,
    print_table,
)
from onrecord.cli.output.terminal import printable
from onrecord.exports.csv import render_csv
from onrecord.exports.json import render_json
from onrecord.model.annotation import ACTS, EVENT_TYPES
from onrecord.model.errors import SettingError
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import ACTUAL, MOST_ROWS, REALITIES, Dossier, Filter
from onrecord.views.queries import QueryResult
from onrecord.views.rows.actors import build_actors
from onrecord.views.rows.articles import build_articles
from onrecord.views.rows.commitments import build_commitments
from onrecord.views.rows.events import build_events
from onrecord.views.rows.origins import build_origins
from onrecord.views.rows.positions import build_positions
from onrecord.views.rows.review import build_review
from onrecord.views.rows.statements import build_statements
from onrecord.views.rows.threads import build_threads

K = TypeVar("K", bound=str)
Build = Callable[[Dossier, Filter], QueryResult[Any]]
# What can be shown: the function that builds its page, and the columns of its table or the lines of a row.
TABLES: dict[str, tuple[Build, Columns[Any]]] = {
    "statements": (build_statements, STATEMENTS),
    "events": (build_events, EVENTS),
    "actors": (build_actors, ACTORS),
    "articles": (build_articles, ARTICLES),
    "origins": (build_origins, ORIGINS),
    "review": (build_review, REVIEW),
}
MULTILINE: dict[str, tuple[Build, Callable[[Any], Iterator[str]]]] = {
    "threads": (build_threads, thread_lines),
    "commitments": (build_commitments, commitment_lines),
    "positions": (build_positions, position_lines),
}
WITH_ACT = ("statements", "threads", "positions")  # what --act can select
WHAT = (*TABLES, *MULTILINE)
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.argument("what", type=click.Choice(WHAT))
@click.option(
    "--actor", help="Actor, by its id or whole words of any of its names: Peskov finds Dmitry Peskov."
)
@click.option(
    "--act",
    type=click.Choice(ACTS),
    help="Statements with this speech act; threads and positions that contain one.",
)
@click.option("--type", "kind", type=click.Choice(EVENT_TYPES), help="Events of this type.")
@click.option(
    "--reality",
    type=click.Choice([*REALITIES, "any"]),
    help="Statements of this reality (default: those that were actually made).",
)
@click.option("--outlet", help="Only articles of this outlet, named as `show articles` prints it.")
@click.option("--since", type=DAY, metavar="YYYY-MM-DD", help="First day, inclusive.")
@click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="Last day, inclusive.")
@click.option(
    "--contains",
    help="Rows with all these words; words in double quotes are a phrase: 'prisoners \"third round\"'.",
)
@click.option(
    "--as-of",
    type=DAY,
    metavar="YYYY-MM-DD",
    help="Only articles published by the end of this day.",
)
@click.option(
    "--learnt", is_flag=True, help="With --as-of: articles added to the dossier by then, whenever published."
)
@click.option("--versions", is_flag=True, help="Also rows that only earlier versions of a page contain.")
@click.option(
    "--intent", is_flag=True, help="Commitments that cannot be checked, because no definite act is named."
)
@click.option("--limit", type=click.IntRange(0, MOST_ROWS), help="Maximum number of rows.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def show(location: str, what: str, form: str, intent: bool, **options: str | datetime | int | None) -> None:
    """List rows of a dossier.

    Statements, events and articles are sorted by date, latest first; actors by their number of statements. A
    statement has the day on which it was made, or in parentheses the day on which the article was published.
    "1 of 3" origins means that three articles report it and all have it from one origin.

    Origins are groups of articles with the same copy, largest first. Threads are claims and counter-claims.
    Positions are what an actor says on a topic over time. Commitments are agreements with each step of their
    status and its source; --intent lists those that name no definite act. Review lists what the program is
    unsure about, for people to decide with `onrecord judge`.
    """
    try:
        row_filter = _make_filter(options)
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    _check_options(what, row_filter)
    if intent and what != "commitments":
        raise click.UsageError(f"--intent is for commitments; {what} have none")
    with open_dossier(location, create=False) as dossier:
        build = (TABLES[what] if what in TABLES else MULTILINE[what])[0]
        if what == "commitments":
            build = partial(build_commitments, which="intent" if intent else "checkable")
        page = build(dossier, row_filter)
        if form == "json":
            for line in render_json(page.rows):
                click.echo(line, nl=False)
        elif form == "csv":
            for line in render_csv(page.row_type, page.rows):
                click.echo(line, nl=False)
        elif what in TABLES:
            _print_count(print_table(page.rows, TABLES[what][1]), page)
        else:
            _print_count(_print_multiline(page, MULTILINE[what][1]), page)
        if page.undated:
            click.echo(f"{page.undated} rows with an unknown date are left out", err=True)


def _check_options(what: str, row_filter: Filter) -> None:
    """Raise click.UsageError for options that do not apply to what is shown."""
    has_reality = row_filter.realities != ACTUAL
    options = (
        ("act", row_filter.acts, WITH_ACT),
        ("type", row_filter.types, ("events",)),
        ("reality", has_reality, ("statements",)),
    )
    for option, is_given, allowed in options:
        if is_given and what not in allowed:
            raise click.UsageError(f"--{option} is for {' and '.join(allowed)}; {what} have none")
    if what == "review" and row_filter != Filter(limit=row_filter.limit):
        raise click.UsageError(
            "review lists what is undecided now; of the options that select rows it accepts only --limit"
        )


def _print_multiline(page: QueryResult[Any], lines_of: Callable[[Any], Iterator[str]]) -> int:
    shown = 0
    for row in page.rows:
        for line in lines_of(row):
            click.echo(printable(line))
        click.echo()
        shown += 1
    return shown


def _print_count(shown: int, page: QueryResult[Any]) -> None:
    click.echo(f"{shown} of {page.matching} {'row' if page.matching == 1 else 'rows'}", err=True)


def _make_filter(options: Mapping[str, str | datetime | int | None]) -> Filter:
    """Return the options as a filter. Raises SettingError when they contradict each other."""
    limit = options["limit"]
    return Filter(
        actor=_text(options["actor"]),
        since=_day(options["since"]),
        until=_day(options["until"]),
        contains=_text(options["contains"]),
        acts=_one_of(ACTS, options["act"]),
        types=_one_of(EVENT_TYPES, options["kind"]),
        realities=REALITIES
        if options["reality"] == "any"
        else _one_of(REALITIES, options["reality"]) or ACTUAL,
        outlet=_text(options["outlet"]),
        limit=limit if isinstance(limit, int) else None,
        as_of=_day(options["as_of"]),
        learnt=bool(options["learnt"]),
        versions=bool(options["versions"]),
    )


def _text(value: str | datetime | int | None) -> str | None:
    return value if isinstance(value, str) else None


def _one_of(known: tuple[K, ...], value: str | datetime | int | None) -> tuple[K, ...]:
    return tuple(one for one in known if one == value)


def _day(value: str | datetime | int | None) -> date | None:
    return value.date() if isinstance(value, datetime) else None
