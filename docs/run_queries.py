"""Run the queries of docs/how-to/queries.md on a small batch, and compare or write what they print.

`python docs/run_queries.py --check` runs every `sql` and `python` block of the page, from top to bottom, and
fails where one prints something else than the `text` block under it. `--write` writes these blocks. The batch
is made of the articles of examples/black-sea, without Spark: by tests/batch_folder.py.
"""

import argparse
import io
import os
import re
import sys
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "how-to" / "queries.md"
ARTICLES = ("dispatches.jsonl", "more-dispatches.jsonl")
BLOCK = re.compile(r"^```(sql|python)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"^cat > (\S+) <<'END'\n(.*?)^END$", re.DOTALL | re.MULTILINE)


def make_batch(folder: Path) -> None:
    """Read the example articles and write their batch to `folder/batch`."""
    sys.path.insert(0, str(ROOT / "tests"))
    from batch_folder import link_batch, write_batch
    from onrecord.cli import main
    from onrecord.model.record import Record
    from onrecord.model.serial import outcome_from_json

    out = io.StringIO()
    sources = [str(ROOT / "examples" / "black-sea" / name) for name in ARTICLES]
    command = ["onrecord", "read", *sources, "--format", "json", "--workers", "1"]
    with redirect_stdout(out), redirect_stderr(io.StringIO()), patch.object(sys, "argv", command):
        try:
            main()
        except SystemExit as left:
            if left.code:
                raise
    outcomes = [outcome_from_json(line) for line in out.getvalue().splitlines()]
    place = write_batch(folder / "batch", outcomes)
    link_batch(place, [one for one in outcomes if isinstance(one, Record)], folder / "linked.dossier")


def follow(text: str, folder: Path) -> str:
    """Return the page with what its queries print in `folder`."""
    import duckdb

    connection = duckdb.connect()
    for name, content in FILE.findall(text):
        (folder / name).write_text(content, "utf-8")

    def run(match: re.Match[str]) -> str:
        kind, code = match[1], match[2]
        out = io.StringIO()
        if kind == "python":
            with redirect_stdout(out):
                exec(compile(code, PAGE.name, "exec"), {"__name__": "page"})  # noqa: S102 - our own page
        else:
            out.write(str(connection.sql(code) or ""))
        printed = "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())
        return f"```{kind}\n{code}```\n" + (f"\n```text\n{printed}\n```\n" if printed else "")

    with chdir(folder), patch.dict(os.environ, {"POLARS_FMT_MAX_COLS": "10"}):
        return BLOCK.sub(run, text)


def main() -> int:
    """Run the page; write it or tell whether it is true."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--check", action="store_true", help="fail where an output differs")
    way.add_argument("--write", action="store_true", help="write the outputs as they are")
    given = parser.parse_args()
    text = PAGE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as name:
        make_batch(Path(name))
        followed = follow(text, Path(name))
    if given.write:
        PAGE.write_text(followed, "utf-8")
    elif followed != text:
        print(f"{PAGE.name} prints something else; run `make pages` and read what changed", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
