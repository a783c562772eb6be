"""Differences as shown: what came on the record, what left it and what moved between two days."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    """One difference: `what` happened to the `kind` of thing `id`; `words` tell it."""

    what: What
    kind: str
    id: str
    words: str


def build_differences(
    dossier: Dossier, first: date, last: date, learnt: bool = False
) -> Iterator[DifferenceRow]:
    """Yield what differs between the record as of the end of day `first` and as of the end of day `last`. Raises StoreError.

    By publication, or with `learnt` by when the dossier had the articles; then also judgements made or withdrawn meanwhile.
    """
    before, after = Filter(as_of=first, learnt=learnt), Filter(as_of=last, learnt=learnt)
    for kind in KINDS:
        old, new = dossier.list_ids(kind, before), dossier.list_ids(kind, after)
        here, there = set(old), set(new)
        came, went = [row for row in new if row not in here], [row for row in old if row not in there]
        words = describe(dossier, [*came, *went])
        yield from (DifferenceRow("came", kind, row, words.get(row, row)) for row in came)
        yield from (DifferenceRow("went", kind, row, f"superseded: {words.get(row, row)}") for row in went)
    yield from _moved(dossier, before, after)
    if learnt:
        yield from _judged(dossier, first, last)
    for note in dossier.list_withdrawn():
        if first.isoformat() < note.withdrawn_at[:10] <= last.isoformat():
            yield DifferenceRow(
                "withdrawn",
                "articles",
                note.article,
                f"{note.outlet or note.url or ''}: {note.why} ({note.by})",
            )


def _moved(dossier: Dossier, before: Filter, after: Filter) -> Iterator[DifferenceRow]:
    """Yield the commitments of which something else has become."""
    then = {step.id: row for row in build_commitments(dossier, before).rows for step in row.steps}
    for row in build_commitments(dossier, replace(after)).rows:
        old = next((then[step.id] for step in row.steps if step.id in then), None)
        if old is not None and old.status != row.status:
            words = f"{', '.join(row.parties)}: {row.what}: {old.status} -> {row.status} ({row.why})"
            yield DifferenceRow("moved", "commitments", row.id, words)


def _judged(dossier: Dossier, first: date, last: date) -> Iterator[DifferenceRow]:
    for row in dossier.list_judgements(JudgementFilter(withdrawn=True)):
        if first.isoformat() < row.made_at[:10] <= last.isoformat():
            yield DifferenceRow("judged", row.kind, row.id, f"{row.by}: {_told(row)}: {row.reason}")
        if row.withdrawn_at and first.isoformat() < row.withdrawn_at[:10] <= last.isoformat():
            yield DifferenceRow(
                "withdrawn", row.kind, row.id, f"{row.withdrawn_by}: {_told(row)}: {row.withdrawn_why}"
            )


def _told(row: Judgement) -> str:
    sides = f"{row.left} {row.right}".strip()
    return f"{sides} {'holds' if row.same else 'does not hold'}" + (f" ({row.value})" if row.value else "")
