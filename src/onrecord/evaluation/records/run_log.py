"""Log of the runs on test articles, a file beside the gold, committed to the repository.

Each run on the same articles makes their figures worth less, so readers must see how many there were.
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
    """Append this run to the log beside the gold and return its number, counted from 1.

    A line has the time, the version of OnRecord, a digest of its annotators, the digest of the gold, and
    the main figures. Raises GoldError when the log cannot be read or written.
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
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        before = [line for line in text.splitlines() if line.strip()]
        path.write_text("\n".join([*before, json.dumps(run), ""]), encoding="utf-8", newline="\n")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is not text; restore the runs that it contained") from error
    except OSError as error:
        why = f"the run cannot be logged ({error.strerror}); test articles are not scored without the log"
        raise GoldError(f"{path}: {why}") from error
    return len(before) + 1


def _readers_digest(outputs: Iterable[Record]) -> str | None:
    """Return 16 digits for the versions of all annotators and the settings."""
    runs = (record.run for record in outputs)
    known = sorted({json.dumps([run.onrecord, run.readers, run.settings], sort_keys=True) for run in runs})
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:16] if known else None
