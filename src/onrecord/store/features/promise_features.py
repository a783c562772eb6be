"""What is compared of an earlier commitment with the words of later articles."""

from dataclasses import dataclass
from datetime import date

from onrecord.model.record import CommitmentStatus


@dataclass(frozen=True, slots=True)
class PromiseFeatures:
    """A commitment of another article. `parties` are ids across articles.

    `day` is the first day on which its article can have been published, `terms` pairs of value and folded
    unit, `words` the article's. `cluster` names the group of reports of one commitment.
    """

    reference: str
    cluster: str
    parties: frozenset[str]
    what: str
    words: str
    status: CommitmentStatus
    day: date | None
    terms: frozenset[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class CommitmentAct:
    """What decides whether a commitment can be checked: whom it binds, what is to be done, by the article's
    words.

    `has_party`: the text names who is bound. `has_terms`: it has numbers.
    """

    reference: str
    what: str
    words: str
    has_party: bool
    has_terms: bool
