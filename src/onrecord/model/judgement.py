"""Judgements: findings across articles and decisions of people, with author and reason.

They are added and withdrawn, never edited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from onrecord.model.ids import make_id

JudgementKind = Literal[
    "reprint", "version", "origin", "actor", "statement", "event", "commitment", "answer", "row", "field",
    "step", "added",
]  # fmt: skip
JUDGEMENT_KINDS: tuple[JudgementKind, ...] = get_args(JudgementKind)
PAIR_KINDS: frozenset[JudgementKind] = frozenset(
    {"reprint", "version", "origin", "actor", "statement", "event", "commitment"}
)
RULE_PREFIX = "rule:"  # `by` begins with it where a program judged
SAME_SCORE = 0.5  # a judgement says "same" from this score on


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether `left` and `right` are the same in the sense of `kind`; or a decision about one row.

    A row is named `ARTICLE/ROW` ("a:…/s3"). These kinds are about pairs, of which `left` sorts before
    `right`:

    - `reprint`: two article ids; the articles carry the same copy, wholly or in part (near-duplicates).
    - `version`: two article ids; two versions of one page.
    - `origin`: two statements whose articles had the words from the same third party (an agency, an
      interview, a post).
    - `actor`, `statement`, `event`, `commitment`: two rows that mean one person or body, report one
      utterance, one event or one commitment.

    These kinds are not about pairs:

    - `answer`: statement `left` answers statement `right`; `value` is the relation ("rejects").
    - `row`: a person accepts row `left` (`same`) or rejects it (not `same`); `right` is empty.
    - `field`: field `right` of row `left` is `value`, in JSON as in the record.
    - `step`: what became of commitment, claim or article `left`, as told in `right` (a row or an article;
      empty where a person vouches for it); `value` is a `StepDetail` in JSON (`onrecord.model.step`).
    - `added`: a person adds row `left` to its article; `value` is the row in JSON as in the record, with the
      actors that it needs (`onrecord.store.added_rows`).

    `by` is who judged: a rule with its version ("rule:linking/2") or a person's name. `score` is the
    probability (0 to 1) that the two are the same, or that the decision is right, as estimated by `by`.
    `reason` is a sentence. `made_at` and `withdrawn_at` are ISO 8601 in UTC. A withdrawn judgement no longer
    counts but stays in the history.
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
    value: str | None = None

    @property
    def by_rule(self) -> bool:
        """Whether a program judged. A person's judgement on the same pair wins over it."""
        return self.by.startswith(RULE_PREFIX)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who judges, the reason (a sentence), and when (ISO 8601 in UTC)."""

    by: str
    why: str
    made_at: str


def make_judgement(
    kind: JudgementKind, pair: Sequence[str], by: str, score: float, reason: str, made_at: str
) -> Judgement:
    """Return the judgement on a pair, given in either order. It says "same" from SAME_SCORE on.

    Raises ValueError when both sides are the same id.
    """
    left, right = sorted(pair)
    if left == right:
        raise ValueError(f"{left} cannot be judged against itself")
    return Judgement(
        make_id("j", kind, left, right, by, made_at),
        kind,
        left,
        right,
        score >= SAME_SCORE,
        by,
        score,
        reason,
        made_at,
    )


def make_decision(
    kind: JudgementKind,
    about: str,
    signature: Signature,
    *,
    on: str = "",
    value: str | None = None,
    score: float = 1.0,
) -> Judgement:
    """Return a judgement of a kind that is not about pairs.

    `about` is the row, or the statement that answers; `on` is what it answers, or the name of a field.
    """
    by, made_at = signature.by, signature.made_at
    judgement_id = make_id("j", kind, about, on, by, made_at)
    same = score >= SAME_SCORE
    return Judgement(judgement_id, kind, about, on, same, by, score, signature.why, made_at, value=value)
