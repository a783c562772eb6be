"""Reads the example dispatches into a new dossier and says what to type next: what `make run` does."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = ROOT / "out"
COMMAND = shutil.which("onrecord", path=str(Path(sys.executable).parent)) or "onrecord"


def main() -> int:
    """Add the dispatches, printing their records; return the exit status of `onrecord add`."""
    dossier = OUT / "black-sea.dossier"
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("black-sea.dossier*"):
        old.unlink()
    sources = sorted((HERE / "black-sea").iterdir())
    added = subprocess.run([COMMAND, "add", str(dossier), *map(str, sources), "--show"], check=False)
    if added.returncode:
        return added.returncode
    shown, path = Path(COMMAND), dossier
    if Path.cwd() == ROOT:
        shown, path = shown.relative_to(ROOT) if shown.is_relative_to(ROOT) else shown, dossier.relative_to(ROOT)
    print(
        f"""\
The records above are now in a dossier, {path}. What to type next:

  {shown} show {path} statements --actor Zelensky
  {shown} show {path} statements --contains "grain deal" --since 2022-11-01
  {shown} show {path} actors
  {shown} read YOUR-ARTICLE.txt --date 2025-07-01
  {shown} read https://… --format json
"""
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
