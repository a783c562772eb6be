"""The review list as shown: what the program doubts and nobody has decided, nearest to the line first."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.pages.page import Page
from onrecord.views.rows.summaries import describe


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A pair that may be the same: its judgement, what the two are in words, and how much `score` (0 to 1) speaks for it.

    `seen` is what `onrecord.resolve.judgements` wants to be told, so that two people who decide at once notice it.
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


def build_review(dossier: Dossier, wanted: Filter, kind: JudgementKind | None = None) -> Page[ReviewRow]:
    """Return the page of pairs to decide; of `wanted` only the limit counts. Raises StoreError, also while rows are read."""
    asked = JudgementFilter(kind, doubtful=True)
    matching = dossier.count_doubtful() if kind is None else sum(1 for _ in dossier.list_judgements(asked))
    judgements = list(dossier.list_judgements(replace(asked, limit=wanted.limit)))
    words = describe(dossier, [side for row in judgements for side in (row.left, row.right)])
    decided = _decided(dossier)
    return Page(ReviewRow, (_row(judgement, words, decided) for judgement in judgements), matching, 0)


def _decided(dossier: Dossier) -> dict[str, dict[str, int]]:
    """Return of each row what people decided about it: by the decision's id 1, or 2 where it was taken back."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in dossier.list_judgements(JudgementFilter(by_people=True, withdrawn=True)):
        for side in (row.left, row.right):
            found[side][row.id] = 1 + (row.withdrawn_at is not None)
    return found


def _row(judgement: Judgement, words: dict[str, str], decided: Mapping[str, Mapping[str, int]]) -> ReviewRow:
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
        seen=sum({**decided.get(judgement.left, {}), **decided.get(judgement.right, {})}.values()),
    )
