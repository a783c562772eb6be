"""The fixture `dossier`: an empty dossier in SQLite and in PostgreSQL, with a fixed clock."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

pytest_plugins = ["postgresql_server"]  # the fixture `database`


def fixed_clock() -> datetime:
    """Return always the same moment."""
    return datetime(2025, 7, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return a path or address where a dossier of each kind can be created."""
    if request.param == "sqlite":
        return str(tmp_path / "empty.dossier")
    return str(request.getfixturevalue("database"))


@pytest.fixture
def dossier(place: str) -> Iterator[Dossier]:
    """Return an empty dossier."""
    with open_dossier(place, create=True, clock=fixed_clock) as made:
        yield made
