"""`onrecord withdraw`: take an article down; it goes with all its rows, and a note stays that it was there."""

import click

from onrecord.cli.dossier.judge import make_decider
from onrecord.store.open_dossier import open_dossier


@click.command()
@click.argument("dossier")
@click.argument("article", metavar="ARTICLE")
@click.option("--by", required=True, help="Who takes it down.")
@click.option("--why", required=True, help="The reason, in a sentence.")
def withdraw(dossier: str, article: str, by: str, why: str) -> None:
    """Take ARTICLE (a:…) out of DOSSIER with everything that was read in it, earlier readings included.

    What stays is a note: its id, outlet, address and day, who took it down, when and why. It is not taken in again by `add`, and
    what was judged about it is withdrawn, which the history tells.
    """
    decider = make_decider(by, why)
    with open_dossier(dossier, create=False, write=True) as kept:
        kept.withdraw_article(article, decider.by, decider.why)
        click.echo(f"withdrawn: {article}", err=True)
