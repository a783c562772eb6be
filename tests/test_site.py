"""The documentation as a site: no warning, nothing loaded from elsewhere, all names there."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import onrecord

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
LOADED = re.compile(
    r"<(?:script|img|iframe|source)[^>]*\ssrc=\"(https?:)?//|<link[^>]*rel=\"(?:stylesheet|preconnect)\"[^>]*//"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_no_page_loads_anything_from_another_address(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 40
    assert [str(page) for page in pages if LOADED.search(page.read_text("utf-8"))] == []


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    page = (site / "reference" / "python.html").read_text("utf-8")
    names = set(onrecord.__all__) - {"__version__", "Outcome"}  # Outcome is Record or Undone
    assert {name for name in names if not re.search(rf'id="[\w.]+\.{name}"', page)} == set()


def test_every_type_of_the_record_is_in_the_reference(site: Path) -> None:
    page = (site / "reference" / "record.html").read_text("utf-8")
    for name in ("Record", "Undone", "Statement", "Event", "Commitment", "Actor"):
        assert f'id="{name.lower()}"' in page
    assert "<code>source_chain</code>" in page and "<!-- fields" not in page


def test_every_decision_is_listed(site: Path) -> None:
    page = (site / "reference" / "decisions.html").read_text("utf-8")
    names = [path.stem for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert [name for name in names if f"../decisions/{name}.html" not in page] == []


def test_the_search_finds_words_of_the_pages(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text("utf-8")
    assert "tutorial.html" in index and "on whose word" in index


@pytest.fixture(scope="module")
def hooks() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "site_hooks.py"))


@pytest.mark.parametrize(
    ("at", "link", "shown"),
    [
        ("limits.md", "[the page](web.md)", "[the page](web.md)"),
        ("layers/text.md", "[figures](../figures.md#test)", "[figures](../figures.md#test)"),
        ("security.md", "[SECURITY.md](../SECURITY.md)", "`SECURITY.md`"),
        (
            "layers/mentions.md",
            "[training](../../training/x.md)",
            "training (`training/x.md` in the repository)",
        ),
        ("index.md", "[them](https://example.org/a)", "[them](https://example.org/a)"),
    ],
)
def test_a_link_out_of_the_documentation_becomes_words(
    hooks: dict[str, Any], at: str, link: str, shown: str
) -> None:
    assert hooks["_LINK"].sub(lambda match: hooks["_inside"](match, at), link) == shown


def test_a_diagram_becomes_a_list(hooks: dict[str, Any]) -> None:
    diagram = 'flowchart LR\n    a["one<br><small>A, B</small>"]\n    b["two"]\n    a --> b\n    c --> a\n'
    assert hooks["_as_list"](diagram).splitlines() == ["- `one` (A, B) → `two`", "- `two`", "- `c` → `one`"]
