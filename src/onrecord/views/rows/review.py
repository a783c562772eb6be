"""Rows of the review list: pairs the program is unsure about and nobody has decided on."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from onrecord.model.judgement import PAIR_KINDS, Judgement, JudgementKind
from onrecord.model.step import step_of
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.queries import QueryResult
from onrecord.views.rows.summaries import describe


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A pair that may be the same: the judgement, both sides in words, a `score` from 0 to 1 (the same).

    Or what a row may tell of another: a step, an answer; `label` says which, in words. `seen` goes back with
    a decision (see `onrecord.resolve.judgements`), so that a concurrent decision is a conflict.
    """

    judgement: str
    kind: JudgementKind
    score: float
    left: str
    right: str
    left_words: str
    right_words: str
    reason: str
    by: str
    seen: int
    label: str


def build_review(
    dossier: Dossier, wanted: Filter, kind: JudgementKind | None = None
) -> QueryResult[ReviewRow]:
    """Return the pairs to decide. Of `wanted` only the limit counts.

    Raises StoreError, also while rows are read.
    """
    undecided = JudgementFilter(kind, doubtful=True)
    matching = (
        dossier.count_doubtful() if kind is None else sum(1 for _ in dossier.list_judgements(undecided))
    )
    judgements = list(dossier.list_judgements(replace(undecided, limit=wanted.limit)))
    words = describe(dossier, [side for row in judgements for side in (row.left, row.right)])
    decisions = _decisions(dossier)
    rows = (_row(judgement, words, decisions) for judgement in judgements)
    return QueryResult(ReviewRow, rows, matching, 0)


def _decisions(dossier: Dossier) -> dict[str, dict[str, int]]:
    """Return people's decisions about each row: 1 for each decision's id, 2 if it was withdrawn."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in dossier.list_judgements(JudgementFilter(by_people=True, withdrawn=True)):
        for side in (row.left, row.right):
            found[side][row.id] = 1 + (row.withdrawn_at is not None)
    return found


def _row(
    judgement: Judgement, words: dict[str, str], decisions: Mapping[str, Mapping[str, int]]
) -> ReviewRow:
    counted = {**decisions.get(judgement.left, {})}
    if judgement.kind in PAIR_KINDS:
        counted |= decisions.get(judgement.right, {})
    return ReviewRow(
        judgement=judgement.id,
        kind=judgement.kind,
        score=round(judgement.score, 3),
        left=judgement.left,
        right=judgement.right,
        left_words=words.get(judgement.left, judgement.left),
        right_words=words.get(judgement.right, judgement.right),
        reason=judgement.reason,
        by=judgement.by,
        seen=sum(counted.values()),
        label=_label(judgement),
    )


def _label(judgement: Judgement) -> str:
    """Return what is to decide: the kind of thing that may be the same, or the step that may be told."""
    if judgement.kind == "step":
        return f"perhaps {step_of(judgement).step}: the second tells what became of the first"
    if judgement.kind == "answer":
        return f"perhaps an answer: the first {judgement.value} the second"
    return judgement.kind
