"""What a dossier gives back when asked: frozen rows with names in place of local ids. Dates are EDTF as in the record."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from onrecord.model.annotation import Act, Medium
from onrecord.model.article import DateSource
from onrecord.model.reasons import Reason, Stage
from onrecord.model.record import (
    ActorKind,
    CommitmentStatus,
    EventType,
    KnownFrom,
    PassageRow,
    Reality,
    Record,
    Relation,
    StatementKind,
)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article without its text; `characters` are code points, `actors` and what follows count what its record holds.

    `superseded_by` is the article that is the next version of the same page, `added_at` when the dossier learnt of this one.
    """

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    language: str | None
    authors: tuple[str, ...]
    source: str
    published: str | None
    published_how: DateSource
    characters: int
    actors: int
    statements: int
    events: int
    commitments: int
    superseded_by: str | None = None
    added_at: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StoredText:
    """An article's text with its passages, and of the article what tells where its copy is from. Quicker to get than a record."""

    article: str
    text: str
    passages: tuple[PassageRow, ...]
    title: str | None
    outlet: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class StoredLink:
    """One link of a source chain; `actor` and `outlet` are names, `words` the words that tell of it."""

    id: str
    actor: str | None
    medium: Medium | None
    outlet: str | None
    title: str | None
    date: str | None
    words: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a statement answers: the id of a statement or link of the same article."""

    to: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class AnswerEdge:
    """That statement `left` (`ARTICLE/STATEMENT`) answers `right`, a statement or a link of a chain, maybe of another article.

    `words` tell it; `day` is the first day `left` can have been said (ISO 8601); `by` is None where the article tells it, else
    who judged so.
    """

    left: str
    right: str
    relation: Relation
    words: str
    day: str | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement. `source`, `cue`, `content`, `said_words` are words of the article.

    `actor`, `actors`, `on_behalf_of` and `addressees` are names, `actor` the first of `actors`.
    """

    article: StoredArticle
    id: str
    actor: str | None
    actor_kind: ActorKind | None
    kind: StatementKind
    act: Act
    within: str | None
    said: str | None
    said_words: str
    medium: Medium | None
    source: str
    cue: str
    content: str
    confidence: float
    addressees: tuple[str, ...]
    answers: tuple[StoredAnswer, ...]
    chain: tuple[StoredLink, ...]
    actors: tuple[str, ...]
    on_behalf_of: str | None
    reality: Reality


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event. Parties are names; `told_by` is a statement's id and `teller` its actor's name; `quantities` are words."""

    article: StoredArticle
    id: str
    type: EventType
    mode: str | None
    reality: Reality
    contexts: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    date: str | None
    date_words: str
    place: str | None
    place_country: str | None
    told_by: str | None
    teller: str | None
    quantities: tuple[str, ...]
    round: int | None
    words: str
    confidence: float


@dataclass(frozen=True, slots=True)
class StoredActor:
    """One actor over articles: those judged to be the same and, where nothing was compared yet, those of one name and kind.

    `id` is what it is known as ("person:dmitry-peskov"); it stays the same while articles are added.
    `names`, `roles`, `countries`, `sectors`, `wikidata` are sorted; `first` and `last` the earliest and latest publication (EDTF
    day). `statements` counts those it is reported to have made.
    """

    id: str
    name: str
    kind: ActorKind
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    names: tuple[str, ...]
    roles: tuple[str, ...]
    articles: int
    statements: int
    first: str | None
    last: str | None
    wikidata: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredActorRow:
    """An actor as one article has it: `reference` is `ARTICLE/ACTOR`, `roles` its titles there, `known_as` its id."""

    reference: str
    name: str
    kind: ActorKind
    country: str | None
    known_as: str
    roles: tuple[str, ...]
    wikidata: str | None
    known_from: KnownFrom | None


@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """How one article ended. `stage`, `reason` and `detail` are None when done; `article` is None when there was none."""

    source: str
    article: str | None
    outcome: Literal["done", "skipped", "failed"]
    stage: Stage | None
    reason: Reason | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class ActTally:
    """How many statements of one act count from one day."""

    day: date
    act: Act
    count: int


@dataclass(frozen=True, slots=True)
class DayTally:
    """How many rows of one lane (an act, an event type or an actor's name) begin on one day; `sample` is the id of the first."""

    day: date
    lane: str
    count: int
    sample: str


@dataclass(frozen=True, slots=True)
class AnswerTally:
    """How often one actor answers another in one way; None for a statement whose source has no name."""

    who: str | None
    whom: str | None
    relation: Relation
    count: int


@dataclass(frozen=True, slots=True)
class OutletTally:
    """How many articles of one outlet there are."""

    outlet: str
    articles: int


@dataclass(frozen=True, slots=True)
class StoredRole:
    """A title, the body it is borne for, in how many articles, and the days (EDTF) of the first and last of them."""

    title: str
    of: str | None
    articles: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class StoredCommitment:
    """A commitment as one article tells it. `parties` are names, `known_as` the ids of the same actors (`StoredActor.id`).

    `told_by` is the statement whose content tells it and `teller` that statement's mouth; None where the article itself does.
    `terms` are words.
    """

    article: StoredArticle
    id: str
    what: str
    status: CommitmentStatus
    parties: tuple[str, ...]
    known_as: tuple[str, ...]
    terms: tuple[str, ...]
    agreed_date: str | None
    agreed_place: str | None
    words: str
    status_words: str
    told_by: str | None
    teller: str | None


@dataclass(frozen=True, slots=True)
class StoredTopic:
    """One topic of one statement: `topic` as compared, `words` as printed; `reference` is `ARTICLE/STATEMENT`.

    `known_as` is the id of the actor who speaks, `day` the first day it can have been said (ISO 8601).
    """

    reference: str
    topic: str
    words: str
    known_as: str | None
    day: str | None


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """An earlier reading of an article, and when a newer one took its place (ISO 8601 in UTC)."""

    record: Record
    replaced_at: str


@dataclass(frozen=True, slots=True)
class WithdrawnArticle:
    """What is left of an article taken down."""

    article: str
    url: str | None
    outlet: str | None
    published: str | None
    withdrawn_at: str
    by: str
    why: str
