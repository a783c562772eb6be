"""`onrecord link`: compares the articles of a dossier with each other, as `add` does for new ones."""

from collections import Counter

import click

from onrecord.cli.output.terminal import printable, show_progress
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier


@click.command()
@click.argument("location", metavar="DOSSIER")
def link(location: str) -> None:
    """Find what is the same in the articles of DOSSIER.

    Compared are copies of one story, versions of a page, actors, statements, events and commitments. Articles
    that were compared before are not compared again. Results are stored as judgements beside the records (see
    `onrecord history`); people can overrule them (see `onrecord judge`). It can be stopped and run again to
    continue.
    """
    with open_dossier(location, create=False, write=True) as dossier:
        link_all(dossier)


def link_all(dossier: Dossier) -> None:
    """Compare the articles that were not compared yet, with progress, and print what was found."""
    counts: Counter[str] = Counter()

    def totals() -> str:
        return f"{counts['articles']} compared, {counts['copies']} contain text of earlier articles"

    with show_progress("comparing articles", totals) as advance:
        for found in link_articles(dossier):
            counts.update(articles=1, copies=int(found.reprints > 0))
            advance()
    if counts["articles"]:
        click.echo(printable(f"{dossier.name}: {totals()}"), err=True)
