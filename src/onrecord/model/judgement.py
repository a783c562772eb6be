"""Judgements: whether two things of a dossier are the same, who holds it and why. They are added and withdrawn, never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from onrecord.model.ids import make_id

JudgementKind = Literal["reprint", "statement", "origin"]
JUDGEMENT_KINDS: tuple[JudgementKind, ...] = get_args(JudgementKind)
RULE = "rule:"  # what `by` begins with where a program judged


@dataclass(frozen=True, slots=True)
class Judgement:
    """That `left` and `right` are the same in the sense of `kind`, or are not.

    - `reprint`: two article ids; the articles carry the same copy, wholly or in part.
    - `statement`: two statements, each `ARTICLE/STATEMENT`; they report the same utterance.
    - `origin`: two such statements; both articles had the words from one and the same other (an agency, an interview, a post).
    - `left` sorts before `right`; `make_judgement` sees to it.
    - `by` is who judged: a rule with its version ("rule:reprints/1") or a person's name.
    - `score` is the chance, as the one who judged sees it, that they are the same (0 to 1); `reason` says why, in a sentence.
    - `made_at` and `withdrawn_at` are ISO 8601 in UTC; a judgement that was withdrawn counts no more, and stays to be seen.
    """

    id: str
    kind: JudgementKind
    left: str
    right: str
    same: bool
    by: str
    score: float
    reason: str
    made_at: str
    withdrawn_at: str | None = None
    withdrawn_by: str | None = None
    withdrawn_why: str | None = None

    @property
    def by_rule(self) -> bool:
        """Tell whether a program judged; a person's judgement on the same pair wins over it."""
        return self.by.startswith(RULE)


def make_judgement(kind: JudgementKind, pair: Sequence[str], by: str, score: float, reason: str, made_at: str) -> Judgement:
    """Return the judgement on a pair given in either order; "same" where the score is at least one half.

    Raises ValueError when the two are one.
    """
    left, right = sorted(pair)
    if left == right:
        raise ValueError(f"{left} cannot be judged against itself")
    return Judgement(make_id("j", kind, left, right, by, made_at), kind, left, right, score >= 0.5, by, score, reason, made_at)
