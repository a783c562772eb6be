"""`onrecord show`: answers from a dossier, as tables, JSON lines or CSV."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

import click
from rich.markup import escape
from rich.table import Table

from onrecord.cli.printing import open_console, printable
from onrecord.exports.csv import render_csv
from onrecord.exports.json import render_json
from onrecord.exports.tables import cell_text
from onrecord.store.base import MOST_ROWS, Filter
from onrecord.store.opening import open_dossier
from onrecord.views.actors import ActorRow, build_actors
from onrecord.views.articles import ArticleRow, build_articles
from onrecord.views.events import EventRow, build_events
from onrecord.views.origins import OriginRow, build_origins
from onrecord.views.page import Page
from onrecord.views.statements import StatementRow, build_statements

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WHAT = ("statements", "events", "actors", "articles", "origins")
STATEMENTS = ("said", "who", "act", "kind", "words", "on whose word", "outlet", "origins")
EVENTS = ("date", "type", "who", "reality", "words", "told by", "outlet")
ACTORS = ("name", "kind", "country", "roles", "also called", "statements", "articles")
ARTICLES = ("published", "outlet", "title", "statements", "actors", "id")
ORIGINS = ("published", "pages", "outlets", "title", "articles")
DAY = click.DateTime(["%Y-%m-%d"])
NARROW = ("said", "date", "published", "act", "type", "kind", "reality", "statements", "articles", "actors", "origins", "pages")


@click.command()
@click.argument("dossier")
@click.argument("what", type=click.Choice(WHAT))
@click.option("--actor", help="Whole words of any name of an actor: Peskov finds Dmitry Peskov.")
@click.option("--since", type=DAY, metavar="YYYY-MM-DD", help="First day, inclusive.")
@click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="Last day, inclusive.")
@click.option("--contains", help="All these words; words in double quotes in a row: 'prisoners \"third round\"'.")
@click.option("--as-of", type=DAY, metavar="YYYY-MM-DD", help="What was on the record that day: articles published by then.")
@click.option("--learnt", is_flag=True, help="With --as-of: articles the dossier had by then, whenever published.")
@click.option("--limit", type=click.IntRange(0, MOST_ROWS), help="At most so many rows.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def show(dossier: str, what: str, form: str, **asked: str | datetime | int | None) -> None:
    """Show what a dossier holds.

    Statements, events and articles come latest first, actors by how much they say. A statement counts under the day
    it was made if the text tells, else under the day the article was published; "1 of 3" origins: three articles report it,
    and all have it from one. Origins are articles that carry one copy together, those with most pages first.
    """
    wanted = _filter(asked)
    with open_dossier(dossier, create=False) as kept:
        if what == "statements":
            _print(build_statements(kept, wanted), form, STATEMENTS, _statement_cells)
        elif what == "events":
            _print(build_events(kept, wanted), form, EVENTS, _event_cells)
        elif what == "actors":
            _print(build_actors(kept, wanted), form, ACTORS, _actor_cells)
        elif what == "origins":
            _print(build_origins(kept, wanted), form, ORIGINS, _origin_cells)
        else:
            _print(build_articles(kept, wanted), form, ARTICLES, _article_cells)


def _filter(asked: Mapping[str, str | datetime | int | None]) -> Filter:
    """Return the options as a filter. Raises SettingError when they make no sense."""
    limit = asked["limit"]
    return Filter(
        actor=_text(asked["actor"]),
        since=_day(asked["since"]),
        until=_day(asked["until"]),
        contains=_text(asked["contains"]),
        limit=limit if isinstance(limit, int) else None,
        as_of=_day(asked["as_of"]),
        learnt=bool(asked["learnt"]),
    )


def _text(value: str | datetime | int | None) -> str | None:
    return value if isinstance(value, str) else None


def _day(value: str | datetime | int | None) -> date | None:
    return value.date() if isinstance(value, datetime) else None


R = TypeVar("R", bound="DataclassInstance")
CellsOf = Callable[[R], tuple[str, ...]]


def _print(page: Page[R], form: str, headings: tuple[str, ...], cells_of: CellsOf[R]) -> None:
    if form == "json":
        for line in render_json(page.rows):
            click.echo(line, nl=False)
    elif form == "csv":
        for line in render_csv(page.row_type, page.rows):
            click.echo(line, nl=False)
    else:
        _print_table(page, headings, cells_of)
    if page.undated:
        click.echo(f"{page.undated} rows whose date is unknown are left out", err=True)


def _print_table(page: Page[R], headings: tuple[str, ...], cells_of: CellsOf[R]) -> None:
    table = Table(show_edge=False, pad_edge=False, row_styles=("", "dim"))
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading in NARROW)
    shown = 0
    for row in page.rows:
        table.add_row(*(escape(printable(cell)) for cell in cells_of(row)))
        shown += 1
    if shown:
        open_console().print(table)
    click.echo(f"{shown} of {page.matching} {'row' if page.matching == 1 else 'rows'}", err=True)


def _statement_cells(row: StatementRow) -> tuple[str, ...]:
    day = row.said or ""
    when = day if row.dated_by == "text" else f"({day})" if day else "?"
    outlet = row.outlet or row.title or ""
    return when, row.who, row.act, row.kind, row.content, row.chain, outlet, f"{row.origins} of {row.pages}"


def _event_cells(row: EventRow) -> tuple[str, ...]:
    who = cell_text(row.actors) + (f" → {cell_text(row.recipients)}" if row.recipients else "")
    return row.date or "?", row.type, who, row.reality, row.words, row.told_by, row.outlet or row.title or ""


def _actor_cells(row: ActorRow) -> tuple[str, ...]:
    called = ", ".join(name for name in row.called if name != row.name)
    return row.name, row.kind, cell_text(row.countries), cell_text(row.roles), called, str(row.statements), str(row.articles)


def _origin_cells(row: OriginRow) -> tuple[str, ...]:
    return row.published or "?", str(row.pages), cell_text(row.outlets), row.title or "", cell_text(row.articles)


def _article_cells(row: ArticleRow) -> tuple[str, ...]:
    return row.published or "?", row.outlet or "", row.title or "", str(row.statements), str(row.actors), row.id
