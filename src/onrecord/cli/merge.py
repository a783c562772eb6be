"""`onrecord merge`: take what other dossiers hold into one."""

import click

from onrecord.cli.link import link_all
from onrecord.linking.merging import merge_dossier
from onrecord.store.opening import open_dossier


@click.command()
@click.argument("dossier")
@click.argument("others", nargs=-1, required=True, metavar="OTHER…")
def merge(dossier: str, others: tuple[str, ...]) -> None:
    """Take the articles and judgements of OTHER dossiers into DOSSIER, which is made where there is none. OTHER stay as they are.

    Nothing is taken twice. Of an article both hold, the reading in DOSSIER stays. Then what is new is compared with the rest.
    """
    with open_dossier(dossier, create=True) as into:
        for place in others:
            with open_dossier(place, create=False) as other:
                counts = merge_dossier(into, other)
                told = f"{counts['added']} articles and {counts['judgements']} judgements taken"
                click.echo(f"{into.name}: {told} from {other.name}", err=True)
        link_all(into)
