"""Features by which rows of different articles are compared.

Actors are given by `known_as`, their id across articles.
"""

from dataclasses import dataclass
from datetime import date

from onrecord.model.annotation import Act
from onrecord.model.record import ActorKind, CommitmentStatus, EventType, Reality, StatementKind


@dataclass(frozen=True, slots=True)
class ActorFeatures:
    """An actor of one article, or all actors with one `known_as` (then `reference` is one of them).

    `names` are the actors' own names, `called` all names in the texts, both folded; `printed` are the own
    names as printed. `wikidata` are ids from the list of known actors. `articles` counts the articles that
    name it. `is_linked`: a judgement has joined it with others. `is_named`: it has a proper name and not only
    a description ("the president").
    """

    reference: str
    known_as: str
    kinds: frozenset[ActorKind]
    names: frozenset[str]
    called: frozenset[str]
    countries: frozenset[str]
    roles: frozenset[str]
    articles: int = 1
    is_linked: bool = False
    is_named: bool = True
    wikidata: frozenset[str] = frozenset()
    printed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StatementFeatures:
    """A statement. `known_as` is its speaker's id.

    `days` are the first and last day on which it can have been made, from the text if `has_stated_day`, else
    from the article's publication. `earlier_outlets` are the folded names of outlets that had the words
    before this article.
    """

    reference: str
    known_as: str
    act: Act
    kind: StatementKind
    within: str | None
    content: str
    days: tuple[date, date] | None
    has_stated_day: bool
    medium: str | None
    earlier_outlets: frozenset[str]


@dataclass(frozen=True, slots=True)
class EventFeatures:
    """An event.

    `days` is None where the text gives no day; `published` is the first and last day of publication.

    `amounts` are pairs of value and folded unit.
    """

    reference: str
    cluster: str | None
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
    """A commitment:

    `what` the parties commit to, terms (value and folded unit), `agreed` date (EDTF) and `place`.
    """

    reference: str
    cluster: str | None
    parties: frozenset[str]
    what: str
    status: CommitmentStatus
    terms: frozenset[tuple[float, str]]
    agreed: str | None
    place: str | None
    words: str


@dataclass(frozen=True, slots=True)
class FarApart:
    """Articles published more than `days` apart are compared where they share `least` fingerprints."""

    days: int
    least: int


MAX_BEARERS = 25  # actors of one name that one actor is compared with
NEVER_FAR = FarApart(0, 1)
