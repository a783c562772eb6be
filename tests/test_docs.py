"""The documentation: generated pages are current, links have targets, code in pages runs."""

import json
import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def test_the_generated_pages_are_current(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(ROOT / "docs" / "generate.py"), run_name="__main__")
    assert left.value.code == 0, capsys.readouterr().err


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_of_a_page_lead_to_existing_files(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in target]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own page
    assert "We will talk" in capsys.readouterr().out


def test_the_annotator_shown_in_the_docs_runs() -> None:
    page = (ROOT / "docs" / "adding-an-annotator.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, object] = {"__name__": "adding_an_annotator"}
    exec(compile(code, "adding-an-annotator.md", "exec"), names)  # noqa: S102 - our own page
    assert "QuestionAnnotator" in names


def test_the_figures_of_the_readme_are_those_of_the_last_run_on_the_test_articles() -> None:
    runs = [
        json.loads(line) for line in (ROOT / "corpus" / "test_runs.jsonl").read_text("utf-8").splitlines()
    ]
    readme, figures = ((ROOT / page).read_text("utf-8") for page in ("README.md", "docs/figures.md"))
    last = runs[-1]["figures"]
    assert f"Test run number {len(runs)};" in readme and f"test run number {len(runs)}," in figures
    assert f"**{100 * last['rows.precision']:.0f} % of the rows it puts out" in readme
    assert f"Calibration error of the confidence: {last['calibration']:.3f}" in readme
