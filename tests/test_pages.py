"""The pages of the documentation are true: every command that they print is run, and prints what they say."""

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "docs" / "run_pages.py"
PAGES = runpy.run_path(str(SCRIPT))


def test_the_pages_that_must_be_true_are_followed() -> None:
    names = {page.relative_to(ROOT).as_posix() for page in PAGES["list_pages"]()}
    how_to = {f"docs/how-to/{name}.md" for name in ("journalist", "researcher", "mediation")}
    assert {"README.md", "docs/tutorial.md", *how_to} <= names


def test_every_command_prints_what_the_page_says() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run `make pages` and read what changed:\n{done.stderr}"


@pytest.mark.parametrize("page", ["docs/how-to/python.md"])
def test_the_python_of_a_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = tmp_path / "grain.dossier"
    source = ROOT / "examples" / "black-sea" / "shipowners.html"
    subprocess.run([sys.executable, "-m", "onrecord", "add", str(dossier), str(source)], check=True)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        exec(compile(block, page, "exec"), {"__name__": "page"})  # noqa: S102 - our own page


@pytest.mark.parametrize(
    ("expected", "printed", "is_right"),
    [
        ("a\nb", "a\nb", True),
        ("a\nb", "a\nc", False),
        ("", "", True),
        ("", "a", False),
        ("a\n…\nd", "a\nb\nc\nd", True),
        ("a\n…", "a", True),
        ("stored: j:… now", "stored: j:123 now", True),
        ("stored: j:…", "stored: x", False),
        ("a (b) [c]", "a (b) [c]", True),
    ],
)
def test_an_output_is_compared_with_what_a_page_prints(expected: str, printed: str, is_right: bool) -> None:
    assert PAGES["matches"](expected, printed) is is_right


def steps(block: str) -> list[Any]:
    return [(step.command, step.expected) for step in PAGES["read_steps"](block)]


def test_a_block_is_commands_with_their_outputs() -> None:
    assert steps("$ a\nout\n\nmore\n$ b \\\n  c\n$ d") == [("a", "out\n\nmore"), ("b \\\n  c", ""), ("d", "")]
    assert steps("$ cat > f <<'END'\n$ no command\nEND\nout") == [
        ("cat > f <<'END'\n$ no command\nEND", "out")
    ]
    with pytest.raises(ValueError, match="begins with a command"):
        steps("out")


def test_a_wrong_page_is_noticed_and_mended(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo a\nb\n$ echo c\n…\n```\n")
    follow: Any = PAGES["follow"]
    follow.__globals__["ROOT"] = tmp_path
    (tmp_path / "examples").mkdir()
    try:
        (fault,) = follow(page, write=False)
        assert "$ echo a\nexpected:\nb\nprinted:\na" in fault
        assert follow(page, write=True) == []
    finally:
        follow.__globals__["ROOT"] = ROOT
    assert page.read_text() == "```console\n$ echo a\na\n$ echo c\n…\n```\n"
