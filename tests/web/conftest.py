"""Fixtures: the pages of an invented dossier, through a test client or a real server and browser."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from onrecord.ingest import Limits
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier
from onrecord.web.app import make_app
from onrecord.web.server import ListenOptions, make_state
from onrecord.web.state import AppState
from web.harbour import fill

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = "http://127.0.0.1"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A dossier, a client for its pages, and the ids of its articles by name."""

    dossier: Dossier
    state: AppState
    client: TestClient
    ids: dict[str, str]
    path: Path

    def token(self, path: str = "/add") -> str:
        """Return the token of the forms in this client's session."""
        page = self.client.get(path).text
        return page.partition('name="token" value="')[2].partition('"')[0]


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return the path of a dossier, made once and copied for each test, and its article ids."""
    path = tmp_path_factory.mktemp("harbour") / "harbour.dossier"
    with open_dossier(path, create=True) as dossier:
        ids = fill(dossier)
        copy = path.with_name("copy.dossier")
        dossier.copy_to(copy)
    return copy, ids


def make_site(path: Path, ids: dict[str, str], options: ListenOptions) -> Iterator[Site]:
    """Yield the pages of a dossier, served with these options."""
    limits = Limits(max_bytes=300_000, timeout=2, deadline=4)
    with open_dossier(path, create=False) as dossier:
        state = make_state(dossier, str(path), options, "Harbour", limits)
        with TestClient(make_app(state), base_url=HERE, follow_redirects=False) as client:
            yield Site(dossier, state, client, ids, path)


@pytest.fixture
def site(harbour: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Site]:
    """Return the pages without a password, over a writable copy of the dossier."""
    path = tmp_path / "harbour.dossier"
    shutil.copy(harbour[0], path)
    yield from make_site(path, harbour[1], ListenOptions())


PASSWORD = "a pass phrase of some length"


@pytest.fixture
def locked(harbour: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Site]:
    """Return the pages with a password."""
    path = tmp_path / "locked.dossier"
    shutil.copy(harbour[0], path)
    yield from make_site(path, harbour[1], ListenOptions("0.0.0.0", 8033, PASSWORD))  # noqa: S104 - nothing listens


@dataclass(frozen=True)
class Served:
    """A running server: its URL, the article ids and the dossier's path."""

    url: str
    ids: dict[str, str]
    path: Path


@pytest.fixture(scope="session")
def served(
    harbour: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Return a running server, shared by all journeys."""
    import uvicorn

    path = tmp_path_factory.mktemp("served") / "harbour.dossier"
    shutil.copy(harbour[0], path)
    with socket.socket() as listening, open_dossier(path, create=False) as dossier:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        state = make_state(dossier, str(path), ListenOptions(), "Harbour", Limits(timeout=2, deadline=4))
        server = uvicorn.Server(uvicorn.Config(make_app(state), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield Served(f"{HERE}:{listening.getsockname()[1]}", harbour[1], path)
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Return a browser; skip the test when there is none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser found ({', '.join(BROWSERS)}): apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()
