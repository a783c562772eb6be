"""Print a marked corpus as rows for training and measuring: texts with their outer attributions.

python training/multilingual/corpus_rows.py corpus/ru/train.jsonl corpus/uk/train.jsonl > rows.jsonl

Statements inside others are left out, because the network reads one layer. A row has the form of PolNeAR's:
id, text, attributions of source, cue and content.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

ROLES = ("source", "cue", "content")


def read_rows(path: Path) -> Iterator[dict]:
    """Yield a row for each article of a split."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        outer = [statement for statement in record["statements"] if statement["within"] is None]
        found = [
            {role: statement["evidence"].get(role) or [] for role in ROLES}
            for statement in outer
            if statement["evidence"].get("cue")
        ]
        yield {"id": record["corpus"]["id"], "text": record["article"]["text"], "attributions": found}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("splits", type=Path, nargs="+")
    for path in parser.parse_args().splits:
        for row in read_rows(path):
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
