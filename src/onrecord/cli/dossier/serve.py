"""`onrecord serve`: serves a dossier as web pages."""

import os
from pathlib import Path

import click

from onrecord.cli.sources import actors_option, load_own_lists
from onrecord.config import load_settings
from onrecord.ingest import Limits
from onrecord.model.errors import SettingError
from onrecord.store.open_dossier import open_dossier
from onrecord.web.server import PORT, ListenOptions, check_options, make_state, open_socket
from onrecord.web.server import serve as serve_state


@click.command()
@click.argument("dossier")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. Any address but the local one requires a password.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Port to listen on; 0 chooses a free one.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Public host name, if the server is behind a proxy; may be repeated.",
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="Address or network of the proxy in front, whose X-Forwarded-For is believed; may be repeated.",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File with the sign-in password in its first line (or set ONRECORD_PASSWORD).",
)
@click.option("--title", help="Title of the pages (default: the name of the dossier's file).")
@actors_option
def serve(
    dossier: str,
    host: str,
    port: int,
    names: tuple[str, ...],
    proxies: tuple[str, ...],
    password_file: Path | None,
    title: str | None,
    actors: tuple[str, ...],
) -> None:  # layout: one parameter per option of the command line
    """Serve DOSSIER as web pages.

    Only this machine can reach them, unless --host is given. Other addresses require a password and should be
    behind a proxy with TLS (see docs/web.md). The pages load nothing from other addresses. --actors is used
    for the reports that are added in the browser.
    """
    settings = load_settings(os.environ, {}, actors)
    options = ListenOptions(host, port, _password(password_file), names, proxies)
    check_options(options)
    own = load_own_lists(settings.actors)
    limits = Limits(
        max_bytes=settings.max_bytes,
        timeout=settings.timeout,
        deadline=settings.timeout,
        article_seconds=settings.article_seconds,
    )
    with open_dossier(dossier, create=False) as kept:
        state = make_state(kept, dossier, options, title or Path(kept.name).stem, limits, own)
        with open_socket(options) as listening:
            shown = f"[{host}]" if ":" in host else host
            click.echo(f"{kept.name}: http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C stops)", err=True)
            if names and not proxies:
                click.echo(
                    "Without --proxy all visitors count as one: wrong passwords of one make all wait.",
                    err=True,
                )
            serve_state(state, listening, proxies)


def _password(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get("ONRECORD_PASSWORD") or None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{file}: the password cannot be read: {error}") from error
    if not lines or not lines[0].strip():
        raise SettingError(f"{file}: its first line has no password")
    return lines[0].strip()
