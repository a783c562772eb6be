"""The HTML report in a browser: it asks for nothing, fits wide and narrow screens, and is accessible."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.exports.report import html
from told_dossier import told

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    playwright = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser found ({', '.join(BROWSERS)}): apt-get install chromium")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_report_fits_asks_for_nothing_and_is_accessible(
    browser: "Browser", tmp_path: Path, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    path = tmp_path / "report.html"
    with told(tmp_path) as selection:
        path.write_text("".join(html.write(selection)), "utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    row, evidence = page.locator(".entry:not(.alone)").first.locator("> div").all()
    tops = [one.evaluate("one => one.getBoundingClientRect().top") for one in (row, evidence)]
    assert (tops[0] == tops[1]) == (width > 800)
    serious = [
        one for one in axe.run(page).response["violations"] if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert (asked, dialogs) == ([path.as_uri()], [])
    context.close()
