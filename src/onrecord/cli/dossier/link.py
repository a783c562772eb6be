"""`onrecord link`: compare the articles of a dossier with each other. `add` does it, too; this goes on where one was stopped."""

from collections import Counter

import click

from onrecord.cli.output.terminal import printable, show_progress
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier


@click.command()
@click.argument("dossier")
def link(dossier: str) -> None:
    """Find what is the same in the articles of DOSSIER: copies of one story, versions of a page, actors, statements, events,
    commitments.

    What was compared before is not compared again. What is found is kept as judgements beside the records
    (`onrecord history`), which people's judgements overrule (`onrecord judge`).
    """
    with open_dossier(dossier, create=False, write=True) as kept:
        link_all(kept)


def link_all(kept: Dossier) -> None:
    """Compare what was not yet, with progress, and tell what was found."""
    counts: Counter[str] = Counter()
    with show_progress("comparing articles") as advance:
        for found in link_articles(kept):
            counts.update(articles=1, copies=int(found.reprints > 0))
            advance()
    if counts["articles"]:
        told = f"{counts['articles']} compared, {counts['copies']} carry copy that was there"
        click.echo(printable(f"{kept.name}: {told}"), err=True)
