"""Judgements: what is learnt across articles or decided by people, who holds it and why. Added and withdrawn, never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from onrecord.model.ids import make_id

JudgementKind = Literal[
    "reprint", "version", "origin", "actor", "statement", "event", "commitment", "answer", "row", "field"
]  # fmt: skip
JUDGEMENT_KINDS: tuple[JudgementKind, ...] = get_args(JudgementKind)
PAIR_KINDS: frozenset[JudgementKind] = frozenset(
    {"reprint", "version", "origin", "actor", "statement", "event", "commitment"}
)
RULE = "rule:"  # what `by` begins with where a program judged
SAME = 0.5  # score from which a judgement says "same"


@dataclass(frozen=True, slots=True)
class Judgement:
    """That `left` and `right` are the same in the sense of `kind`, or are not; or a decision about one row.

    A row is named `ARTICLE/ROW` ("a:…/s3"). Pairs, of which `left` sorts before `right`:

    - `reprint`: two article ids; the articles carry the same copy, wholly or in part.
    - `version`: two article ids; two states of one page.
    - `origin`: two statements whose articles had the words from one and the same other (an agency, an interview, a post).
    - `actor`, `statement`, `event`, `commitment`: two rows that mean one person or body, report one utterance, tell of one event,
      of one commitment.

    Not pairs:

    - `answer`: statement `left` answers statement `right`; `value` is the relation ("rejects").
    - `row`: a person accepts row `left` (`same`) or rejects it (not `same`); `right` is empty.
    - `field`: field `right` of row `left` is `value`, in JSON as in the record.

    `by` is who judged: a rule with its version ("rule:linking/2") or a person's name. `score` is the chance that it holds, as the
    one who judged sees it (0 to 1); `reason` says why, in a sentence. `made_at` and `withdrawn_at` are ISO 8601 in UTC; a
    judgement that was withdrawn counts no more, and stays to be seen.
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
        """Tell whether a program judged; a person's judgement on the same pair wins over it."""
        return self.by.startswith(RULE)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who judges, why (a sentence), and when (ISO 8601 in UTC)."""

    by: str
    why: str
    made_at: str


def make_judgement(
    kind: JudgementKind, pair: Sequence[str], by: str, score: float, reason: str, made_at: str
) -> Judgement:
    """Return the judgement on a pair given in either order; "same" where the score is at least one half.

    Raises ValueError when the two are one.
    """
    left, right = sorted(pair)
    if left == right:
        raise ValueError(f"{left} cannot be judged against itself")
    return Judgement(
        make_id("j", kind, left, right, by, made_at),
        kind,
        left,
        right,
        score >= SAME,
        by,
        score,
        reason,
        made_at,
    )


def make_decision(
    kind: JudgementKind,
    about: str,
    signed: Signature,
    *,
    on: str = "",
    value: str | None = None,
    score: float = 1.0,
) -> Judgement:
    """Return a judgement that is not about a pair: an answer (`on` is what is answered), a row, a field (`on` is its name)."""
    name = make_id("j", kind, about, on, signed.by, signed.made_at)
    return Judgement(
        name, kind, about, on, score >= SAME, signed.by, score, signed.why, signed.made_at, value=value
    )
