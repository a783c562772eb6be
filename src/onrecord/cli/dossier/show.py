"""`onrecord show`: answers from a dossier, as tables, JSON lines or CSV."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
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
from onrecord.views.pages.page import Page
from onrecord.views.pages.review import build_review
from onrecord.views.rows.actors import build_actors
from onrecord.views.rows.articles import build_articles
from onrecord.views.rows.commitments import build_commitments
from onrecord.views.rows.events import build_events
from onrecord.views.rows.origins import build_origins
from onrecord.views.rows.positions import build_positions
from onrecord.views.rows.statements import build_statements
from onrecord.views.rows.threads import build_threads

K = TypeVar("K", bound=str)
Build = Callable[[Dossier, Filter], Page[Any]]
# What can be shown: how its page is made, and its columns in a table, or the lines in which a row is told.
TABLES: dict[str, tuple[Build, Columns[Any]]] = {
    "statements": (build_statements, STATEMENTS),
    "events": (build_events, EVENTS),
    "actors": (build_actors, ACTORS),
    "articles": (build_articles, ARTICLES),
    "origins": (build_origins, ORIGINS),
    "review": (build_review, REVIEW),
}
STORIES: dict[str, tuple[Build, Callable[[Any], Iterator[str]]]] = {
    "threads": (build_threads, thread_lines),
    "commitments": (build_commitments, commitment_lines),
    "positions": (build_positions, position_lines),
}
ACTED = ("statements", "threads", "positions")  # what can be asked for by act
WHAT = (*TABLES, *STORIES)
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("dossier")
@click.argument("what", type=click.Choice(WHAT))
@click.option("--actor", help="Whole words of any name of an actor: Peskov finds Dmitry Peskov.")
@click.option(
    "--act",
    type=click.Choice(ACTS),
    help="Statements that do this; also threads and positions that hold one.",
)
@click.option("--type", "kind", type=click.Choice(EVENT_TYPES), help="Events of this type.")
@click.option(
    "--reality",
    type=click.Choice([*REALITIES, "any"]),
    help="Statements of this reality. Without it: those that were made.",
)
@click.option("--outlet", help="What articles of this outlet hold, its name as `show articles` prints it.")
@click.option("--since", type=DAY, metavar="YYYY-MM-DD", help="First day, inclusive.")
@click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="Last day, inclusive.")
@click.option(
    "--contains", help="All these words; words in double quotes in a row: 'prisoners \"third round\"'."
)
@click.option(
    "--as-of",
    type=DAY,
    metavar="YYYY-MM-DD",
    help="What was on the record that day: articles published by then.",
)
@click.option(
    "--learnt", is_flag=True, help="With --as-of: articles the dossier had by then, whenever published."
)
@click.option("--versions", is_flag=True, help="Also what only earlier versions of a page hold.")
@click.option("--limit", type=click.IntRange(0, MOST_ROWS), help="At most so many rows.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def show(dossier: str, what: str, form: str, **asked: str | datetime | int | None) -> None:
    """Show what a dossier holds.

    Statements, events and articles come latest first, actors by how much they say. A statement counts under the day
    it was made if the text tells, else under the day the article was published, which stands in parentheses; "1 of 3" origins:
    three articles report it, and all have it from one. Origins are articles that carry one copy together, those with most pages
    first. Threads are claim and counter-claim; positions what an actor says on a topic over time; commitments what was agreed,
    and step by step what became of it, on whose word; review what the program doubts and a person should decide (`onrecord
    judge`).
    """
    try:
        wanted = _filter(asked)
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    _check_fits(what, wanted)
    with open_dossier(dossier, create=False) as kept:
        page = (TABLES[what] if what in TABLES else STORIES[what])[0](kept, wanted)
        if form == "json":
            for line in render_json(page.rows):
                click.echo(line, nl=False)
        elif form == "csv":
            for line in render_csv(page.row_type, page.rows):
                click.echo(line, nl=False)
        elif what in TABLES:
            _tell_count(print_table(page.rows, TABLES[what][1]), page)
        else:
            _tell_count(_print_stories(page, STORIES[what][1]), page)
        if page.undated:
            click.echo(f"{page.undated} rows whose date is unknown are left out", err=True)


def _check_fits(what: str, wanted: Filter) -> None:
    """Raise click.UsageError for options that say nothing of what is asked for."""
    given_reality = wanted.realities != ACTUAL
    options = (
        ("act", wanted.acts, ACTED),
        ("type", wanted.types, ("events",)),
        ("reality", given_reality, ("statements",)),
    )
    for option, given, fits in options:
        if given and what not in fits:
            raise click.UsageError(f"--{option} is for {' and '.join(fits)}; {what} have none")
    if what == "review" and wanted != Filter(limit=wanted.limit):
        raise click.UsageError(
            "review is what waits for a decision today; of the options for rows it takes --limit alone"
        )


def _print_stories(page: Page[Any], lines_of: Callable[[Any], Iterator[str]]) -> int:
    shown = 0
    for row in page.rows:
        for line in lines_of(row):
            click.echo(printable(line))
        click.echo()
        shown += 1
    return shown


def _tell_count(shown: int, page: Page[Any]) -> None:
    click.echo(f"{shown} of {page.matching} {'row' if page.matching == 1 else 'rows'}", err=True)


def _filter(asked: Mapping[str, str | datetime | int | None]) -> Filter:
    """Return the options as a filter. Raises SettingError when they make no sense."""
    limit = asked["limit"]
    return Filter(
        actor=_text(asked["actor"]),
        since=_day(asked["since"]),
        until=_day(asked["until"]),
        contains=_text(asked["contains"]),
        acts=_one_of(ACTS, asked["act"]),
        types=_one_of(EVENT_TYPES, asked["kind"]),
        realities=REALITIES if asked["reality"] == "any" else _one_of(REALITIES, asked["reality"]) or ACTUAL,
        outlet=_text(asked["outlet"]),
        limit=limit if isinstance(limit, int) else None,
        as_of=_day(asked["as_of"]),
        learnt=bool(asked["learnt"]),
        versions=bool(asked["versions"]),
    )


def _text(value: str | datetime | int | None) -> str | None:
    return value if isinstance(value, str) else None


def _one_of(known: tuple[K, ...], value: str | datetime | int | None) -> tuple[K, ...]:
    return tuple(one for one in known if one == value)


def _day(value: str | datetime | int | None) -> date | None:
    return value.date() if isinstance(value, datetime) else None
