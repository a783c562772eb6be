"""`onrecord note`: adds a row, an answer or a dated step that the program missed."""

import click

from onrecord.cli.dossier.judge import make_decider
from onrecord.resolve.ledger.own_rows import FIELDS, OWN_KINDS, OwnKind, Source, add_own
from onrecord.resolve.linker import link_article
from onrecord.store.open_dossier import open_dossier


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.argument("article", metavar="ARTICLE")
@click.argument("kind", type=click.Choice(OWN_KINDS), metavar=f"[{'|'.join(OWN_KINDS)}]")
@click.option("--quote", required=True, help="The article's words that show it, copied exactly.")
@click.option(
    "--nth", type=click.IntRange(1), help="Which place, if the article has these words several times."
)
@click.option("--about", metavar="ID", help="What a step is about, or what is answered: a row or an article.")
@click.option(
    "--set",
    "fields",
    metavar="FIELD=VALUE",
    multiple=True,
    help="A field: actor=Lind, parties='Norway; Chad', step=kept. Repeat it for several fields.",
)
@click.option("--by", required=True, help="Name of the person who adds it.")
@click.option("--why", required=True, help="Reason, in one sentence.")
def note(
    location: str,
    article: str,
    kind: OwnKind,
    quote: str,
    nth: int | None,
    about: str | None,
    fields: tuple[str, ...],
    by: str,
    why: str,
) -> None:
    """Add a row, an answer or a dated step that the program missed.

    It points to words of a stored article (a:…), and is shown, exported and compared like the program's rows,
    with the mark "added by" and your name. It survives `onrecord reread`, and `onrecord judge --withdraw`
    takes it back.

    Fields: of a commitment to, parties, status, deadline; of an event type, actors, recipients, date,
    reality; of a statement actor, act, said, reality, cue; of an answer relation and those of a statement; of
    a step step (agreed, under-way, kept, broken, postponed, disputed, denied, corrected, retracted), day,
    teller.
    """
    decider = make_decider(by, why)
    given = dict(_parse(field, kind) for field in fields)
    with open_dossier(location, create=False, write=True) as dossier:
        made = add_own(dossier, Source(article, quote, nth), kind, given, decider, about)
        link_article(dossier, article)
        for judgement in made:
            click.echo(f"stored: {judgement.id}, {judgement.left}", err=True)
        if not made:
            click.echo(f"{decider.by} has already added this", err=True)


def _parse(field: str, kind: OwnKind) -> tuple[str, str]:
    name, found, value = field.partition("=")
    if not found:
        raise click.UsageError(
            f"--set needs FIELD=VALUE; the fields of a {kind} are {', '.join(FIELDS[kind])}"
        )
    return name.strip(), value.strip()
