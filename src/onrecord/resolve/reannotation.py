"""Reannotation: carries row ids and people's rows over to a newer record of the same article. Pure functions.

Ids are kept because judgements name rows by them. Two rows are the same when most of their evidence is: the
mentions of an actor, content and cue of a statement, the words of an event or commitment.
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
from onrecord.store.added_rows import ids_needed

Raw = dict[str, Any]  # a row of the record as JSON
LISTS = ("actors", "statements", "events", "commitments")
MIN_OVERLAP = 0.4  # shared part of the characters of both rows' evidence from which they are one row
BUCKET = 100  # characters: only rows with evidence in the same part of the text are compared
# Fields that hold ids of rows
_ID_FIELDS = frozenset(
    {
        *("id", "actor", "actors", "on_behalf_of", "recipients", "parties"),
        *("of", "within", "to", "outlet", "told_by", "event"),
    }
)
_ID = re.compile(r"([pcse])(\d+)((?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences of a newer record, as ids of rows.

    `retained` rows are in it only because people hold them.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    retained: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def carry_over(
    old: Record, new: Record, decisions: Iterable[Judgement], used: Iterable[str] = ()
) -> tuple[Record, Changes]:
    """Return the newer record with the ids of the older one, and the changes.

    Rows that people accept or correct are retained. `used` are ids that stand for other rows in still earlier
    records and are not given again. Raises OnRecordError when the records are of different texts.
    """
    if old.article.id != new.article.id:
        raise OnRecordError(f"{new.article.id} is not a newer record of {old.article.id}")
    before: Raw = json.loads(outcome_to_json(old))
    after: Raw = json.loads(outcome_to_json(new))
    ids = dict(match_rows(old, new))
    highest = Counter({kind: _highest_number(kind, [*_all_ids(before), *used]) for kind in "psec"})
    for row in _all_ids(after):
        if row not in ids:
            highest[row[0]] += 1
            ids[row] = f"{row[0]}{highest[row[0]]}"
    for name in LISTS:
        after[name] = [with_new_ids(row, ids) for row in after[name]]
    people = [row for row in decisions if row.withdrawn_at is None and not row.by_rule]
    decided = {
        row.left.partition("/")[2]
        for row in people
        if row.kind == "field" or (row.kind == "row" and row.same)
    }
    for decision in people:
        if decision.kind == "added":  # what an added row refers to stays as well
            decided |= set(ids_needed(decision))
    retained = _retain_rows(before, after, decided)
    record = outcome_from_json(json.dumps(after))
    if not isinstance(record, Record):
        raise OnRecordError("carrying ids over has to give a record")
    return record, _find_changes(before, after, retained)


def match_rows(old: Record, new: Record) -> Iterator[tuple[str, str]]:
    """Yield the pairs of ids of rows that are the same, the id in `new` first."""
    for old_rows, new_rows in zip(_evidence(old), _evidence(new), strict=True):
        by_bucket: defaultdict[int, list[str]] = defaultdict(list)
        for row, spans in old_rows.items():
            for bucket in _buckets(spans):
                by_bucket[bucket].append(row)
        pairs = []
        for position, (row, spans) in enumerate(new_rows.items()):
            candidates = sorted({other for bucket in _buckets(spans) for other in by_bucket[bucket]})
            pairs += [(-_overlap(spans, old_rows[other]), position, row, other) for other in candidates]
        yield from _match_one_to_one(pairs)


def _match_one_to_one(pairs: list[tuple[float, int, str, str]]) -> Iterator[tuple[str, str]]:
    """Yield pairs in falling order of overlap (given as negative numbers), each row once."""
    matched_new: set[str] = set()
    matched_old: set[str] = set()
    for negative_overlap, _, new_row, old_row in sorted(pairs):
        is_free = new_row not in matched_new and old_row not in matched_old
        if -negative_overlap >= MIN_OVERLAP and is_free:
            matched_new.add(new_row)
            matched_old.add(old_row)
            yield new_row, old_row


def _evidence(record: Record) -> tuple[dict[str, tuple[Span, ...]], ...]:
    return (
        {row.id: tuple(mention.span for mention in row.mentions) for row in record.actors},
        {row.id: (*row.evidence.content.spans, *row.evidence.cue.spans) for row in record.statements},
        {row.id: (*row.evidence.all.spans, *row.evidence.trigger.spans) for row in record.events},
        {row.id: row.evidence.spans for row in record.commitments},
    )


def _buckets(spans: Sequence[Span]) -> set[int]:
    return {bucket for span in spans for bucket in range(span.start // BUCKET, span.end // BUCKET + 1)}


def _overlap(left: Sequence[Span], right: Sequence[Span]) -> float:
    """Return the characters in both, as a share of the characters in either (intersection over union)."""
    one = {offset for span in left for offset in range(span.start, span.end)}
    other = {offset for span in right for offset in range(span.start, span.end)}
    return len(one & other) / len(one | other) if one | other else 0.0


def _all_ids(raw: Raw) -> list[str]:
    return [row["id"] for name in LISTS for row in raw[name]]


def _highest_number(kind: str, ids: Iterable[str]) -> int:
    found = (_ID.fullmatch(row) for row in ids)
    return max((int(match.group(2)) for match in found if match and match.group(1) == kind), default=0)


def with_new_ids(value: Any, ids: Mapping[str, str], key: str = "") -> Any:
    """Return a part of a record in JSON with other ids of rows, by the ids that it has."""
    if isinstance(value, dict):
        return {name: with_new_ids(part, ids, name) for name, part in value.items()}
    if isinstance(value, list):
        return [with_new_ids(part, ids, key) for part in value]
    if isinstance(value, str) and key in _ID_FIELDS:
        match = _ID.fullmatch(value)
        row = match and ids.get(f"{match.group(1)}{match.group(2)}")
        return (
            f"{row}{match.group(3)}" if match and row else value
        )  # group 3: a link of the statement's chain
    return value


def _retain_rows(before: Raw, after: Raw, decided: set[str]) -> tuple[str, ...]:
    """Add the `decided` rows that `after` misses to it, with all rows they refer to; return the ids of what
    was added.
    """
    present = set(_all_ids(after))
    rows = {row["id"]: (name, row) for name in LISTS for row in before[name]}
    needed = [row for row in sorted(decided) if row in rows and row not in present]
    retained: dict[str, None] = {}
    while needed:
        row = needed.pop()
        if row in retained or row in present or row not in rows:
            continue
        retained[row] = None
        needed.extend(_required_ids(rows[row][1]))
    for row in sorted(retained, key=lambda row: (LISTS.index(rows[row][0]), row)):
        name, raw = rows[row]
        if "answers" in raw:
            available = present | set(retained)
            answers = [answer for answer in raw["answers"] if answer["to"].partition(".")[0] in available]
            raw = raw | {"answers": answers}
        after[name].append(raw)
    return tuple(retained)


def _required_ids(row: Raw) -> Iterator[str]:
    """Yield the ids that a row refers to, except what it answers, which can be left out."""

    def walk(value: Any, key: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name, part in value.items():
                if name != "answers":
                    yield from walk(part, name)
        elif isinstance(value, list):
            for part in value:
                yield from walk(part, key)
        elif isinstance(value, str) and key in _ID_FIELDS and _ID.fullmatch(value):
            yield value.partition(".")[0]

    yield from (found for found in walk(row, "") if found != row["id"])


def _find_changes(before: Raw, after: Raw, retained: tuple[str, ...]) -> Changes:
    old = {row["id"]: row for name in LISTS for row in before[name]}
    new = {row["id"]: row for name in LISTS for row in after[name]}
    return Changes(
        added=tuple(row for row in new if row not in old),
        removed=tuple(row for row in old if row not in new),
        changed=tuple(row for row in new if row in old and old[row] != new[row]),
        retained=retained,
    )
