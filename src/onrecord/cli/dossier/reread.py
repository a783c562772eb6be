"""`onrecord reread`: read the articles of a dossier again with this program's readers; what people decided stays."""

import os
from collections import Counter
from functools import partial

import click

from onrecord.cli.dossier.link import link_all
from onrecord.cli.output.terminal import printable, show_progress
from onrecord.config import load_settings
from onrecord.model.article import Article, Published
from onrecord.model.record import Record
from onrecord.pipeline import make_pipeline, read_all
from onrecord.resolve.revisions import Changes, carry_over
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, JudgementFilter

KINDS = {"p": "actors", "s": "statements", "e": "events", "c": "commitments"}


@click.command()
@click.argument("dossier")
@click.option("--all", "everything", is_flag=True, help="Also articles that these very readers have read.")
@click.option(
    "--workers", type=click.IntRange(min=1), help="Processes that read at once (default: the cores)."
)
def reread(dossier: str, everything: bool, workers: int | None) -> None:
    """Read articles of DOSSIER again that other readers have read, and print what changed.

    Rows of the program are replaced; rows people accepted or corrected stay, whatever the new readers find, and rows rejected
    stay out. The reading before is kept aside. Then the articles that changed are compared again.
    """
    settings = load_settings(os.environ, {"workers": None if workers is None else float(workers)})
    make = partial(make_pipeline, settings.min_confidence)
    counts: Counter[str] = Counter()
    with open_dossier(dossier, create=False, write=True) as kept:
        run = make().run
        wanted = [article for article, last in kept.list_runs().items() if everything or last != run]
        articles = (article_of(record) for name in wanted if (record := kept.get_reading(name)) is not None)
        with show_progress("reading again") as advance:
            for outcome in read_all(articles, make, workers=settings.workers):
                advance()
                counts.update(read=1)
                if not isinstance(outcome, Record):
                    click.echo(
                        printable(
                            f"{outcome.outcome}: {outcome.source}: {outcome.detail}; what was read stays"
                        ),
                        err=True,
                    )
                    continue
                changes = replace_reading(kept, outcome)
                if changes:
                    counts.update(changed=1)
                    click.echo(
                        printable(f"{outcome.article.id} {outcome.article.title or ''}: {tell(changes)}")
                    )
        link_all(kept)
        told = f"{counts['read']} read again, {counts['changed']} changed"
        click.echo(
            printable(
                f"{kept.name}: {told}" if wanted else f"{kept.name}: everything was read by these readers"
            ),
            err=True,
        )


def article_of(record: Record) -> Article:
    """Return the article a record is of, as it was gathered."""
    row = record.article
    published = Published(row.published.value, row.published.how, row.published.evidence)
    return Article(row.text, row.title, row.outlet, row.url, row.language, row.authors, published, row.source)


def replace_reading(kept: Dossier, outcome: Record) -> Changes:
    """Put a newer reading in place of the one kept and return what changed."""
    name = outcome.article.id
    old = kept.get_reading(name)
    if old is None:
        return Changes((), (), (), ())
    earlier = [row for reading in kept.list_readings(name) for row in row_ids(reading.record)]
    decisions = list(kept.list_judgements(JudgementFilter(about=name, by_people=True)))
    record, changes = carry_over(old, outcome, decisions, earlier)
    if changes or old.run != record.run:
        kept.rewrite(record, (*changes.went, *changes.changed))
    return changes


def row_ids(record: Record) -> list[str]:
    """Return the ids of all rows of a record."""
    return [
        row.id
        for rows in (record.actors, record.statements, record.events, record.commitments)
        for row in rows
    ]


def tell(changes: Changes) -> str:
    """Return what changed in words: for each kind of row how many came, went and read otherwise."""
    parts = []
    for letter, name in KINDS.items():
        counts = [
            sum(row.startswith(letter) for row in rows)
            for rows in (changes.came, changes.went, changes.changed)
        ]
        if any(counts):
            parts.append(f"{name} +{counts[0]} -{counts[1]}, {counts[2]} otherwise")
    held = f"; kept because people hold them: {', '.join(changes.held)}" if changes.held else ""
    return "; ".join(parts) + held
