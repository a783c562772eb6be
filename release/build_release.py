"""Build the files of a release twice and compare them: `make release`.

Writes to `dist/` the wheel and the source archive, the bill of materials and SHA256SUMS. Fails where the two
builds differ in one byte. Times in the files are those of the last commit (SOURCE_DATE_EPOCH).
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lock import ROOT
from sbom import make_sbom

DIST = ROOT / "dist"


def build(target: Path, *, source: Path = ROOT) -> dict[str, str]:
    """Build wheel and source archive from a fresh copy of the last commit; return their SHA-256 by name."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "onrecord"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(source), str(copy)], check=True)
        environment = os.environ | {"SOURCE_DATE_EPOCH": commit_time(source), "PYTHONHASHSEED": "random"}
        arguments = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(copy)]
        subprocess.run(arguments, check=True, env=environment, stdout=subprocess.DEVNULL)
    return digests(target)


def commit_time(source: Path) -> str:
    """Return the time of the last commit, in seconds since 1970."""
    command = ["git", "-C", str(source), "log", "-1", "--format=%ct"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a folder, by name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def main() -> int:
    """Build twice, compare, and write all files of the release."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (build(Path(folder) / name) for name in ("first", "second"))
        if first != second:
            changed = [name for name in first if second.get(name) != first[name]]
            print(f"two builds differ: {', '.join(changed)}", file=sys.stderr)
            return 1
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(Path(folder) / "first", DIST)
    sbom = DIST / "onrecord.cdx.json"
    sbom.write_text(json.dumps(make_sbom(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    sums = "".join(f"{digest}  {name}\n" for name, digest in digests(DIST).items())
    (DIST / "SHA256SUMS").write_text(sums, "utf-8")
    print(f"two builds are the same, byte for byte:\n{sums}", end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
