"""Dated steps: what became of a commitment, a claim or an article, as told by exact words of an article."""

import json
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from onrecord.model.annotation import CommitmentStatus
from onrecord.model.errors import SettingError
from onrecord.model.judgement import Judgement
from onrecord.model.span import Span

StepKind = Literal[
    "proposed", "agreed", "under-way", "kept", "broken", "postponed",
    "disputed", "denied", "corrected", "retracted",
]  # fmt: skip
STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)
ARTICLE_STEPS: tuple[StepKind, ...] = ("corrected", "retracted")  # what an outlet does to its own report
LedgerStatus = CommitmentStatus | Literal["postponed", "denied", "corrected", "retracted"]
_SPELLINGS: dict[str, StepKind] = {"done": "kept", "withdrawn": "retracted"}


@dataclass(frozen=True, slots=True)
class StepDetail:
    """The `value` of a judgement of the kind "step".

    `day` is EDTF: the day on which it was told. `spans` are the words in the article that the judgement's
    `right` names and `words` what they read; none where a person vouches for the step. `teller` names who
    tells it, None for the article itself.
    """

    step: StepKind
    day: str | None
    spans: tuple[Span, ...] = ()
    teller: str | None = None
    words: str = ""

    @property
    def status(self) -> LedgerStatus:
        """The status that the step gives a commitment: that of the record, in which "done" is kept."""
        return "done" if self.step == "kept" else self.step

    def to_json(self) -> str:
        """Return the value of the judgement."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def step_of(judgement: Judgement) -> StepDetail:
    """Return what a judgement of the kind "step" tells. Raises SettingError when its value is damaged."""
    try:
        raw = json.loads(judgement.value or "")
        spans = tuple(Span(int(first), int(last)) for first, last in raw["spans"])
        return StepDetail(parse_step(raw["step"]), raw["day"], spans, raw["teller"], raw["words"])
    except (ValueError, TypeError, KeyError) as error:
        raise SettingError(f"{judgement.id}: {str(judgement.value)[:60]!r} is no step") from error


def parse_step(words: str) -> StepKind:
    """Return the step of this name ("done" is kept). Raises SettingError where there is none."""
    name = _SPELLINGS.get(words, words)
    for kind in STEP_KINDS:
        if kind == name:
            return kind
    raise SettingError(f"{words[:40]!r} is no step; use one of {', '.join(STEP_KINDS)}")
