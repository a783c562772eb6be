"""The fixture `dossier`: an empty one of every kind there is (so far SQLite), with a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.store.base import Dossier
from onrecord.store.opening import open_dossier


def still() -> datetime:
    """Return the same moment at any time."""
    return datetime(2025, 7, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite"])
def dossier(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Dossier]:
    """Return an empty dossier."""
    assert request.param == "sqlite"
    with open_dossier(tmp_path / "empty.dossier", create=True, clock=still) as made:
        yield made
