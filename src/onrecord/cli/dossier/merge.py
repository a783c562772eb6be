"""`onrecord merge`: take what other dossiers hold into one."""

from contextlib import ExitStack

import click

from onrecord.cli.dossier.link import link_all
from onrecord.cli.output.terminal import printable
from onrecord.resolve.dossier_merge import merge_dossier
from onrecord.store.open_dossier import open_dossier


@click.command()
@click.argument("dossier")
@click.argument("others", nargs=-1, required=True, metavar="OTHER…")
def merge(dossier: str, others: tuple[str, ...]) -> None:
    """Take the articles and judgements of OTHER dossiers into DOSSIER, which is made where there is none. OTHER stay as they are.

    Nothing is taken twice. Of an article both hold, the reading in DOSSIER stays. Then what is new is compared with the rest.
    """
    with ExitStack() as opened:
        sources = [opened.enter_context(open_dossier(place, create=False)) for place in others]
        into = opened.enter_context(open_dossier(dossier, create=True))
        for other in sources:
            counts = merge_dossier(into, other)
            told = (
                f"{_count(counts['added'], 'article')} and {_count(counts['judgements'], 'judgement')} taken"
            )
            click.echo(
                printable(f"{into.name}: {told} from {other.name}{_withdrawn(counts['withdrawn'])}"), err=True
            )
        link_all(into)


def _withdrawn(number: int) -> str:
    return f", {number} {'article' if number == 1 else 'articles'} left out as withdrawn" if number else ""


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
