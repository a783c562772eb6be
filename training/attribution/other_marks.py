"""Training articles with the quotation marks of other languages."""

# ruff: noqa: S311  (random numbers make training reproducible; nothing is secret)

from __future__ import annotations

import random
import re
from collections.abc import Sequence

# Quotation marks of other languages, opening and closing; as many characters, so that offsets stay.
MARKS = (("«", "»"), ("«", "»"), ("„", "“"), ("„", "”"), ('"', '"'))


def with_other_marks(rows: Sequence[dict], share: float, seed: int) -> list[dict]:
    """Return the rows, a share of them with the quotation marks of another language."""
    chance = random.Random(seed)
    found = []
    for row in rows:
        if chance.random() < share:
            opening, closing = chance.choice(MARKS)
            text = re.sub(r'"([^"\n]*)"', r"“\1”", row["text"])
            row = row | {"text": text.replace("“", opening).replace("”", closing)}
        found.append(row)
    return found
