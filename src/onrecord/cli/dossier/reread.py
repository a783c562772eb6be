"""`onrecord reread`: reads the articles of a dossier again; people's judgements stay."""

import os
from collections import Counter
from functools import partial

import click

from onrecord.cli.dossier.link import link_all
from onrecord.cli.output.terminal import printable, show_progress
from onrecord.cli.sources import actors_option, load_own_lists
from onrecord.config import load_settings
from onrecord.model.record import Record
from onrecord.pipeline import make_pipeline, read_all
from onrecord.resolve.reannotation import Changes, carry_over
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, JudgementFilter

# First letter of a row id -> kind of row.
KINDS = {"p": "actors", "s": "statements", "e": "events", "c": "commitments"}


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also articles already read by this program with these settings.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Number of processes that read in parallel (default: the CPU cores).",
)
@actors_option
def reread(location: str, everything: bool, workers: int | None, actors: tuple[str, ...]) -> None:
    """Read articles of DOSSIER again after a change of the program or its settings.

    Prints what changed. Rows found by the program are replaced. Rows that people accepted or corrected stay
    in any case, and rejected rows stay out. The earlier records are archived. Then the changed articles are
    compared again.
    """
    numbers = {"workers": None if workers is None else float(workers)}
    settings = load_settings(os.environ, numbers, actors)
    own = load_own_lists(settings.actors)
    make = partial(make_pipeline, settings.min_confidence, settings.article_seconds, own)
    counts: Counter[str] = Counter()
    with open_dossier(location, create=False, write=True) as dossier:
        run = make().run
        wanted = [article for article, last in dossier.list_runs().items() if everything or last != run]
        records = (dossier.get_uncorrected_record(article) for article in wanted)
        articles = (record.article.to_article() for record in records if record is not None)
        with show_progress("reading again") as advance:
            for outcome in read_all(articles, make, workers=settings.workers):
                advance()
                counts.update(read=1)
                if not isinstance(outcome, Record):
                    note = f"{outcome.outcome}: {outcome.source}: {outcome.detail}; the earlier record stays"
                    click.echo(printable(note), err=True)
                    continue
                changes = replace_reading(dossier, outcome)
                if changes:
                    counts.update(changed=1)
                    article = outcome.article
                    click.echo(printable(f"{article.id} {article.title or ''}: {describe(changes)}"))
        link_all(dossier)
        summary = "all articles were already read by this program with these settings"
        if wanted:
            summary = f"{counts['read']} read again, {counts['changed']} changed"
        click.echo(printable(f"{dossier.name}: {summary}"), err=True)


def replace_reading(dossier: Dossier, outcome: Record) -> Changes:
    """Replace the stored record by a newer one and return what changed. Judgements by people are applied."""
    name = outcome.article.id
    old = dossier.get_uncorrected_record(name)
    if old is None:
        return Changes((), (), (), ())
    earlier = [row for reading in dossier.list_earlier_records(name) for row in row_ids(reading.record)]
    decisions = list(dossier.list_judgements(JudgementFilter(about=name, by_people=True)))
    record, changes = carry_over(old, outcome, decisions, earlier)
    if changes or old.run != record.run:
        dossier.replace_record(record, (*changes.removed, *changes.changed))
    return changes


def row_ids(record: Record) -> list[str]:
    """Return the ids of all rows of a record."""
    return [
        row.id
        for rows in (record.actors, record.statements, record.events, record.commitments)
        for row in rows
    ]


def describe(changes: Changes) -> str:
    """Return the changes in words: for each kind of row the numbers added, removed and changed."""
    parts = []
    for letter, name in KINDS.items():
        counts = [
            sum(row.startswith(letter) for row in rows)
            for rows in (changes.added, changes.removed, changes.changed)
        ]
        if any(counts):
            parts.append(f"{name} +{counts[0]} -{counts[1]}, {counts[2]} changed")
    held = f"; kept because of people's judgements: {', '.join(changes.retained)}" if changes.retained else ""
    return "; ".join(parts) + held
