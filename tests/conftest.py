"""Fixtures of several folders: the shared data folder. Tests that need it are skipped where it is absent."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine generates inputs slowly, which is no fault of the code.
settings.register_profile("onrecord", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("onrecord")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the shared folder (ONRECORD_SHARED, or `shared` beside the repository)."""
    folder = Path(os.environ.get("ONRECORD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the shared data folder is not here: {folder}")
    return folder
