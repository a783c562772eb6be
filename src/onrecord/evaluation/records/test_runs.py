"""How often the test articles were scored: each run leaves a line beside the gold, which is kept in the
repository.

A figure on articles that were looked at again and again is worth less each time; who reads it can see how
often.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from onrecord.evaluation.records.scores import Scores
from onrecord.model.errors import GoldError
from onrecord.model.record import Record
from onrecord.model.version import VERSION

FILE = "test_runs.jsonl"
LEADING = (
    "rows.precision", "rows.recall", "statements.rows.precision", "statements.rows.recall",
    "events.rows.precision", "events.rows.recall", "commitments.rows.precision", "commitments.rows.recall",
    "statements.found.f1", "events.type_actors.f1", "commitments.found.f1", "actors.found.f1", "calibration",
)  # fmt: skip


def log_test_run(gold: Path, scores: Scores, outputs: Iterable[Record], now: datetime) -> int:
    """Append this run to the file beside the gold and return its number, counted from 1.

    A line has the time, the version of OnRecord and a digest of its readers, the digest of the gold, and the
    figures that lead.
    """
    path = gold.with_name(FILE)
    figures = scores.figures()
    run = {
        "time": now.isoformat(timespec="seconds"),
        "onrecord": VERSION,
        "readers": _readers_digest(outputs),
        "gold": hashlib.sha256(gold.read_bytes()).hexdigest(),
        "articles": scores.articles,
        "figures": {name: round(figures[name], 4) for name in LEADING if name in figures},
    }
    try:
        before = (
            [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            if path.exists()
            else []
        )
        path.write_text("\n".join([*before, json.dumps(run), ""]), encoding="utf-8", newline="\n")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is no text; put back the runs that were kept there") from error
    except OSError as error:
        why = f"the run cannot be kept there ({error.strerror}); without that test articles are not scored"
        raise GoldError(f"{path}: {why}") from error
    return len(before) + 1


def _readers_digest(outputs: Iterable[Record]) -> str | None:
    """Return 16 digits for the versions of all readers and the settings: one version of OnRecord may have several."""
    runs = (record.run for record in outputs)
    known = sorted({json.dumps([run.onrecord, run.readers, run.settings], sort_keys=True) for run in runs})
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:16] if known else None
