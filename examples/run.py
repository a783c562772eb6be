"""Reads the example dispatches into a new dossier and shows what it holds: what `make run` does."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = ROOT / "out"
COMMAND = shutil.which("onrecord", path=str(Path(sys.executable).parent)) or "onrecord"
# What is shown of the dossier, and the words that introduce it.
SHOWN = (
    (
        "Who said what, on whose word. The last column: on how many separate origins it stands, of how many pages that carry it.",
        ("statements", "--contains", "false pretext"),
    ),
    (
        "The same of a chain: whose words came to the page through whom.",
        ("statements", "--contains", "absolutely nothing to do", "--limit", "2"),
    ),
    ("Copies of one dispatch count as one origin.", ("origins", "--limit", "2")),
    (
        "Claim and counter-claim, over several articles.",
        ("threads", "--contains", '"British specialists"', "--limit", "1"),
    ),
    (
        "What was agreed, and step by step what became of it, on whose word.",
        ("commitments", "--contains", "promise"),
    ),
)


def main() -> int:
    """Add the dispatches and show what the dossier holds; return the exit status of `onrecord add`."""
    dossier = OUT / "black-sea.dossier"
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("black-sea.dossier*"):
        old.unlink()
    sources = sorted((HERE / "black-sea").iterdir())
    added = subprocess.run([COMMAND, "add", str(dossier), *map(str, sources)], check=False)
    if added.returncode:
        return added.returncode
    for words, question in SHOWN:
        print(f"\n{words}\n", flush=True)
        subprocess.run([COMMAND, "show", str(dossier), *question], check=False)
    shown, path = Path(COMMAND), dossier
    if Path.cwd() == ROOT:
        shown, path = (
            shown.relative_to(ROOT) if shown.is_relative_to(ROOT) else shown,
            dossier.relative_to(ROOT),
        )
    print(
        f"""
The dispatches are now in a dossier, {path}. What to type next:

  {shown} show {path} statements --actor Zelensky
  {shown} show {path} positions --actor Peskov
  {shown} show {path} commitments --as-of 2022-07-25
  {shown} show {path} review
  {shown} read YOUR-ARTICLE.txt --date 2025-07-01
"""
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
