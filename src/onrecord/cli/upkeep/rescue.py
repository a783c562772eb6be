"""`onrecord rescue`: copies what is left of a damaged dossier to a new one."""

from pathlib import Path

import click

from onrecord.cli.output.terminal import printable
from onrecord.store.damage.rescue import rescue_dossier


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def rescue(location: str, target: Path) -> int:
    """Copy what is left of the damaged DOSSIER to the new file TARGET. DOSSIER is not changed.

    Saved are the articles whose records are whole, with their earlier records, the judgements about them, the
    notes on withdrawn articles, and what could not be read. The file is read page by page, so that a damaged
    header or index does not matter. Each article that is lost is printed with its title and the reason; add
    it again from its source. Of articles on pages that are missing altogether nothing is known. `onrecord
    link TARGET` compares the articles again. The status is 1 if something is known to be lost.
    """
    found = rescue_dossier(location, target)
    for lost in found.lost:
        title = f" {lost.title}" if lost.title else ""
        click.echo(printable(f"lost: {lost.article}{title}: {lost.why}"))
    saved = f"{found.articles} articles and {found.judgements} judgements saved to {target}"
    lost_too = f"{len(found.lost)} articles and {found.left_out} judgements known to be lost"
    click.echo(printable(f"{saved}; {lost_too}; now run `onrecord link {target}`"), err=True)
    return int(bool(found.lost or found.left_out))
