"""`onrecord withdraw`: deletes an article with all its rows, and leaves a note."""

import click

from onrecord.cli.dossier.judge import make_decider
from onrecord.store.open_dossier import open_dossier


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.argument("article", metavar="ARTICLE")
@click.option("--by", required=True, help="Name of the person who withdraws it.")
@click.option("--why", required=True, help="Reason, in one sentence.")
def withdraw(location: str, article: str, by: str, why: str) -> None:
    """Delete ARTICLE (a:…) from DOSSIER with all its rows and earlier records.

    A note stays: its id, outlet, address and date, and who withdrew it, when and why. `onrecord add` does not
    add it again. Judgements about it are withdrawn; `onrecord history` still lists them.
    """
    decider = make_decider(by, why)
    with open_dossier(location, create=False, write=True) as dossier:
        dossier.withdraw_article(article, decider.by, decider.why)
        click.echo(f"withdrawn: {article}", err=True)
