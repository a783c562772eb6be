"""Print the shares of events that are right on the tune articles, by who tells them and how many act, and mean confidence.

python training/events/confidence.py --data ../shared/data
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from onrecord.evaluation.article_events import load_event_rows, right_events
from onrecord.evaluation.gate import GOLD_FOLDER
from onrecord.pipeline import make_pipeline


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    paths = parser.parse_args()
    pipeline = make_pipeline()
    seen: Counter[tuple[bool, bool]] = Counter()
    right: Counter[tuple[bool, bool]] = Counter()
    told: dict[str, list[tuple[float, bool]]] = {"tune": [], "held-out": []}
    for row, article in load_event_rows(GOLD_FOLDER / "events.jsonl", paths.data):
        for event, found in right_events(row.events, pipeline.read_layers(article)):
            told[row.part].append((event.confidence, found))
            if row.part == "tune":
                kind = (event.told_by is None, len(event.actors) > 1)
                seen[kind] += 1
                right[kind] += found
    for kind, count in sorted(seen.items()):
        share = (right[kind] + 1) / (count + 2)
        print(f"told by the article {kind[0]!s:5}  several actors {kind[1]!s:5}  {right[kind]} of {count} right, {share:.2f}")
    for part, events in told.items():
        mean = sum(confidence for confidence, _ in events) / len(events)
        print(f"{part:8s}  mean confidence {mean:.3f}, right {sum(found for _, found in events) / len(events):.3f}")


if __name__ == "__main__":
    main()
