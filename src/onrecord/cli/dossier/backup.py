"""`onrecord backup`: a copy of a dossier as it is at one moment, while others may write to it."""

from pathlib import Path

import click

from onrecord.store.open_dossier import open_dossier


@click.command()
@click.argument("dossier")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(dossier: str, target: Path) -> None:
    """Write DOSSIER as it is now to the new file TARGET, which is a dossier, too. A file that is there is not overwritten."""
    with open_dossier(dossier, create=False) as kept:
        kept.copy_to(target)
        click.echo(f"{kept.name}: copied to {target}", err=True)
