"""`onrecord merge`: copies the content of other dossiers into one."""

from contextlib import ExitStack

import click

from onrecord.cli.dossier.link import link_all
from onrecord.cli.output.terminal import printable
from onrecord.cli.upkeep.check import check_option, ensure_sound
from onrecord.resolve.dossier_merge import merge_dossier
from onrecord.store.open_dossier import open_dossier


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.argument("others", nargs=-1, required=True, metavar="OTHER…")
@check_option
def merge(location: str, others: tuple[str, ...], unchecked: bool) -> None:
    """Copy the articles and judgements of other dossiers into DOSSIER.

    DOSSIER is created if it does not exist. The OTHER dossiers are not changed. Nothing is copied twice. For
    an article in both, the record in DOSSIER stays. Then new articles are compared with the rest.
    """
    with ExitStack() as opened:
        sources = [opened.enter_context(open_dossier(place, create=False)) for place in others]
        for other in sources:
            ensure_sound(other, unchecked=unchecked)
        into = opened.enter_context(open_dossier(location, create=True))
        ensure_sound(into, unchecked=unchecked)
        for other in sources:
            counts = merge_dossier(into, other)
            copied = f"{_count(counts['added'], 'article')} and {_count(counts['judgements'], 'judgement')}"
            withdrawn = counts["withdrawn"]
            left_out = f", {_count(withdrawn, 'article')} left out as withdrawn" if withdrawn else ""
            click.echo(printable(f"{into.name}: {copied} copied from {other.name}{left_out}"), err=True)
        link_all(into)


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
