"""Fixtures of several folders: the shared data folder. Tests that need it are skipped where it is absent."""

import os
import re
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


# What makes the tests of a file slow: a model, a process, a server, a browser, a database of many articles.
SLOW = re.compile(
    r"make_pipeline|read_lines|read_dispatch|read_chains|SyntaxAnnotator|AttributionAnnotator|onrecord\.read\b"
    r"|command_result|TestClient|postgresql|Browser|runpy|subprocess|dossier|socket|http\.server|parser|load_gazetteer"
    r"|\bSite\b|\"corpus\"|AttributionNetwork"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow files, so that `make unit` can leave them out."""
    slow: dict[Path, bool] = {}
    for item in items:
        if item.path not in slow:
            slow[item.path] = SLOW.search(item.path.read_text("utf-8")) is not None
        if slow[item.path]:
            item.add_marker(pytest.mark.slow)
