"""Print how far the two markers of events agree, on the eight articles both marked (gold/events.jsonl, events_second.jsonl).

python training/events/agreement.py --data ../shared/data
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

from onrecord.evaluation.gate import GOLD_FOLDER

FILES = ("wikinews/2019.jsonl", "talks/white_house.jsonl")
FIELDS = ("recipients", "date", "place", "reality", "told_by")
BARE = {"the", "of", "and", "president", "minister", "prime", "a", "his", "her", "us"}


def sentences(text: str, spans: list) -> set[int]:
    return {len(re.findall(r"[.!?][\"”]?\s+(?=[A-Z\"“-])|\n+", text[:start])) for start, _ in spans}


def words(text: str, spans: list) -> set[str]:
    return {word for start, end in spans for word in re.findall(r"\w+", text[start:end].lower())} - BARE


def same(text: str, one: list, other: list) -> bool:
    return bool(words(text, one) & words(text, other)) if one and other else not one and not other


def agree(text: str, a: dict, b: dict, name: str) -> bool:
    if name == "recipients":
        return same(text, a[name], b[name])
    if name == "reality":
        return bool(set(a[name]) & set(b[name]))
    if name == "date":
        return a[name] == b[name]
    return same(text, [a[name]] if a[name] else [], [b[name]] if b[name] else [])


def fits(text: str, a: dict, b: dict) -> bool:
    there = sentences(text, a["trigger"]) & sentences(text, b["trigger"])
    return bool(set(a["types"]) & set(b["types"]) and there and same(text, a["actors"], b["actors"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    paths = parser.parse_args()
    texts = [json.loads(line)["text"] for name in FILES for line in (paths.data / name).open(encoding="utf-8")]
    by_digest = {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}
    first, second = (
        {row["sha256"]: row["events"] for row in map(json.loads, (GOLD_FOLDER / name).open(encoding="utf-8"))}
        for name in ("events.jsonl", "events_second.jsonl")
    )
    counts: Counter[str] = Counter()
    for digest, others in second.items():
        text, left = by_digest[digest], list(others)
        for a in first[digest]:
            b = next((row for row in left if fits(text, a, row)), None)
            if b is not None:
                left.remove(b)
            if a["optional"] or (b is not None and b["optional"]):
                continue
            counts["both" if b is not None else "first only"] += 1
            counts.update(name for name in FIELDS if b is not None and agree(text, a, b, name))
        counts["second only"] += sum(not row["optional"] for row in left)
    f1 = 2 * counts["both"] / (2 * counts["both"] + counts["first only"] + counts["second only"])
    print(f"{counts['both']} both, {counts['first only']} first only, {counts['second only']} second only; F1 {f1:.3f}")
    for name in FIELDS:
        print(f"{name:10s} {counts[name]} of {counts['both']} agree")


if __name__ == "__main__":
    main()
