"""Follow the commands printed in pages of the documentation, and compare or write what they print.

`python docs/run_pages.py --check PAGE…` runs every command of the `console` blocks of a page, from top to
bottom, in an empty folder, and fails where the output is not the one printed under the command. `--write`
replaces the printed outputs. Without pages, all pages that have such blocks are followed. Blocks of another
kind (`sh`) are not run.

In a printed output "…" stands for anything within a line, and alone on a line for any lines; such an output
is compared, but not replaced. A command goes on after a line that ends in a backslash, and until the end of a
heredoc. Both streams are shown in the order written. The folder `examples` of the repository is there.
"""

import argparse
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEREDOC = re.compile(r"<<\s*'?(\w+)'?")
SHELL = re.compile(r"[|<>;&`]|\$\(")  # what only a shell understands
ANYTHING = "…"
SETTINGS = {"NO_COLOR": "1", "TZ": "UTC", "ONRECORD_WORKERS": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Step:
    """A command and the output printed under it."""

    command: str
    expected: str


def read_steps(block: str) -> Iterator[Step]:
    """Yield the steps of a console block."""
    lines = block.splitlines()
    while lines:
        first = lines.pop(0)
        if not first.startswith("$ "):
            raise ValueError(f"a console block begins with a command, not with {first!r}")
        command = [first[2:]]
        end = HEREDOC.search(first)
        while lines and (command[-1].endswith("\\") or end):
            command.append(lines.pop(0))
            if end and command[-1] == end[1]:
                break
        output: list[str] = []
        while lines and not lines[0].startswith("$ "):
            output.append(lines.pop(0))
        yield Step("\n".join(command), "\n".join(output))


def run(command: str, folder: Path) -> str:
    """Return what a command prints. One of our own runs in this process, which has the models loaded."""
    if command.startswith("onrecord ") and not SHELL.search(command):
        text = _run_here(shlex.split(command.replace("\\\n", " "))[1:], folder)
    else:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        text = done.stdout
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())


def _run_here(arguments: list[str], folder: Path) -> str:
    from onrecord.cli import main

    out = io.StringIO()
    given = patch.object(sys, "argv", ["onrecord", *arguments])
    with chdir(folder), redirect_stdout(out), redirect_stderr(out), given:
        try:
            main()
        except SystemExit as left:
            if left.code == 1:
                out.write("(exit status 1)\n")
    return out.getvalue()


def matches(expected: str, printed: str) -> bool:
    """Return whether an output is the one expected."""
    pattern = ""
    for line in expected.splitlines():
        if line.strip() == ANYTHING:
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += ".*?".join(map(re.escape, line.rstrip().split(ANYTHING))) + r"\n"
    return re.fullmatch(pattern, printed + "\n" if printed else "") is not None


def follow(page: Path, *, write: bool) -> list[str]:
    """Follow a page; return what differs. With `write`, write the page with the outputs as they are."""
    text = page.read_text("utf-8")
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "onrecord"
        folder.mkdir()
        shutil.copytree(ROOT / "examples", folder / "examples")
        path = f"{_command_folder(Path(name))}:{os.environ['PATH']}"
        with patch.dict(os.environ, SETTINGS | {"PATH": path}):
            followed = BLOCK.sub(lambda match: _follow_block(match[1], folder, faults), text)
    if write and followed != text:
        page.write_text(followed, "utf-8")
        return []
    return [f"{page.relative_to(ROOT)}: {fault}" for fault in faults]


def _command_folder(folder: Path) -> Path:
    """Return a folder with the command `onrecord`, for commands that a shell runs."""
    bin_folder = folder / "bin"
    bin_folder.mkdir()
    for name, rest in (("onrecord", " -m onrecord"), ("python", "")):
        script = bin_folder / name
        script.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT / "src"} exec {sys.executable}{rest} "$@"\n')
        script.chmod(0o755)
    return bin_folder


def _follow_block(block: str, folder: Path, faults: list[str]) -> str:
    lines = []
    for step in read_steps(block):
        printed = run(step.command, folder)
        is_right = matches(step.expected, printed)
        if not is_right:
            faults.append(f"$ {step.command}\nexpected:\n{step.expected}\nprinted:\n{printed}")
        shown = step.expected if is_right or ANYTHING in step.expected else printed
        lines += [f"$ {step.command}", *([shown] if shown else [])]
    return "```console\n" + "\n".join(lines) + "\n```"


def list_pages() -> list[Path]:
    """Return the pages that have console blocks."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in pages if BLOCK.search(page.read_text("utf-8"))]


def main() -> int:
    """Follow the pages; print what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--check", action="store_true", help="fail where an output differs")
    way.add_argument("--write", action="store_true", help="write the outputs as they are")
    parser.add_argument("pages", nargs="*", type=lambda name: Path(name).resolve())
    given = parser.parse_args()
    faults = [fault for page in given.pages or list_pages() for fault in follow(page, write=given.write)]
    print("\n\n".join(faults), file=sys.stderr)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
