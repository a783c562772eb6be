"""Facts: what linking compares of an article's rows and of others, with actors by what they are known as."""

from dataclasses import dataclass
from datetime import date

from onrecord.model.annotation import Act
from onrecord.model.record import ActorKind, CommitmentStatus, EventType, Reality, StatementKind


@dataclass(frozen=True, slots=True)
class ActorFeatures:
    """An actor of one article, or all that are known as one (`reference` is then one of them). Names are folded.

    `articles` is the number of articles that name it; `linked` tells that a judgement has put it with others; `proper` that it
    has a name of its own, with a capital, and is not only described ("the president").
    """

    reference: str
    known_as: str
    kinds: frozenset[ActorKind]
    names: frozenset[str]
    called: frozenset[str]
    countries: frozenset[str]
    roles: frozenset[str]
    articles: int = 1
    linked: bool = False
    proper: bool = True


@dataclass(frozen=True, slots=True)
class StatementFeatures:
    """A statement: its mouth by what it is known as, its words, the days it can mean (`told`: the text tells the day).

    `held_by` are the folded names of outlets that had the words before this article.
    """

    reference: str
    known_as: str
    mouth: str
    act: Act
    kind: StatementKind
    within: str | None
    content: str
    days: tuple[date, date] | None
    told: bool
    medium: str | None
    held_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class EventFeatures:
    """An event: who took part by what they are known as, when (None: not told), where, how many; `published` of its article."""

    reference: str
    family: str | None
    type: EventType
    reality: Reality
    parties: frozenset[str]
    days: tuple[date, date] | None
    published: tuple[date, date] | None
    place: str | None
    geonames: int | None
    round: int | None
    amounts: frozenset[tuple[float, str]]
    words: str


@dataclass(frozen=True, slots=True)
class CommitmentFeatures:
    """A commitment: parties by what they are known as, what they bound themselves to, terms, where and when agreed (EDTF)."""

    reference: str
    family: str | None
    parties: frozenset[str]
    what: str
    status: CommitmentStatus
    terms: frozenset[tuple[float, str]]
    agreed: str | None
    place: str | None
    words: str
