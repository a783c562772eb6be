"""`onrecord add`: from reports to records kept in a dossier. Stopped at any moment, the same command goes on from there."""

from collections import Counter
from collections.abc import Iterator

import click

from onrecord.cli.dossier.link import link_all
from onrecord.cli.output.record_cards import print_record
from onrecord.cli.output.terminal import open_console, printable
from onrecord.cli.sources import (
    SourceRequest,
    exit_status,
    load_sources,
    print_totals,
    read_sources,
    source_options,
    told,
)
from onrecord.model.article import Article
from onrecord.model.record import Undone
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

SAID = {
    "unchanged": "already in the dossier",
    "withdrawn": "it was taken down, and is not taken in again; `onrecord diff` tells when and why",
}


@click.command()
@click.argument("dossier")
@source_options
@click.option("--show", is_flag=True, help="Print each new record, as `onrecord read` does.")
def add(dossier: str, sources: tuple[str, ...], show: bool, **options: str | float | None) -> int:
    """Read reports and keep their records in a dossier.

    DOSSIER is a file, made where there is none, or an empty PostgreSQL database (postgresql://user@host/name). SOURCE is
    what `onrecord read` takes. An article that is kept already is not read again and changes nothing. New articles are
    compared with those that are there, as `onrecord link` does.
    """
    request = told(sources, **options)
    console = open_console()
    with open_dossier(dossier, create=True) as kept:
        counts: Counter[str] = Counter()
        for outcome in read_sources(_new(kept, request, counts), request.settings):
            if isinstance(outcome, Undone):
                kept.write(outcome)
                counts[outcome.outcome] += 1
                continue
            written = kept.write(outcome)
            counts[written] += 1
            if written in SAID:  # the same article twice among the sources
                _tell(written, outcome.article.source)
            elif show:
                print_record(console, outcome)
        link_all(kept)
        print_totals(counts, ("added", "unchanged", "withdrawn", "skipped", "failed"), f"{kept.name}: ")
    return exit_status(counts)


def _new(kept: Dossier, request: SourceRequest, counts: Counter[str]) -> Iterator[Article | Undone]:
    """Yield what is not kept yet; say of the rest that it is, or that it was taken down."""
    gone = {note.article for note in kept.list_withdrawn()}
    for item in load_sources(request):
        known = (
            "withdrawn"
            if isinstance(item, Article) and item.id in gone
            else "unchanged"
            if isinstance(item, Article) and kept.has(item.id)
            else None
        )
        if known is None:
            yield item
        else:
            counts[known] += 1
            _tell(known, item.source)


def _tell(what: str, source: str) -> None:
    click.echo(printable(f"{what}: {source}: {SAID[what]}"), err=True)
