"""What tests of several folders use: the shared data folder beside the repository. Tests that need it skip where it is absent."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the shared folder (ONRECORD_SHARED, or `shared` beside the repository)."""
    folder = Path(os.environ.get("ONRECORD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the shared data folder is not here: {folder}")
    return folder
