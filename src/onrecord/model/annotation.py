"""Annotations: what annotators find in an article. Each class is a layer; offsets are those of the text."""

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
KnownFrom = Literal["text", "list"]
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
    """Something that an annotator found at `span`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Passage(Annotation):
    """A range of text of one kind. Passages are in text order and cover all text except white space."""

    kind: PassageKind


@dataclass(frozen=True, slots=True)
class Token(Annotation):
    """A word or punctuation mark with its place in the syntax tree.

    `index` counts tokens of the article; `head` is the index of the syntactic head (a root's own index).
    `tag` is the Penn Treebank tag, `pos` the Universal Dependencies part of speech, `dep` spaCy's relation
    (ClearNLP).
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
    """A sentence: tokens `first` (inclusive) to `last` (exclusive), in passage number `passage`."""

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
    """A quotation: `span` includes the quotation marks, `inner` does not.

    `depth` is 0 for the outermost; `closed` is false when the end mark is missing. A quotation whose marks
    are reopened in each paragraph is one Quotation a paragraph; all but the last have `continues`.
    """

    inner: Span
    depth: int = 0
    closed: bool = True
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Attribution(Annotation):
    """Source, cue and content (PolNeAR: Newell, Margolin and Ruths, LREC 2018). `span` covers all three.

    `source` and `cue` may be empty, `content` never is. `id` is unique in the layer; other annotations refer
    to it. `within` is the id of the attribution whose content contains this one. `confidence` is the
    calibrated probability that source, cue and content belong together. `verbatim`: the content is the
    speaker's own words although it has no quotation marks, as in a transcript.
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
        """Return a copy of the attribution in this layer."""
        return cls(
            row.span, row.source, row.cue, row.content, row.confidence, row.within, row.verbatim, row.id
        )


@dataclass(frozen=True, slots=True)
class ModelAttribution(Attribution):
    """An attribution found by the model: not nested, and no turn of a transcript."""


@dataclass(frozen=True, slots=True)
class OuterAttribution(Attribution):
    """An attribution that is not nested: found by the model, or a turn of a transcript."""


@dataclass(frozen=True, slots=True)
class NonStatement(Annotation):
    """Marks the attribution with this id as no statement: it gets no row in the record.

    Such an attribution reports nothing that somebody said, wrote, thought or wanted.
    """

    attribution: int


@dataclass(frozen=True, slots=True)
class Mention(Annotation):
    """A phrase that refers to an actor. Mentions with the same `actor` number corefer.

    `kind`, `country` and `sector` follow from this phrase alone, and are None where it does not give them.
    `known_as` is the actor's name in a lexicon ("Russia" for "Moscow"), None where the printed name is used.
    """

    form: MentionForm
    actor: int
    kind: ActorKind | None = None
    country: str | None = None
    sector: str | None = None
    known_as: str | None = None

    @classmethod
    def of(cls, row: "Mention") -> Self:
        """Return a copy of the mention in this layer."""
        return cls(row.span, row.form, row.actor, row.kind, row.country, row.sector, row.known_as)


@dataclass(frozen=True, slots=True)
class ParticipantMention(Mention):
    """A mention that only events need: a noun for a participant."""


@dataclass(frozen=True, slots=True)
class LinkMention(Mention):
    """A mention that only source chains need: an agency or outlet that relayed a statement."""


@dataclass(frozen=True, slots=True)
class Title(Annotation):
    """A title (`span`) of `actor`; `of` is the actor number of the body, None if the text does not name it.

    `sector` is the sector of people with this title, None where the title does not imply one.
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
    """The speech act of an attribution (its id), and whether it was performed (`reality`).

    docs/annotation.md defines the acts.
    """

    attribution: int
    act: Act
    reality: Reality = "actual"


@dataclass(frozen=True, slots=True)
class Circumstance(Annotation):
    """Speaker, time, addressees and medium of an attribution (its id); `span` is the attribution's.

    `speaker`, `others`, who speak jointly with the speaker, and `on_behalf_of`, for whom the speaker speaks,
    are actor numbers. Without a `medium` there is
    no `medium_outlet`.
    """

    attribution: int
    speaker: int | None = None
    others: tuple[int, ...] = ()
    on_behalf_of: int | None = None
    said: TimeExpression | None = None
    addressees: tuple[Mention, ...] = ()
    medium: Medium | None = None
    medium_outlet: Mention | None = None
    medium_evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceMention(Annotation):
    """A named place where something is or happens.

    `name` is the gazetteer's, or the printed one where the gazetteer has no entry. `country` is
    ISO 3166-1 alpha-3, `geonames` a GeoNames id; `lat` and `lon` are degrees (WGS 84).
    """

    name: str
    country: str | None = None
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Amount(Annotation):
    """A number with its unit ("about 6,000 bodies").

    `to` is the upper end of a range; `each`: the number applies to every party ("1,000 each"). `unit` is the
    counted noun as printed ("prisoners"), an ISO 4217 code for money, "%" for percentages.
    """

    value: float
    unit: str
    qualifier: Qualifier = "exact"
    to: float | None = None
    each: bool = False


@dataclass(frozen=True, slots=True)
class EventMention(Annotation):
    """Who did what to whom (PLOVER), reported once or several times. `span` is the first report.

    `actors` and `recipients` are actor numbers of mentions. `told_by` is the id of the attribution that
    asserts the event, None where the article itself does. `evidence` is every range of text that reports the
    event. `id` is unique in the layer.
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
    """An act that parties commit to. `parties` are actor numbers; `to` names the act ("exchange prisoners").

    `deadlines` are EDTF values, one for each of `terms`, None where the text sets none. `deadline` is the
    deadline of the act as a whole. `event` is the id of the EventMention in which it was agreed or proposed.
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
    """A link of a source chain: an actor who relayed an attribution (its id) before this article did.

    The link at `place` 1 has the words from the speaker, that at 2 from the one at 1, and so on. Place 0 adds
    what the attribution does not say of the speaker: who it is, where an outlet names it ("Reuters, citing
    two aides, reported"), or the medium, where an earlier sentence gives it (then `actor` is None).

    `actor` and `outlet` are actor numbers, None where the text names nobody; `title` covers the title of the
    work; `evidence` covers the words that state the link.
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
    """The attribution `attribution` responds to the attribution `to`; both are ids.

    `relay` is the place of a link in the source chain of `to`, if the response is to that link; None means
    the statement itself. `evidence` covers the words that state the relation ("rejected", "in response").
    """

    attribution: int
    to: int
    relation: Relation
    evidence: tuple[Span, ...]
    relay: int | None = None


@dataclass(frozen=True, slots=True)
class ActorProfile(Annotation):
    """What an actor (its number) is, from all its mentions; `span` is the first of them.

    `country` is ISO 3166-1 alpha-3, `sector` a PLOVER sector code, `wikidata` an item id; None when unknown.
    `known_from` says where country and sector come from, None when there is neither.
    """

    actor: int
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    wikidata: str | None = None
    known_from: KnownFrom | None = None
