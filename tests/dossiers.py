"""The fixture `dossier`: an empty one of every kind there is (SQLite, PostgreSQL), with a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

pytest_plugins = ["postgresql_server"]  # the fixture `database`


def still() -> datetime:
    """Return the same moment at any time."""
    return datetime(2025, 7, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return where a dossier of the kind can be made."""
    if request.param == "sqlite":
        return str(tmp_path / "empty.dossier")
    return str(request.getfixturevalue("database"))


@pytest.fixture
def dossier(place: str) -> Iterator[Dossier]:
    """Return an empty dossier."""
    with open_dossier(place, create=True, clock=still) as made:
        yield made
