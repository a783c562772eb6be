"""The rows that a dossier returns: frozen, with names in place of local ids.

Dates are EDTF as in the record.
"""

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
    """An article without its text.

    `characters` are code points; `actors` to `commitments` count the rows of its record.

    `superseded_by` is the article that is the next version of the same page; `added_at` is when this one was
    added.
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
    """An article's text with its passages and what identifies its copy. Cheaper to load than a record."""

    article: str
    text: str
    passages: tuple[PassageRow, ...]
    title: str | None
    outlet: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class StoredLink:
    """One link of a source chain. `actor` and `outlet` are names, `words` the evidence."""

    id: str
    actor: str | None
    medium: Medium | None
    outlet: str | None
    title: str | None
    date: str | None
    words: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a statement answers: the id of a statement or link of the same article, and how."""

    to: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class AnswerEdge:
    """Statement `left` (`ARTICLE/STATEMENT`) answers `right`, a statement or chain link that may be of
    another article.

    `words` are the evidence or the reason; `day` is the first day on which `left` can have been said (ISO
    8601). `by` is who judged so, None where the article itself says it.
    """

    left: str
    right: str
    relation: Relation
    words: str
    day: str | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement. `source`, `cue`, `content` and `said_words` are words of the article.

    `actor`, `actors`, `on_behalf_of` and `addressees` are names; `actor` is the first of `actors`.
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
    """An event. `actors` and `recipients` are names; `quantities` are words; the last fields are its place's.

    `told_by` is the id of the statement that reports it and `told_by_actor` the name of that statement's
    actor.
    """

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
    told_by_actor: str | None
    quantities: tuple[str, ...]
    round: int | None
    words: str
    confidence: float
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class StoredActor:
    """One actor across articles: those judged the same and, before anything is compared, those of one name
    and kind.

    `id` is its id across articles ("person:dmitry-peskov"), which is stable while articles are added.
    `names`, `roles`, `countries`, `sectors` and `wikidata` are sorted. `first` and `last` are the earliest
    and latest day of publication. `statements` counts those it is reported to have made.
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
class LearntFacts:
    """What the articles that name an actor tell of it together; None where none tells or they disagree."""

    country: str | None
    sector: str | None
    wikidata: str | None
    known_from: KnownFrom | None


@dataclass(frozen=True, slots=True)
class StoredActorRow:
    """An actor of one article.

    `reference` is `ARTICLE/ACTOR`, `roles` its titles there, `known_as` its id across articles. Country and
    Wikidata id are learnt from other articles where its own has none.
    """

    reference: str
    name: str
    kind: ActorKind
    country: str | None
    known_as: str
    roles: tuple[str, ...]
    wikidata: str | None
    known_from: KnownFrom | None


@dataclass(frozen=True, slots=True)
class CalledActor:
    """An actor of one article (`reference` is `ARTICLE/ACTOR`), its id across articles, its name, and all its
    names as compared.
    """

    reference: str
    known_as: str
    name: str
    called: frozenset[str]


@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """The outcome of one article.

    `stage`, `reason` and `detail` are None when done; `article` is None if there was none.
    """

    source: str
    article: str | None
    outcome: Literal["done", "skipped", "failed"]
    stage: Stage | None
    reason: Reason | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class ActTally:
    """The number of statements of one speech act on one day."""

    day: date
    act: Act
    count: int


@dataclass(frozen=True, slots=True)
class DayTally:
    """The number of rows of one lane (a speech act, event type or actor) on one day.

    `sample` is the id of the first, None where it has not been looked up (see `Dossier.find_samples`).
    """

    day: date
    lane: str
    count: int
    sample: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerTally:
    """How often one actor answers another in one way.

    None stands for a statement whose source has no name.
    """

    who: str | None
    whom: str | None
    relation: Relation
    count: int


@dataclass(frozen=True, slots=True)
class OutletTally:
    """The number of articles of one outlet."""

    outlet: str
    articles: int


@dataclass(frozen=True, slots=True)
class StoredRole:
    """A title, the body it is held at, the number of articles with it, and the days (EDTF) of the first and
    last of them.
    """

    title: str
    of: str | None
    articles: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class StoredCommitment:
    """A commitment as one article reports it. `terms` are words.

    `parties` are names and `known_as` the ids of the same actors (`StoredActor.id`). `told_by` is the id of
    the statement that reports it and `told_by_actor` the name of its actor; both are None where the article
    itself reports it.
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
    told_by_actor: str | None


@dataclass(frozen=True, slots=True)
class StoredTopic:
    """One topic of one statement:

    `topic` is normalised, `words` as printed; `reference` is `ARTICLE/STATEMENT`.

    `known_as` is the id of the speaker, `day` the first day on which it can have been said (ISO 8601).
    """

    reference: str
    topic: str
    words: str
    known_as: str | None
    day: str | None


@dataclass(frozen=True, slots=True)
class StoredSaying:
    """One statement on a topic, with what a list of positions shows of it.

    `reference` is `ARTICLE/STATEMENT`, `utterance` the cluster of its reports, `words` the topic as printed;
    `actor` is the speaker's name. `said` and `published` are EDTF.
    """

    reference: str
    utterance: str
    words: str
    actor: str | None
    act: Act
    content: str
    said: str | None
    published: str | None
    outlet: str | None
    sort_day: str
    position: int


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record with people's decisions applied, and the ids of its actors across articles by those within."""

    record: Record
    actor_ids: dict[str, str]


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """An earlier record of an article, and when a newer one replaced it (ISO 8601 in UTC)."""

    record: Record
    replaced_at: str


@dataclass(frozen=True, slots=True)
class WithdrawnArticle:
    """The note that remains of a withdrawn article."""

    article: str
    url: str | None
    outlet: str | None
    published: str | None
    withdrawn_at: str
    by: str
    why: str
