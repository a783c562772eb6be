"""`onrecord backup`: copies a dossier in a consistent state, even while others write to it."""

from pathlib import Path

import click

from onrecord.store.open_dossier import open_dossier


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(location: str, target: Path) -> None:
    """Copy DOSSIER to the new file TARGET. An existing file is not overwritten."""
    with open_dossier(location, create=False) as dossier:
        dossier.copy_to(target)
        click.echo(f"{dossier.name}: copied to {target}", err=True)
