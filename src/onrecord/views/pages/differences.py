"""What changed on the record between two days: rows added or superseded, commitments that moved on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onrecord.model.judgement import Judgement
from onrecord.store.protocol import Dossier, Filter, JudgementFilter, RowKind
from onrecord.views.rows.commitments import build_commitments
from onrecord.views.rows.summaries import describe

What = Literal["came", "went", "moved", "judged", "withdrawn"]
KINDS: tuple[RowKind, ...] = ("articles", "statements", "events", "commitments")


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference: `what` happened to the row `id` of this `kind`, and a sentence about it."""

    what: What
    kind: str
    id: str
    words: str


def build_differences(
    dossier: Dossier, first: date, last: date, learnt: bool = False
) -> Iterator[DifferenceRow]:
    """Yield the differences between the record at the end of day `first` and at the end of day `last`.

    A day means publication, or with `learnt` when the dossier got the articles; only then are judgements made
    or withdrawn in between included. Raises StoreError.
    """
    before, after = Filter(as_of=first, learnt=learnt), Filter(as_of=last, learnt=learnt)
    for kind in KINDS:
        old, new = dossier.list_ids(kind, before), dossier.list_ids(kind, after)
        old_ids, new_ids = set(old), set(new)
        came, went = [row for row in new if row not in old_ids], [row for row in old if row not in new_ids]
        words = describe(dossier, [*came, *went])
        yield from (DifferenceRow("came", kind, row, words.get(row, row)) for row in came)
        yield from (DifferenceRow("went", kind, row, f"superseded: {words.get(row, row)}") for row in went)
    yield from _changed_commitments(dossier, before, after)
    if learnt:
        yield from _judgements(dossier, first, last)
    for note in dossier.list_withdrawn():
        if _is_between(first, note.withdrawn_at, last):
            words_of_note = f"{note.outlet or note.url or ''}: {note.why} ({note.by})"
            yield DifferenceRow("withdrawn", "articles", note.article, words_of_note)


def _is_between(first: date, moment: str, last: date) -> bool:
    """Return whether an ISO 8601 moment is after the day `first` and not after the day `last`."""
    return first.isoformat() < moment[:10] <= last.isoformat()


def _changed_commitments(dossier: Dossier, before: Filter, after: Filter) -> Iterator[DifferenceRow]:
    """Yield the commitments whose status changed."""
    old_rows = {step.id: row for row in build_commitments(dossier, before).rows for step in row.steps}
    for row in build_commitments(dossier, after).rows:
        old = next((old_rows[step.id] for step in row.steps if step.id in old_rows), None)
        if old is not None and old.status != row.status:
            words = f"{', '.join(row.parties)}: {row.what}: {old.status} -> {row.status} ({row.why})"
            yield DifferenceRow("moved", "commitments", row.id, words)


def _judgements(dossier: Dossier, first: date, last: date) -> Iterator[DifferenceRow]:
    for row in dossier.list_judgements(JudgementFilter(withdrawn=True)):
        if _is_between(first, row.made_at, last):
            yield DifferenceRow("judged", row.kind, row.id, f"{row.by}: {_verdict(row)}: {row.reason}")
        if row.withdrawn_at and _is_between(first, row.withdrawn_at, last):
            words = f"{row.withdrawn_by}: {_verdict(row)}: {row.withdrawn_why}"
            yield DifferenceRow("withdrawn", row.kind, row.id, words)


def _verdict(row: Judgement) -> str:
    sides = f"{row.left} {row.right}".strip()
    return f"{sides} {'holds' if row.same else 'does not hold'}" + (f" ({row.value})" if row.value else "")
