"""Agreement on commitments: how far a second person, who marked some of the texts independently, agrees with the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from onrecord.evaluation.commitments import CommitmentRow, GoldCommitment, load_commitment_rows, match_stretches, plain_name
from onrecord.evaluation.corpora import load_rows


@dataclass(frozen=True, slots=True)
class SecondRow:
    """The commitments a second person marked in a text: `name` of one of ours, or `file` and `url`; marked up to `end`."""

    part: Literal["tune", "held-out"]
    commitments: tuple[GoldCommitment, ...]
    end: int
    name: str = ""
    file: str = ""
    url: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many each marked, how many both, and of those how many alike in status, parties, terms, day and place."""

    texts: int
    first: int
    second: int
    both: int
    alike: Mapping[str, int]

    @property
    def f1(self) -> float:
        """F1 of one person against the other."""
        return 2 * self.both / (self.first + self.second) if self.first + self.second else 0.0


_SECOND: TypeAdapter[SecondRow] = TypeAdapter(SecondRow)
_PARTS = ("status", "parties", "terms", "date", "place")


def score_agreement(gold: Path, second: Path) -> Agreement:
    """Hold the second person's marks against those of the first. Raises GoldError when a file is not in the promised format."""
    marked = {row.name or row.url: row for row in load_commitment_rows(gold)}
    first = other = both = texts = 0
    alike = dict.fromkeys(_PARTS, 0)
    for _, row in load_rows(second, _SECOND):
        mine = _up_to(marked[row.name or row.url], row.end)
        texts, first, other = texts + 1, first + len(mine), other + len(row.commitments)
        for left, right in match_stretches([one.evidence for one in mine], [one.evidence for one in row.commitments]):
            both += 1
            for part, same in _compared(mine[left], row.commitments[right]).items():
                alike[part] += same
    return Agreement(texts, first, other, both, alike)


def render_agreement(of: Agreement) -> str:
    """Return the line that `onrecord evaluate commitments` prints."""
    parts = "  ".join(f"{part} {number / of.both if of.both else 0:.3f}" for part, number in of.alike.items())
    return f"two people on {of.texts} texts: F1 {of.f1:.3f} ({of.first} and {of.second} marked, {of.both} by both)  {parts}"


def _up_to(row: CommitmentRow, end: int) -> Sequence[GoldCommitment]:
    return [one for one in row.commitments if one.evidence[-1].end <= end]


def _compared(one: GoldCommitment, other: GoldCommitment) -> dict[str, bool]:
    terms = (sorted((row.value, row.to or 0, row.qualifier, row.each) for row in marked.terms) for marked in (one, other))
    names = ({plain_name(name).split()[-1] for name in marked.parties if plain_name(name)} for marked in (one, other))
    return {
        "status": one.status == other.status,
        "parties": next(names) == next(names),
        "terms": next(terms) == next(terms),
        "date": one.date == other.date,
        "place": one.place == other.place,
    }
