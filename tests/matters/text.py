"""Writes what a report tells as text, and its record: every row with the words that say it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matters.planted import Planted, Why
from matters.story import Agreed, Happened, Said, Who
from onrecord.model.article import Article, Published
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.record import (
    Actor,
    Addressee,
    Answer,
    ArticleRow,
    Commitment,
    Dated,
    Event,
    EventEvidence,
    KnownFrom,
    Link,
    MediumRow,
    MentionRow,
    PassageRow,
    Place,
    PublishedRow,
    Quantity,
    Record,
    Role,
    Run,
    Statement,
    StatementEvidence,
    Topic,
)
from onrecord.model.record import Agreed as AgreedRow
from onrecord.model.span import Span

Told = Said | Happened | Agreed | str | tuple[Who, ...]
RUN = Run("0.0", {"attribution": "sha256:0000", "names": "1"}, {"min_confidence": "0"})
CUES = {
    "assert": "said", "announce": "announced", "think": "believed", "criticise": "complained",
    "demand": "demanded", "reject": "denied", "agree": "agreed", "request": "requested", "accuse": "charged",
    "ask": "asked", "praise": "enthused", "offer": "offered", "promise": "promised",
}  # fmt: skip
TRIGGERS = {
    "REQUEST": "appealed", "ACCUSE": "accused", "ASSAULT": "attacked", "REJECT": "refused",
    "COERCE": "arrested", "AGREE": "signed an accord", "SUPPORT": "praised", "SANCTION": "expelled",
    "CONSULT": "held talks", "RETREAT": "withdrew", "PROTEST": "marched",
    "CONCEDE": "gave way", "AID": "sent help", "COOPERATE": "traded",
}  # fmt: skip
QUALIFIERS = {"exact": "", "about": "some ", "at-least": "at least ", "at-most": "at most "}


@dataclass(frozen=True, slots=True)
class Face:
    """What surrounds the text of a report: its number, outlet, day and title."""

    number: int
    outlet: str
    day: date
    title: str


@dataclass(frozen=True, slots=True)
class Written:
    """A record, and which of its actors others name, too."""

    record: Record
    planted: tuple[Planted, ...]


def write_record(parts: Sequence[tuple[str, Told]], face: Face) -> Written:
    """Return the record of a report that tells `parts`, each with its id."""
    return _Writer(face).write(parts)


class _Writer:
    """Writes one report: text piece by piece, with the offsets of what is written."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.pieces: list[str] = []
        self.length = 0
        self.ids: dict[Who, str] = {}
        self.mentions: defaultdict[Who, list[MentionRow]] = defaultdict(list)
        self.roles: dict[Who, Role] = {}
        self.last: Who | None = None
        self.before: str | None = None  # the statement before

    def put(self, words: str) -> Evidence:
        """Write words, and return them as evidence."""
        start = self.length
        self.pieces.append(words)
        self.length += len(words)
        return Evidence((Span(start, self.length),), (words,))

    def id_of(self, who: Who) -> str:
        """Return the id of an actor in this report."""
        return self.ids.setdefault(who, f"p{len(self.ids) + 1}")

    def name(self, who: Who, *, may_be_short: bool = True) -> Evidence:
        """Write an actor's name: in full at first, with its office; then the surname or a pronoun."""
        self.id_of(who)
        known = self.mentions[who]
        first = self.length
        if who.office and not known:
            office = self.put(who.office)
            self.roles[who] = Role(who.office, office)
            self.put(" ")
        words, form = who.name, "nominal" if who.kind == "people" else "name"
        if known and may_be_short and who.kind == "person":
            if self.last == who and len(known) % 2:
                words, form = "they", "pronoun"
            else:
                words = who.name.rpartition(" ")[2]
        span = self.put(words).spans[0]
        known.append(MentionRow(span, form))  # type: ignore[arg-type]
        self.last = who
        return self.since(first)

    def since(self, start: int) -> Evidence:
        """Return what was written from an offset on as evidence."""
        words: list[str] = []
        length = self.length
        for piece in reversed(self.pieces):
            if length <= start:
                break
            words.append(piece)
            length -= len(piece)
        return Evidence((Span(start, self.length),), ("".join(reversed(words)),))

    def write(self, parts: Sequence[tuple[str, Told]]) -> Written:
        """Write all, and return the record."""
        statements: list[Statement] = []
        events: list[Event] = []
        commitments: list[Commitment] = []
        passages: list[PassageRow] = []
        for name, told in parts:
            start = self.length
            if isinstance(told, Said):
                statements.append(self.statement(name, told))
            elif isinstance(told, Happened):
                events.append(self.event(name, told))
            elif isinstance(told, Agreed):
                commitments.append(self.commitment(name, told))
            elif isinstance(told, str):
                self.put(told)
            else:
                self.names(told)
            passages.append(PassageRow(Span(start, self.length), "body"))
            self.put("\n")
        article = self.article("".join(self.pieces[:-1]))
        record = Record(
            article,
            tuple(passages),
            tuple(map(self.actor, self.ids)),
            tuple(statements),
            RUN,
            tuple(events),
            tuple(commitments),
        )
        return Written(record, tuple(self.planted(article.id)))

    def article(self, text: str) -> ArticleRow:
        """Return the article with its text."""
        face = self.face
        url, day = f"https://news.example/{face.number}", face.day.isoformat()
        made = Article(text, face.title, face.outlet, url, "en", published=Published(day, "metadata"))
        return ArticleRow(
            made.id, text, made.sha256, PublishedRow(day, "metadata"), face.title, "en", ("A. Clerk",),
            face.outlet, url, f"dispatches.jsonl:{face.number + 1}",
        )  # fmt: skip

    def statement(self, name: str, told: Said) -> Statement:
        """Write a statement: quoted before its cue, or told after it."""
        quoted, said, to = told.form == "direct", None, None
        if quoted:
            topics = _topics(told.content, self.length + 1, told.form)
            content = self.put(f"“{told.content.capitalize()},”")
            self.put(" ")
        source = self.name(told.who) if told.who else self.put("it")
        self.put(" ")
        cue = self.put(CUES[told.act] if told.who else "was reported")
        if quoted and len(told.content) % 5 == 0:
            self.put(" to ")
            to = self.name(_REPORTERS)
        if told.relay:
            self.put(" in remarks carried by ")
            relay = self.name(told.relay)
        if told.day:
            self.put(" on ")
            said = Dated(told.day.isoformat(), self.put(f"{told.day:%B} {told.day.day}"))
        if not quoted:
            self.put(" that ")
            topics = _topics(told.content, self.length, told.form)
            content = self.content(told)
        self.put(".")
        chain = [
            Link(f"{name}.1", self.id_of(told.who) if told.who else None, source if told.who else NO_EVIDENCE)
        ]
        if told.relay:
            outlet = self.id_of(told.relay)
            chain.append(Link(f"{name}.2", outlet, relay, "report", outlet))
        page = f"{name}.{len(chain) + 1}"
        chain.append(
            Link(page, None, NO_EVIDENCE, "article", None, self.face.title, self.face.day.isoformat())
        )
        return Statement(
            id=name,
            actor=self.id_of(told.who) if told.who else None,
            kind=told.form,  # type: ignore[arg-type]
            act=told.act,
            evidence=StatementEvidence(content, source if told.who else NO_EVIDENCE, cue),
            confidence=0.5 + len(told.content) % 50 / 100,
            source_chain=tuple(chain),
            addressees=(Addressee(self.id_of(_REPORTERS), to),) if to else (),
            said=said,
            medium=MediumRow("briefing", to) if to else None,
            topics=topics,
            answers=self.answers(name, told, cue),
        )

    def answers(self, name: str, told: Said, cue: Evidence) -> tuple[Answer, ...]:
        """Return what a statement answers: a denial, the statement before it."""
        before, self.before = self.before, name
        return (Answer(before, "rejects", cue),) if told.act == "reject" and before else ()

    def content(self, told: Said) -> Evidence:
        """Write a content that follows its cue; a mixed one quotes its second half."""
        start = self.length
        if told.form == "mixed":
            words = told.content.split()
            half = len(words) // 2
            self.put(f"{' '.join(words[:half])} “{' '.join(words[half:])}”")
        else:
            self.put(told.content)
        return self.since(start)

    def event(self, name: str, told: Happened) -> Event:
        """Write an event in one sentence."""
        start, when, where = self.length, None, None
        amounts: tuple[Quantity, ...] = ()
        actor = self.several(told.actors)
        self.put(" ")
        trigger = self.put(TRIGGERS[told.type])
        recipient = NO_EVIDENCE
        if told.recipients:
            self.put(" with ")
            recipient = self.several(told.recipients)
        if told.place:
            self.put(" in ")
            where = Place(told.place, self.put(told.place))
        if told.day:
            self.put(" on ")
            when = Dated(told.day.isoformat(), self.put(f"{told.day:%B} {told.day.day}"))
        if told.number:
            self.put(" before ")
            words = self.put(f"{QUALIFIERS[told.qualifier]}{told.number} delegates")
            amounts = (Quantity(float(told.number), "delegates", told.qualifier, words),)
        whole = self.since(start)
        self.put(".")
        return Event(
            name, told.type, "actual", EventEvidence(whole, trigger, actor, recipient), 0.75, None,
            ("diplomatic",) if told.type == "CONSULT" else (),
            tuple(map(self.id_of, told.actors)), tuple(map(self.id_of, told.recipients)), when, where,
            None, amounts,
        )  # fmt: skip

    def several(self, actors: Sequence[Who]) -> Evidence:
        """Write names joined by "and"."""
        start = self.length
        for at, who in enumerate(actors):
            if at:
                self.put(" and ")
            self.name(who, may_be_short=False)
        return self.since(start)

    def commitment(self, name: str, told: Agreed) -> Commitment:
        """Write a commitment in one sentence."""
        start = self.length
        terms: tuple[Quantity, ...] = ()
        self.several(told.parties)
        self.put(" agreed to ")
        self.put(f"{told.verb} ")
        if told.number:
            words = self.put(f"{told.number} {told.unit}")
            terms = (Quantity(float(told.number), told.unit, "exact", words),)
        else:
            self.put(told.unit)
        if told.place:
            self.put(f" in {told.place}")
        whole, begun = self.since(start), NO_EVIDENCE
        if told.begun:
            self.put(", and ")
            begun = self.put("have begun")
        self.put(".")
        agreed = AgreedRow(None, told.day.isoformat() if told.day else None, told.place)
        what = f"{told.verb} {told.unit}"
        status = "under-way" if told.begun else "agreed"
        parties = tuple(map(self.id_of, told.parties))
        return Commitment(name, parties, what, status, whole, terms, (), agreed, begun)  # type: ignore[arg-type]

    def names(self, actors: Sequence[Who]) -> None:
        """Write a sentence that only names actors."""
        self.put("Present were ")
        self.several(actors)
        self.put(".")

    def actor(self, who: Who) -> Actor:
        """Return an actor with its mentions."""
        known_from: KnownFrom | None = (
            None if who.country is None and who.sector is None else "list" if who.wikidata else "text"
        )
        return Actor(
            self.ids[who], who.name, who.kind, tuple(self.mentions[who]), who.country, who.sector,
            (self.roles[who],) if who in self.roles else (), who.wikidata, known_from,
        )  # fmt: skip

    def planted(self, article: str) -> list[Planted]:
        """Return which actors are known by their names in other reports, or not although they share one."""
        full = {who.name.rpartition(" ")[2]: who for who in self.ids if who.kind == "person" and who.key}
        found = []
        for who, name in self.ids.items():
            reference = f"{article}/{name}"
            if who.of == "bare":
                bearer = full.get(who.name)
                why: Why = "bare surname with its bearer" if bearer else "bare surname alone"
                found.append(Planted("actor", why, (bearer.key if bearer else None) or reference, reference))
            elif who.key:
                why = "known actor" if who.wikidata else "same name"
                why = "namesake in another state" if who.key.startswith("namesake") else why
                found.append(Planted("actor", why, who.key, reference))
        return found


def _topics(content: str, start: int, form: str) -> tuple[Topic, ...]:
    """Return what a clause is about: its subject, and its object where no quotation mark stands between."""
    words = content.split(" ")
    subject = " ".join(words[1:3])
    first = start + len(words[0]) + 1
    found = [Topic(subject, Evidence((Span(first, first + len(subject)),), (subject,)))]
    if form != "mixed":
        at = start + len(" ".join(words[:6])) + 1
        found.append(Topic(words[6], Evidence((Span(at, at + len(words[6])),), (words[6],))))
    return tuple(found)


_REPORTERS = Who("reporters", "people")
