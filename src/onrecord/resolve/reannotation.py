"""Reading again: a newer record of an article in which rows that are the same keep their ids, and people's rows stay.

Ids keep because judgements name rows by them. A row is the same when its evidence is, mostly: mentions of an actor, content of
a statement, the words of an event or commitment. Pure; `onrecord.store` keeps what comes out.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.model.errors import OnRecordError
from onrecord.model.judgement import Judgement
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json, outcome_to_json
from onrecord.model.span import Span

Raw = dict[str, Any]  # a row of the record as JSON
LISTS = ("actors", "statements", "events", "commitments")
ALIKE = 0.4  # share of the evidence of both rows that has to be common
BUCKET = 100  # characters: only rows that share a stretch of the text are compared
_NAMING = frozenset(
    {
        "id",
        "actor",
        "of",
        "within",
        "to",
        "outlet",
        "told_by",
        "event",
        "actors",
        "recipients",
        "parties",
        "on_behalf_of",
    }
)
_ID = re.compile(r"([pcse])(\d+)((?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new reading changed: ids of rows that came, went, read otherwise, and that stay because people hold them."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    changed: tuple[str, ...]
    held: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.changed)


def carry_over(
    old: Record, new: Record, decisions: Iterable[Judgement], used: Iterable[str] = ()
) -> tuple[Record, Changes]:
    """Return the newer record with the ids of the older one, and with the rows people accept or correct; and what changed.

    `used` are further ids that stand for other rows already (earlier readings'). Raises OnRecordError when the two are records
    of different texts.
    """
    if old.article.id != new.article.id:
        raise OnRecordError(f"{new.article.id} is no newer reading of {old.article.id}")
    before: Raw = json.loads(outcome_to_json(old))
    after: Raw = json.loads(outcome_to_json(new))
    ids = dict(match_rows(old, new))
    taken = Counter({kind: _highest(kind, [*_all_ids(before), *used]) for kind in "psec"})
    for row in _all_ids(after):
        if row not in ids:
            taken[row[0]] += 1
            ids[row] = f"{row[0]}{taken[row[0]]}"
    _rename(after, ids)
    people = [row for row in decisions if row.withdrawn_at is None and not row.by_rule]
    wanted = {
        row.left.partition("/")[2]
        for row in people
        if row.kind == "field" or (row.kind == "row" and row.same)
    }
    held = _keep(before, after, wanted)
    record = outcome_from_json(json.dumps(after))
    if not isinstance(record, Record):
        raise OnRecordError("a newer reading has to be a record")
    return record, _changes(before, after, held)


def match_rows(old: Record, new: Record) -> Iterator[tuple[str, str]]:
    """Yield for each row of `new` that is one of `old` the two ids, the new one first."""
    for one, other in zip(_evidence(old), _evidence(new), strict=True):
        by_bucket: defaultdict[int, list[str]] = defaultdict(list)
        for row, spans in one.items():
            for bucket in _buckets(spans):
                by_bucket[bucket].append(row)
        pairs = []
        for place, (row, spans) in enumerate(other.items()):
            near = sorted({rival for bucket in _buckets(spans) for rival in by_bucket[bucket]})
            pairs += [(-_common(spans, one[rival]), place, row, rival) for rival in near]
        yield from _one_to_one(pairs)


def _one_to_one(pairs: list[tuple[float, int, str, str]]) -> Iterator[tuple[str, str]]:
    done: set[str] = set()
    gone: set[str] = set()
    for score, _, row, rival in sorted(pairs):
        if -score >= ALIKE and row not in done and rival not in gone:
            done.add(row)
            gone.add(rival)
            yield row, rival


def _evidence(record: Record) -> tuple[dict[str, tuple[Span, ...]], ...]:
    return (
        {row.id: tuple(mention.span for mention in row.mentions) for row in record.actors},
        {row.id: (*row.evidence.content.spans, *row.evidence.cue.spans) for row in record.statements},
        {row.id: (*row.evidence.all.spans, *row.evidence.trigger.spans) for row in record.events},
        {row.id: row.evidence.spans for row in record.commitments},
    )


def _buckets(spans: Sequence[Span]) -> set[int]:
    return {bucket for span in spans for bucket in range(span.start // BUCKET, span.end // BUCKET + 1)}


def _common(left: Sequence[Span], right: Sequence[Span]) -> float:
    """Return the share of the characters of both that both have (intersection over union)."""
    one = {place for span in left for place in range(span.start, span.end)}
    other = {place for span in right for place in range(span.start, span.end)}
    return len(one & other) / len(one | other) if one | other else 0.0


def _all_ids(raw: Raw) -> list[str]:
    return [row["id"] for name in LISTS for row in raw[name]]


def _highest(kind: str, ids: Iterable[str]) -> int:
    found = (_ID.fullmatch(row) for row in ids)
    return max((int(match.group(2)) for match in found if match and match.group(1) == kind), default=0)


def _rename(raw: Raw, ids: Mapping[str, str]) -> None:
    for name in LISTS:
        raw[name] = [_renamed(row, ids) for row in raw[name]]


def _renamed(value: Any, ids: Mapping[str, str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _renamed(part, ids, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, ids, key) for part in value]
    if isinstance(value, str) and key in _NAMING:
        match = _ID.fullmatch(value)
        whole = match and ids.get(f"{match.group(1)}{match.group(2)}")
        return f"{whole}{match.group(3)}" if match and whole else value
    return value


def _keep(before: Raw, after: Raw, wanted: set[str]) -> tuple[str, ...]:
    """Add the rows of `before` that people hold and the new reading misses, with whatever they name; return their ids."""
    there = set(_all_ids(after))
    rows = {row["id"]: (name, row) for name in LISTS for row in before[name]}
    needed = [row for row in sorted(wanted) if row in rows and row not in there]
    held: dict[str, None] = {}
    while needed:
        row = needed.pop()
        if row in held or row in there or row not in rows:
            continue
        held[row] = None
        needed.extend(_named(rows[row][1]))
    for row in sorted(held, key=lambda row: (LISTS.index(rows[row][0]), row)):
        name, kept = rows[row]
        if "answers" in kept:
            ends = there | set(held)
            kept = kept | {
                "answers": [answer for answer in kept["answers"] if answer["to"].partition(".")[0] in ends]
            }
        after[name].append(kept)
    return tuple(held)


def _named(row: Raw) -> Iterator[str]:
    """Yield the ids a row cannot do without: what it answers it can."""

    def walk(value: Any, key: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name, part in value.items():
                if name != "answers":
                    yield from walk(part, name)
        elif isinstance(value, list):
            for part in value:
                yield from walk(part, key)
        elif isinstance(value, str) and key in _NAMING and _ID.fullmatch(value):
            yield value.partition(".")[0]

    yield from (found for found in walk(row, "") if found != row["id"])


def _changes(before: Raw, after: Raw, held: tuple[str, ...]) -> Changes:
    old = {row["id"]: row for name in LISTS for row in before[name]}
    new = {row["id"]: row for name in LISTS for row in after[name]}
    return Changes(
        came=tuple(row for row in new if row not in old),
        went=tuple(row for row in old if row not in new),
        changed=tuple(row for row in new if row in old and old[row] != new[row]),
        held=held,
    )
