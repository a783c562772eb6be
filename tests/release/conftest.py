"""The wheel and the source archive of the last commit, built once for all tests that need them."""

import shutil
from pathlib import Path

import pytest

from build_release import build
from lock import ROOT


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the wheel and the source archive."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is not a checkout of the repository, and releases are built from one")
    folder = tmp_path_factory.mktemp("built")
    build(folder)
    return folder
