"""`onrecord backup`: copies a dossier in a consistent state, even while others write to it."""

from pathlib import Path

import click

from onrecord.cli.upkeep.check import check_option, ensure_sound
from onrecord.store.open_dossier import open_dossier


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@check_option
def backup(location: str, target: Path, unchecked: bool) -> None:
    """Copy DOSSIER to the new file TARGET. An existing file is not overwritten, and damage is not copied."""
    with open_dossier(location, create=False) as dossier:
        ensure_sound(dossier, unchecked=unchecked)
        dossier.copy_to(target)
        click.echo(f"{dossier.name}: copied to {target}", err=True)
