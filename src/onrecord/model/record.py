"""The record of one article: the public contract as types (docs/record.schema.json is generated from them).

Offsets are Unicode code points; dates are EDTF (ISO 8601-2:2019); countries are ISO 3166-1 alpha-3;
sectors and event types are those of PLOVER.
"""

from dataclasses import dataclass, field
from typing import Literal

from onrecord.model.annotation import Act, Medium, MentionForm, PassageKind
from onrecord.model.annotation import ActorKind as ActorKind
from onrecord.model.annotation import CommitmentStatus as CommitmentStatus
from onrecord.model.annotation import EventType as EventType
from onrecord.model.annotation import KnownFrom as KnownFrom
from onrecord.model.annotation import Qualifier as Qualifier
from onrecord.model.annotation import Reality as Reality
from onrecord.model.annotation import Relation as Relation
from onrecord.model.article import Article, DateSource, EditorialNotice, Extent, Forwarded, Published
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.reasons import Reason, Stage
from onrecord.model.span import Span

SCHEMA = "onrecord/1"
StatementKind = Literal["direct", "mixed", "indirect"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A day or interval in EDTF and the words that state it."""

    value: str
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """The publication date, and where it was found."""

    value: str | None
    how: DateSource
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """The article. `source` is where it was read from (a path, `path:line`, a URL, `-`).

    `credit`, `version`, `notice` and `forwarded` are those of `Article`; None in records older than they.
    `extent` is "summary" when the text is only what a feed gives of the report.
    """

    id: str
    text: str
    sha256: str
    published: PublishedRow
    title: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    url: str | None = None
    source: str = ""
    credit: str | None = None
    version: str | None = None
    notice: EditorialNotice | None = None
    forwarded: Forwarded | None = None
    extent: Extent = "full"

    def to_article(self) -> Article:
        """Return the article as it was loaded from its source."""
        return Article(
            self.text,
            self.title,
            self.outlet,
            self.url,
            self.language,
            self.authors,
            Published(self.published.value, self.published.how, self.published.evidence),
            self.source,
            self.credit,
            self.version,
            self.notice,
            self.forwarded,
            self.extent,
        )


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A range of text of one kind."""

    span: Span
    kind: PassageKind


@dataclass(frozen=True, slots=True)
class Role:
    """A title of an actor; `of` is the id of the actor that the title belongs to (a state, a company)."""

    title: str
    evidence: Evidence
    of: str | None = None


@dataclass(frozen=True, slots=True)
class MentionRow:
    """The smallest phrase that refers to an actor."""

    span: Span
    form: MentionForm


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or body that the article mentions.

    `wikidata` is the Wikidata id ("Q…") of an actor in the built-in list of known actors. `known_from` says
    where country and sector come from: the text, or that list. It is None where neither is known, and in
    records older than the field.
    """

    id: str
    name: str
    kind: ActorKind
    mentions: tuple[MentionRow, ...]
    country: str | None = None
    sector: str | None = None
    roles: tuple[Role, ...] = ()
    wikidata: str | None = None
    known_from: KnownFrom | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a statement was made."""

    actor: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement responds to: the id of a statement or of a link of a source chain."""

    to: str
    relation: Relation
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class MediumRow:
    """How a statement was made; `outlet` is an actor id."""

    kind: Medium
    evidence: Evidence
    outlet: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a source chain. The speaker is the first link, this article the last."""

    id: str
    actor: str | None
    evidence: Evidence
    medium: Medium | None = None
    outlet: str | None = None
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a statement is about: a noun phrase of its content. `name` is lemmatised and in lower case."""

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class StatementEvidence:
    """The words of source, cue and content. Content is never empty."""

    content: Evidence
    source: Evidence = NO_EVIDENCE
    cue: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody is reported to have said, written, thought or wanted.

    `actors` are the speakers: several for a joint statement, none where the text names nobody. `actor` is the
    first of them, and the only one in older records, which have no `actors`. `on_behalf_of` is the actor whom
    they speak for.
    """

    id: str
    actor: str | None
    kind: StatementKind
    act: Act
    evidence: StatementEvidence
    confidence: float
    source_chain: tuple[Link, ...]
    within: str | None = None
    answers: tuple[Answer, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    said: Dated | None = None
    medium: MediumRow | None = None
    topics: tuple[Topic, ...] = ()
    actors: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    reality: Reality = "actual"

    def __post_init__(self) -> None:
        if self.actor is not None and not self.actors:
            object.__setattr__(self, "actors", (self.actor,))


@dataclass(frozen=True, slots=True)
class Place:
    """A place, resolved where possible; `lat` and `lon` are degrees (WGS 84)."""

    name: str
    evidence: Evidence
    country: str | None = None
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `to` is the upper end of a range."""

    value: float
    unit: str
    qualifier: Qualifier
    evidence: Evidence
    to: float | None = None
    each: bool = False
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class EventEvidence:
    """The words of trigger, actors and recipients; `all` covers every report of the event."""

    all: Evidence
    trigger: Evidence = NO_EVIDENCE
    actor: Evidence = NO_EVIDENCE
    recipient: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom (PLOVER)."""

    id: str
    type: EventType
    reality: Reality
    evidence: EventEvidence
    confidence: float
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    date: Dated | None = None
    place: Place | None = None
    told_by: str | None = None
    quantities: tuple[Quantity, ...] = ()
    round: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What a commitment depends on, in the article's words."""

    words: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Agreed:
    """Where and when a commitment was made; `event` is an event id."""

    event: str | None = None
    date: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """What parties commit to, and its status. `deadline` (EDTF) applies to the commitment as a whole."""

    id: str
    parties: tuple[str, ...]
    to: str
    status: CommitmentStatus
    evidence: Evidence
    terms: tuple[Quantity, ...] = ()
    conditions: tuple[Condition, ...] = ()
    agreed: Agreed | None = None
    status_evidence: Evidence = NO_EVIDENCE
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Versions of program and annotators (`readers`), and the settings, that produced a result."""

    onrecord: str
    readers: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything OnRecord says about one article."""

    article: ArticleRow
    passages: tuple[PassageRow, ...]
    actors: tuple[Actor, ...]
    statements: tuple[Statement, ...]
    run: Run
    events: tuple[Event, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    schema: Literal["onrecord/1"] = "onrecord/1"
    outcome: Literal["done"] = "done"


@dataclass(frozen=True, slots=True)
class Undone:
    """The outcome of an article without a record: skipped (nothing to read) or failed (action is needed)."""

    outcome: Literal["skipped", "failed"]
    source: str
    stage: Stage
    reason: Reason
    detail: str
    article: str | None = None
    schema: Literal["onrecord/1"] = "onrecord/1"


Outcome = Record | Undone


def forwarded_by(article: ArticleRow, link: Link) -> Forwarded | None:
    """Return whose post a link of a source chain stands for: that which the article passes on, or None.

    Such a link is never the first one, and no words of the text are its evidence.
    """
    stands = link.medium == "post" and link.actor is None and not link.evidence and not link.id.endswith(".1")
    return article.forwarded if stands else None


def find_list(record: Record, row: str) -> Literal["actors", "statements", "events", "commitments"] | None:
    """Return which list of the record contains the row with this id, None when none does."""
    if any(actor.id == row for actor in record.actors):
        return "actors"
    if any(statement.id == row for statement in record.statements):
        return "statements"
    if any(event.id == row for event in record.events):
        return "events"
    return "commitments" if any(commitment.id == row for commitment in record.commitments) else None
