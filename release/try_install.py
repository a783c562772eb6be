"""Install a built wheel or source archive in a new environment, and try it from another folder.

`python release/try_install.py dist/onrecord-….whl` prints the size of the environment and of its largest
packages, in MB (10**6 bytes), and fails where the command does not run. It asks the package index for the
dependencies. `--extra NAME` installs an extra too. docs/decisions/0024-use.md has the sizes measured with it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

MEGABYTE = 10**6
LARGEST = 12  # packages printed
ARTICLE = "“We will not sign,” the minister Ada Berg told reporters on Monday.\n"
PAGE = f"<html><title>Talks</title><body><article><h1>Talks</h1><p>{ARTICLE}</p></article></body></html>"


def clean_environment() -> dict[str, str]:
    """Return the variables of this process without those that lead Python to other packages."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def make_environment(folder: Path) -> Path:
    """Make an empty environment in `folder` and return its Python."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder / "bin" / "python"


def install(python: Path, package: Path, *options: str, extras: str = "") -> None:
    """Install a wheel or source archive with pip."""
    name = f"{package.resolve()}{f'[{extras}]' if extras else ''}"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options, name]
    subprocess.run(command, check=True)


def read_article(python: Path, folder: Path, article: str = ARTICLE) -> dict[str, object]:
    """Read a text or page with the installed command, in `folder`; return the record."""
    command = [str(python.parent / "onrecord"), "read", "-", "--date", "2025-07-01", "--format", "json"]
    done = subprocess.run(
        command,
        cwd=folder,
        env=clean_environment(),
        input=article,
        capture_output=True,
        text=True,
        check=True,
    )
    record: dict[str, object] = json.loads(done.stdout)
    return record


def folder_sizes(folder: Path) -> dict[str, int]:
    """Return the bytes of each entry of a folder, largest first. Links count nothing."""
    sizes = {entry.name: _size(entry) for entry in folder.iterdir()}
    return dict(sorted(sizes.items(), key=lambda pair: -pair[1]))


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.lstat().st_size for file in files if file.is_file() and not file.is_symlink())


def main() -> int:
    """Install, read an article, print the sizes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="a wheel or a source archive")
    parser.add_argument("--extra", action="append", default=[], help="an extra to install")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = make_environment(Path(folder) / "environment")
        install(python, given.package, extras=",".join(given.extra))
        elsewhere = Path(folder) / "elsewhere"
        elsewhere.mkdir()
        for article in (ARTICLE, PAGE):
            print(f"An article was read: {read_article(python, elsewhere, article)['outcome']}.")
        (packages,) = (python.parent.parent / "lib").glob("python*/site-packages")
        sizes = folder_sizes(packages)
    print(f"The environment has {sum(sizes.values()) / MEGABYTE:.0f} MB. Its largest parts:")
    for name in list(sizes)[:LARGEST]:
        print(f"{sizes[name] / MEGABYTE:6.0f} MB  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
