"""Annotations: what readers notice in an article. Each kind is a layer of the Reading; all offsets are article offsets."""

from dataclasses import dataclass
from typing import Literal, Self, get_args

from onrecord.model.span import Span

PassageKind = Literal[
    "headline", "byline", "dateline", "body", "caption", "appeal", "promotion", "notice", "navigation"
]
PASSAGE_KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
NEWS: frozenset[PassageKind] = frozenset({"headline", "body"})
NameKind = Literal["person", "organisation", "place", "group", "date", "time", "other"]
Act = Literal[
    "assert", "accuse", "reject", "criticise", "demand", "request", "offer", "promise", "threaten",
    "agree", "announce", "thank", "praise", "apologise", "warn", "ask", "decline-to-comment", "think",
]  # fmt: skip
ACTS: tuple[Act, ...] = get_args(Act)
Medium = Literal["speech", "briefing", "interview", "post", "letter", "article", "report", "call", "document"]
MentionForm = Literal["name", "nominal", "pronoun", "metonym"]
ActorKind = Literal["person", "state", "government", "organisation", "armed-group", "outlet", "people"]
Relation = Literal["rejects", "answers", "criticises", "repeats", "confirms", "corrects", "thanks"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
Reality = Literal["actual", "negated", "planned", "demanded", "hypothetical"]
Qualifier = Literal["exact", "about", "at-least", "at-most"]
CommitmentStatus = Literal["proposed", "agreed", "under-way", "done", "broken", "disputed"]


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something noticed at `span`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Passage(Annotation):
    """A stretch of text of one kind. Together the passages hold every character that is not white space, in order."""

    kind: PassageKind


@dataclass(frozen=True, slots=True)
class Token(Annotation):
    """A word or punctuation mark with its place in the syntax tree.

    `index` counts tokens of the article; `head` is the index of the syntactic head (its own index at a root);
    `tag` is the Penn Treebank tag, `pos` the Universal Dependencies part of speech, `dep` spaCy's (ClearNLP) relation.
    """

    index: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Sentence(Annotation):
    """A sentence: tokens `first` (inclusive) to `last` (exclusive), of passage number `passage`."""

    index: int
    first: int
    last: int
    passage: int


@dataclass(frozen=True, slots=True)
class Name(Annotation):
    """A named mention. `label` is the label of the model that found it (OntoNotes 5 for spaCy)."""

    kind: NameKind
    label: str


@dataclass(frozen=True, slots=True)
class Quotation(Annotation):
    """A quotation: `span` with its marks, `inner` without; `depth` 0 is outermost; `closed` false when its end mark is missing.

    A quotation whose marks are reopened at each paragraph is one Quotation a paragraph; all but the last have `continues`.
    """

    inner: Span
    depth: int = 0
    closed: bool = True
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Attribution(Annotation):
    """Source, cue and content joined (PolNeAR: Newell, Margolin and Ruths, LREC 2018). `span` holds all three.

    `source` and `cue` may be empty, `content` never is. `id` is unique in the layer; other annotations refer to it.
    `within` is the id of the attribution in whose content this one stands. `confidence` is the calibrated probability
    that source, cue and content belong together. `verbatim`: the content is the speaker's own words although no
    quotation marks say so, as in a transcript.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float
    within: int | None = None
    verbatim: bool = False
    id: int = 0

    @classmethod
    def of(cls, row: "Attribution") -> Self:
        """Return the same attribution as one of this layer."""
        return cls(
            row.span, row.source, row.cue, row.content, row.confidence, row.within, row.verbatim, row.id
        )


@dataclass(frozen=True, slots=True)
class ModelAttribution(Attribution):
    """An attribution as the model finds it: the outer layer, without turns of a transcript."""


@dataclass(frozen=True, slots=True)
class OuterAttribution(Attribution):
    """An attribution of the outer layer: those of the model and the turns of a transcript."""


@dataclass(frozen=True, slots=True)
class NonStatement(Annotation):
    """The attribution with this id reports nothing said, written, thought or wanted: it is no row of the record."""

    attribution: int


@dataclass(frozen=True, slots=True)
class Mention(Annotation):
    """A phrase that means an actor. Mentions with the same `actor` number mean the same one.

    `kind`, `country` and `sector` are what this phrase tells of the actor by itself, None where it does not;
    `known_as` is the name a lexicon gives the actor ("Russia" for "Moscow"), where it is not a printed one that counts.
    """

    form: MentionForm
    actor: int
    kind: ActorKind | None = None
    country: str | None = None
    sector: str | None = None
    known_as: str | None = None

    @classmethod
    def of(cls, row: "Mention") -> Self:
        """Return the same mention as one of this layer."""
        return cls(row.span, row.form, row.actor, row.kind, row.country, row.sector, row.known_as)


@dataclass(frozen=True, slots=True)
class ParticipantMention(Mention):
    """A mention that only events need: a noun for an actor that takes part in one."""


@dataclass(frozen=True, slots=True)
class LinkMention(Mention):
    """A mention that only source chains need: an agency or outlet that passed words on."""


@dataclass(frozen=True, slots=True)
class Title(Annotation):
    """A title (`span`) that `actor` bears, and the actor number of the body it is borne for, where the text tells it.

    `sector` is that of a holder in office, None where the title does not tell it.
    """

    actor: int
    of: int | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression(Annotation):
    """A time expression and its value in EDTF; None when it cannot be resolved."""

    value: str | None


@dataclass(frozen=True, slots=True)
class UtteranceAct(Annotation):
    """What an utterance does, in the words of record.md; `attribution` is the id of the attribution."""

    attribution: int
    act: Act


@dataclass(frozen=True, slots=True)
class Circumstance(Annotation):
    """Who, when, to whom and how of an attribution (its id); `span` is the attribution's.

    `speaker`, `others` who speak together with him, and `addressees` are actor numbers of mentions; a medium without a kind does
    not exist.
    """

    attribution: int
    speaker: int | None = None
    others: tuple[int, ...] = ()
    said: TimeExpression | None = None
    addressees: tuple[Mention, ...] = ()
    medium: Medium | None = None
    medium_outlet: Mention | None = None
    medium_evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceMention(Annotation):
    """A place named where something is or happens. `country` is ISO 3166-1 alpha-3, `geonames` a GeoNames id, degrees WGS 84.

    `name` is the gazetteer's, the printed one where it knows none.
    """

    name: str
    country: str | None = None
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Amount(Annotation):
    """A number with its unit ("about 6,000 bodies"); `to` closes a range; `each` where every party is meant ("1,000 each").

    `unit` is the counted noun as printed ("prisoners"), an ISO 4217 code for money, "%" for percentages.
    """

    value: float
    unit: str
    qualifier: Qualifier = "exact"
    to: float | None = None
    each: bool = False


@dataclass(frozen=True, slots=True)
class EventMention(Annotation):
    """Who did what to whom, told once or several times (PLOVER). `span` is where it is first told.

    `actors` and `recipients` are actor numbers of mentions; `told_by` is the id of the attribution that asserts the event,
    None where the article does; `evidence` is every range of text that reports it; `id` is unique in the layer.
    """

    type: EventType
    trigger: tuple[Span, ...]
    evidence: tuple[Span, ...]
    confidence: float
    reality: Reality = "actual"
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    actors: tuple[int, ...] = ()
    actor_spans: tuple[Span, ...] = ()
    recipients: tuple[int, ...] = ()
    recipient_spans: tuple[Span, ...] = ()
    time: TimeExpression | None = None
    place: PlaceMention | None = None
    told_by: int | None = None
    amounts: tuple[Amount, ...] = ()
    round: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class CommitmentMention(Annotation):
    """What parties bound themselves to. `parties` are actor numbers; `to` are the words for the act ("exchange prisoners").

    `deadlines` are EDTF values, one for each of `terms`, None where the text sets none; `deadline` is that of the act, with or
    without terms; `event` is the id of the EventMention in which it was agreed or proposed.
    """

    parties: tuple[int, ...]
    to: str
    status: CommitmentStatus
    evidence: tuple[Span, ...]
    terms: tuple[Amount, ...] = ()
    deadlines: tuple[str | None, ...] = ()
    conditions: tuple[Span, ...] = ()
    status_evidence: tuple[Span, ...] = ()
    event: int | None = None
    agreed_on: TimeExpression | None = None
    agreed_at: PlaceMention | None = None
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class SourceLink(Annotation):
    """One who passed an attribution's words on before this article did; `place` 1 had them from the mouth, 2 from 1, ….

    Place 0 tells of the mouth what its attribution does not: who it is, where an outlet names it ("Reuters, citing two aides,
    reported"), or how it spoke, where an earlier sentence told (`actor` None and a medium).

    `actor` and `outlet` are actor numbers, None where the text names nobody; `title` are the words of the work's title;
    `evidence` are the words that tell the link. `attribution` is an attribution's id.
    """

    attribution: int
    place: int
    evidence: tuple[Span, ...]
    actor: int | None = None
    medium: Medium | None = None
    outlet: int | None = None
    title: Span | None = None
    date: TimeExpression | None = None


@dataclass(frozen=True, slots=True)
class Response(Annotation):
    """What attribution number `attribution` answers: attribution number `to`, or of its relays the one at place `relay`.

    `relay` None means the statement itself; `evidence` are the words that tell it ("rejected", "in response").
    """

    attribution: int
    to: int
    relation: Relation
    evidence: tuple[Span, ...]
    relay: int | None = None
