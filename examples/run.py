"""Add the example dispatches to a new dossier and show its contents (`make run`)."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = ROOT / "out"
COMMAND = shutil.which("onrecord", path=str(Path(sys.executable).parent)) or "onrecord"
# Introductions, and the arguments of `onrecord show`.
SHOWN = (
    (
        "Who said what, and through whom it was reported. The last column: how many separate origins "
        "a statement has, of how many pages that carry it.",
        ("statements", "--contains", "false pretext"),
    ),
    (
        "A statement with its source chain: through whom it came to the page.",
        ("statements", "--contains", "absolutely nothing to do", "--limit", "2"),
    ),
    ("Copies of one dispatch count as one origin.", ("origins", "--limit", "2")),
    (
        "Claim and counter-claim, over several articles.",
        ("threads", "--contains", '"British specialists"', "--limit", "1"),
    ),
    (
        "What was agreed, and what became of it, with the source of each step.",
        ("commitments", "--contains", "promise"),
    ),
)


def main() -> int:
    """Add the dispatches and show the dossier; return the exit status of `onrecord add`."""
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
        path = dossier.relative_to(ROOT)
        shown = shown.relative_to(ROOT) if shown.is_relative_to(ROOT) else shown
    print(
        f"""
The dispatches are now in the dossier {path}. Try next:

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
