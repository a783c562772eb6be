"""`onrecord add`: reads reports and stores their records in a dossier.

It can be stopped and run again to continue.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import click

from onrecord.cli.dossier.link import link_all
from onrecord.cli.output.record_cards import print_record
from onrecord.cli.output.terminal import open_console, printable
from onrecord.cli.record_selection import add_records, check_use, selection_options
from onrecord.cli.sources import (
    SourceRequest,
    describe_totals,
    exit_status,
    load_sources,
    make_source_request,
    optional_source_options,
    print_totals,
    read_sources,
)
from onrecord.model.article import Article
from onrecord.model.record import Undone
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

OUTCOMES = ("added", "unchanged", "withdrawn", "skipped", "failed")
NOTES = {
    "unchanged": "already in the dossier",
    "withdrawn": "it was withdrawn and is not added again; `onrecord diff` shows when and why",
}


@click.command()
@click.argument("location", metavar="DOSSIER")
@optional_source_options
@selection_options
@click.option("--show", is_flag=True, help="Print each new record, as `onrecord read` does.")
def add(
    location: str,
    sources: tuple[str, ...],
    show: bool,
    actors: tuple[str, ...],
    columns: tuple[str, ...],
    **options: Any,
) -> int:
    """Read reports and store their records in a dossier.

    DOSSIER is a file, created if it does not exist, or an empty PostgreSQL database
    (postgresql://user@host/name). SOURCE is the same as for `onrecord read`, and left out with --records. An
    article that is already stored is not read again and changes nothing. New articles are compared with the
    stored ones, as `onrecord link` does.

    With --records, articles that were read before are taken without reading them again: all of them, or those
    that the options from --actor to --limit select, which mean the same as for `onrecord show`.
    """
    check_use(sources, {"actors": actors, "column": columns, **options})
    if options["records"] is not None:
        return add_records(location, options["records"], {"show": show, **options})
    return _read_and_add(location, make_source_request(sources, actors, columns, **options), show=show)


def _read_and_add(location: str, request: SourceRequest, *, show: bool) -> int:
    """Read the sources into the dossier, print the totals; return the exit status."""
    console = open_console()
    with open_dossier(location, create=True) as dossier:
        counts: Counter[str] = Counter()
        articles = _new_articles(dossier, request, counts)
        totals = partial(describe_totals, counts, OUTCOMES)
        for outcome in read_sources(articles, request.settings, request.own, totals):
            if isinstance(outcome, Undone):
                dossier.write(outcome)
                counts[outcome.outcome] += 1
                continue
            written = dossier.write(outcome)
            counts[written] += 1
            if written in NOTES:  # the same article twice among the sources
                _print_note(written, outcome.article.source)
            elif show:
                print_record(console, outcome)
        link_all(dossier)
        print_totals(counts, OUTCOMES, f"{dossier.name}: ")
    return exit_status(counts)


def _new_articles(
    dossier: Dossier, request: SourceRequest, counts: Counter[str]
) -> Iterator[Article | Undone]:
    """Yield what is not stored yet; count the rest and report it on stderr."""
    withdrawn = {note.article for note in dossier.list_withdrawn()}
    for item in load_sources(request):
        if isinstance(item, Article) and item.id in withdrawn:
            known = "withdrawn"
        elif isinstance(item, Article) and dossier.has(item.id):
            known = "unchanged"
        else:
            yield item
            continue
        counts[known] += 1
        _print_note(known, item.source)


def _print_note(outcome: str, source: str) -> None:
    click.echo(printable(f"{outcome}: {source}: {NOTES[outcome]}"), err=True)
