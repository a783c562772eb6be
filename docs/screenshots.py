"""Take the screenshots of docs/web.md: a dossier of the example dispatches, page by page.

`python docs/screenshots.py` needs chromium and the development requirements (make dev). The images go to
docs/screenshots/.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
COMMAND = shutil.which("onrecord", path=str(Path(sys.executable).parent)) or "onrecord"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
DESK, PHONE = (1200, 820), (390, 780)


@dataclass(frozen=True)
class Shot:
    """One screenshot: page, window size, light or dark; `hover` selects the element under the mouse."""

    name: str
    path: str
    size: tuple[int, int] = DESK
    scheme: Literal["light", "dark"] = "light"
    hover: str | None = None


def main() -> int:
    """Take the screenshots; return 1 if there is no browser."""
    from playwright.sync_api import sync_playwright

    browser = next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )
    if browser is None:
        print("there is no chromium here: apt-get install chromium", file=sys.stderr)
        return 1
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        dossier = Path(folder) / "Black Sea grain deal.dossier"
        sources = sorted(map(str, (ROOT / "examples" / "black-sea").iterdir()))
        subprocess.run([COMMAND, "add", str(dossier), *sources], check=True)
        server = subprocess.Popen(
            [COMMAND, "serve", str(dossier), "--port", "0"], stderr=subprocess.PIPE, text=True
        )
        try:
            message = server.stderr.readline() if server.stderr else ""
            url = "http://" + message.partition("http://")[2].partition("/")[0]
            with sync_playwright() as running:
                opened = running.chromium.launch(executable_path=browser, args=FLAGS)
                context = opened.new_context(base_url=url)
                for shot in shots(
                    context.request.get("/statements.json?act=reject&q=nothing").json()["rows"]
                ):
                    page = opened.new_page(
                        base_url=url,
                        viewport={"width": shot.size[0], "height": shot.size[1]},
                        color_scheme=shot.scheme,
                    )
                    page.goto(shot.path)
                    page.wait_for_load_state("networkidle")
                    if shot.hover:
                        page.locator(shot.hover).first.hover()
                    page.screenshot(path=OUT / f"{shot.name}.png")
                    page.close()
                opened.close()
        finally:
            server.terminate()
            server.wait(20)
    shrink()
    return 0


def shots(denials: list[dict[str, str]]) -> list[Shot]:
    """Return the screenshots to take; the first relayed one of the statements `denials` is shown."""
    denial = next(row for row in denials if row["chain"].count("→") > 1)["id"]
    article, _, row = denial.partition("/")
    return [
        Shot("overview", "/"),
        Shot("reader", f"/articles/{article}", hover=f".segment[data-rows~={row}].m-content"),
        Shot("statement", f"/articles/{article}/statements/{row}"),
        Shot("threads", "/threads", scheme="dark"),
        Shot("commitments", "/commitments"),
        Shot("timeline", "/timeline"),
        Shot("figures", "/figures", scheme="dark"),
        Shot("review", "/review"),
        Shot("reader-phone", f"/articles/{article}", PHONE),
        Shot("overview-phone", "/", PHONE, "dark"),
    ]


def shrink() -> None:
    """Reduce each image to 128 colours: a quarter of the bytes, and no visible difference."""
    from PIL import Image

    for path in sorted(OUT.glob("*.png")):
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
