"""Mark files: the compact form in which articles are marked (docs/annotation.md), made into records.

Rows quote their words; the offsets are found here. Everything that is wrong with a file is named at once, by line.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast, get_args

from onrecord.evaluation.corpus import CorpusText, MarkedArticle
from onrecord.evaluation.mark_mentions import ActorMarks, find_mentions
from onrecord.evaluation.mark_rows import Field, Row, read_rows
from onrecord.evaluation.mark_values import (
    check_country,
    check_edtf,
    check_mode,
    check_sector,
    choose,
    read_quantity,
)
from onrecord.evaluation.mark_words import MarkedText
from onrecord.model.annotation import (
    ACTS,
    EVENT_TYPES,
    NEWS,
    PASSAGE_KINDS,
    ActorKind,
    CommitmentStatus,
    Medium,
    PassageKind,
    Reality,
    Relation,
)
from onrecord.model.errors import EvidenceError, GoldError
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.record import (
    Actor,
    Addressee,
    Agreed,
    Answer,
    ArticleRow,
    Commitment,
    Condition,
    Dated,
    Event,
    EventEvidence,
    Link,
    MediumRow,
    PassageRow,
    Place,
    PublishedRow,
    Record,
    Role,
    Run,
    Statement,
    StatementEvidence,
    StatementKind,
)
from onrecord.model.span import Span, sorted_spans
from onrecord.recording.checks import check_record

T = TypeVar("T")
_SURE = 1.0
_PARTIES = frozenset({"by", "to"})
_STATEMENT = frozenset({"by", "src", "cue", "con", "to", "for", "said", "med", "in", "via", "answers", "real"})
_EVENT = frozenset({"by", "to", "trig", "on", "at", "ctx", "real", "told", "round", "qty", "of"})
_COMMITMENT = frozenset({"by", "to", "words", "in", "on", "at", "qty", "if", "deadline", "moved"})
_ACTOR = frozenset({"also", "role", "metonym", "nominal", "pronoun", "at"})


class MarkError(GoldError):
    """A mark file that cannot be made into a record; `faults` names each thing that is wrong, with its line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def compile_marks(marks: str, text: CorpusText) -> MarkedArticle:
    """Return the marked article. Raises MarkError naming all that is wrong with the marks."""
    builder = _Builder(text)
    try:
        rows = list(read_rows(marks))
    except GoldError as error:
        raise MarkError([str(error)]) from error
    record = builder.build(rows)
    if builder.faults or record is None:
        raise MarkError(builder.faults)
    faults = check_record(record)
    if faults:
        raise MarkError(faults)
    return MarkedArticle(text.source, record)


@dataclass(slots=True)
class _Builder:
    """The parts of a record as rows are read. Faults are gathered, so that all are named at once."""

    source: CorpusText
    faults: list[str] = field(default_factory=list)
    words: MarkedText = field(init=False)
    actors: dict[str, ActorMarks] = field(default_factory=dict)
    parties: list[tuple[str, tuple[Span, ...]]] = field(default_factory=list)
    statements: dict[str, Statement] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    passages: tuple[PassageRow, ...] = ()

    def __post_init__(self) -> None:
        self.words = MarkedText(self.source.text)

    def build(self, rows: list[Row]) -> Record | None:
        """Return the record, or None when something was wrong (see `faults`)."""
        if not rows or not rows[0].head.startswith("article "):
            self.faults.append("line 1: the first row is `article ID DIGEST`")
            return None
        sorts: dict[str, list[Row]] = {"article": [], "passage": [], "actor": [], "s": [], "e": [], "c": []}
        for row in rows:
            self._guard(row, lambda row: sorts[_sort_of(row)].append(row))
        for row in sorts["article"]:
            self._guard(row, self._check_article)
        cut = [self._guard(row, self._read_passage) for row in sorts["passage"]]
        self.passages = self._passages([found for one in cut if one for found in one])
        for row in sorts["actor"]:
            self._guard(row, self._read_actor)
        for row in sorts["s"]:
            self._guard(row, self._read_statement)
        for row in sorts["s"]:
            self._guard(row, self._read_answers)
        self.statements = _with_chains(self.statements, sorts["s"], self)
        for row in sorts["e"]:
            self._guard(row, self._read_event)
        commitments = [self._guard(row, self._read_commitment) for row in sorts["c"]]
        actors = self._finish_actors()
        if self.faults:
            return None
        return self._record(actors, tuple(row for row in commitments if row is not None))

    def _record(self, actors: tuple[Actor, ...], commitments: tuple[Commitment, ...]) -> Record:
        article = self.source.article
        row = ArticleRow(
            id=article.id,
            text=article.text,
            sha256=article.sha256,
            published=PublishedRow(article.published.value, article.published.how),
            title=article.title,
            language=article.language,
            outlet=article.outlet,
            url=article.url,
            source=article.source,
        )
        statements = tuple(sorted(self.statements.values(), key=lambda one: one.evidence.content.start))
        events = tuple(sorted(self.events.values(), key=lambda one: one.evidence.all.start))
        return Record(row, self.passages, actors, statements, Run("gold"), events, commitments)

    def _guard(self, row: Row, read: Callable[[Row], T]) -> T | None:
        try:
            return read(row)
        except (GoldError, EvidenceError) as error:
            self.faults.append(f"line {row.line} ({row.head.split(';')[0][:30]}): {error}")
            return None

    def _check_article(self, row: Row) -> None:
        parts = row.head.split()
        if len(parts) != 3 or parts[1] != self.source.source.id:
            raise GoldError(f"the first row is `article {self.source.source.id} DIGEST`")
        if len(parts[2]) < 16 or not self.source.article.sha256.startswith(parts[2]):
            raise GoldError(
                f"the text is not the one that was marked: its SHA-256 begins with {self.source.article.sha256[:16]}"
            )

    # Passages

    def _read_passage(self, row: Row) -> list[PassageRow]:
        _, kind, words = [*row.head.split(maxsplit=2), "", ""][:3]
        chosen: PassageKind = choose(kind, PASSAGE_KINDS, "kind of passage")
        return [PassageRow(span, chosen) for span in self.words.find(words)]

    def _passages(self, marked: list[PassageRow]) -> tuple[PassageRow, ...]:
        rows = list(marked)
        for paragraph in self.words.paragraphs:
            for left in paragraph.span.minus(one.span for one in marked):
                trimmed = left.trimmed(self.words.text)
                if trimmed is not None:
                    rows.append(PassageRow(trimmed, "body"))
        return tuple(sorted(rows, key=lambda one: one.span))

    # Actors

    def _read_actor(self, row: Row) -> None:
        name_field, kind, country, sector = _actor_head(row)
        identity = row.head.split()[1]
        if identity in self.actors:
            raise GoldError(f"actor {identity} is marked twice")
        fields = row.fields[4:]
        for one in fields:
            if one.name not in _ACTOR:
                raise GoldError(f"`{one.name}` is no field of an actor; it has {', '.join(sorted(_ACTOR))}")
        forms = [
            (span, form)
            for name, form in (("metonym", "metonym"), ("nominal", "nominal"), ("pronoun", "pronoun"), ("at", "name"))
            for one in fields
            if one.name == name
            for span in self.words.find(one.words)
        ]
        self.actors[identity] = ActorMarks(
            id=identity,
            name=name_field,
            kind=choose(kind, cast("tuple[ActorKind, ...]", get_args(ActorKind)), "kind of actor"),
            country=check_country(country),
            sector=check_sector(sector),
            aliases=tuple(item.value for one in fields if one.name == "also" for item in one.items if item.sort == "alias"),
            named_apart=any(one.name == "at" for one in fields),
            roles=tuple((one, row.line) for one in fields if one.name == "role"),
            forms=tuple(forms),  # type: ignore[arg-type]
        )

    def _finish_actors(self) -> tuple[Actor, ...]:
        found, faults = find_mentions(self.words, tuple(self.actors.values()), self.parties)
        self.faults += faults
        out = []
        for actor in self.actors.values():
            mentions = found.get(actor.id, ())
            if not mentions:
                self.faults.append(f"actor {actor.id} has no mention: its name and aliases are not in the text")
                continue
            roles = []
            for one, line in actor.roles:
                role = self._guard(Row(line, f"actor {actor.id}"), lambda _, one=one: self._role(one))  # type: ignore[misc]
                roles += [role] if role else []
            known = "text" if actor.country or actor.sector else None
            out.append(
                Actor(
                    actor.id, actor.name, actor.kind, mentions, actor.country, actor.sector, tuple(roles), known_from=known
                )
            )
        return tuple(out)

    def _role(self, row: Field) -> Role:
        of = row.after("of")
        title = self._evidence(row)
        return Role(" ".join(str(title).split()), title, self._actor(of.bare[0]) if of and of.bare else None)

    def _actor(self, name: str) -> str:
        if name not in self.actors:
            raise GoldError(f"there is no actor {name}")
        return name

    def _members(self, row: Field | None) -> list[tuple[str, tuple[Span, ...]]]:
        """Return actors with their words of a list `a 3<A>, b 3<B>` or `a, b 3<they>`."""
        members: list[tuple[str, tuple[Span, ...]]] = []
        waiting: list[str] = []
        for group in row.groups() if row else ():
            if len(group.bare) != 1:
                raise GoldError(f"`{group.name}` has actors with their words, parted by commas: a 3<A>, b 3<B>")
            waiting.append(self._actor(group.bare[0]))
            if group.words:
                spans = self.words.find(group.words)
                members += [(actor, spans) for actor in waiting]
                waiting = []
        return members + [(actor, ()) for actor in waiting]

    # Statements

    def _read_statement(self, row: Row) -> None:
        row.check_names(_STATEMENT)
        identity, act, kind = _head(row, "sN ACT KIND")
        if identity in self.statements:
            raise GoldError(f"{identity} is marked twice")
        speakers = self._members(row.get("by"))
        addressees = self._members(row.get("to"))
        if any(not spans for _, spans in [*speakers, *addressees]):
            raise GoldError("name the words of each speaker and addressee: by a 3<A>, b 3<B>")
        self.parties += [*speakers, *addressees]
        source = [span for _, spans in speakers for span in spans]
        if (words := row.get("src")) is not None:
            source += self.words.find(words.words)
        content = self._required(row, "con")
        cue = row.get("cue")
        behalf = row.get("for")
        said = row.get("said")
        self.statements[identity] = Statement(
            id=identity,
            actor=speakers[0][0] if speakers else None,
            actors=tuple(dict.fromkeys(actor for actor, _ in speakers)),
            on_behalf_of=self._actor(behalf.bare[0]) if behalf else None,
            reality=self._reality(row) or "actual",
            kind=choose(kind, cast("tuple[StatementKind, ...]", get_args(StatementKind)), "kind of statement"),
            act=choose(act, ACTS, "act"),
            evidence=StatementEvidence(
                self._news(content), self._news(self._of(source)), self._evidence(cue) if cue else NO_EVIDENCE
            ),
            confidence=_SURE,
            source_chain=(),
            addressees=tuple(Addressee(actor, self._of(spans)) for actor, spans in addressees),
            said=self._dated(said) if said else None,
            medium=self._medium(row.get("med")),
        )

    def _medium(self, row: Field | None) -> MediumRow | None:
        if row is None:
            return None
        of, titled = row.after("of"), row.after("titled")
        rest = row.without("of", "titled")
        kind: Medium = choose(rest.bare[0] if rest.bare else "", cast("tuple[Medium, ...]", get_args(Medium)), "medium")
        title = str(self._of(self.words.find(titled.words))) if titled else None
        outlet = self._actor(of.bare[0]) if of and of.bare else None
        return MediumRow(kind, self._of(self.words.find(rest.words)) if rest.words else NO_EVIDENCE, outlet, title)

    def _read_answers(self, row: Row) -> None:
        statement = self.statements.get(row.head.split()[0])
        if statement is None:
            return
        within = row.get("in")
        answers = []
        for one in row.all("answers"):
            if len(one.bare) != 2:
                raise GoldError("`answers` is written `answers s2 rejects 3<words>`")
            to, relation = one.bare
            if to.partition(".")[0] not in self.statements:
                raise GoldError(f"there is no statement {to}")
            kind: Relation = choose(relation, cast("tuple[Relation, ...]", get_args(Relation)), "relation")
            answers.append(Answer(to, kind, self._of(self.words.find(one.words)) if one.words else NO_EVIDENCE))
        outer = within.bare[0] if within and within.bare else None
        if outer is not None and outer not in self.statements:
            raise GoldError(f"there is no statement {outer}")
        self.statements[statement.id] = replace(statement, within=outer, answers=tuple(answers))

    def link(self, row: Field) -> Link:
        """Return the link that a `via` field tells of; its id comes later."""
        titled = row.after("titled")
        rest = row.without("titled")
        if len(rest.bare) != 2:
            raise GoldError("`via` is written `via ID MEDIUM 3<words>`, with - for what is not known")
        who, how = rest.bare
        actor = None if who == "-" else self._actor(who)
        medium = None if how == "-" else choose(how, cast("tuple[Medium, ...]", get_args(Medium)), "medium")
        spans = self.words.find(rest.words) if rest.words else ()
        if actor is not None and spans:
            self.parties.append((actor, spans))
        outlet = actor if actor is not None and self.actors[actor].kind == "outlet" else None
        title = str(self._of(self.words.find(titled.words))) if titled else None
        return Link("", actor, self._of(spans), medium, outlet, title)

    # Events

    def _read_event(self, row: Row) -> None:
        row.check_names(_EVENT)
        identity, kind, *mode = _head(row, "eN TYPE [MODE]", 2)
        if identity in self.events:
            raise GoldError(f"{identity} is marked twice")
        event_type = choose(kind, EVENT_TYPES, "type of event")
        of = row.get("of")
        said = self._statement(of) if of else None
        actors, recipients = self._members(row.get("by")), self._members(row.get("to"))
        self.parties += [member for member in [*actors, *recipients] if member[1]]
        if said is not None and not actors:
            actors = [(actor, said.evidence.source.spans) for actor in said.actors]
        day, place, told = row.get("on"), row.get("at"), row.get("told")
        trigger = self._trigger(row, said)
        dated = self._dated(day) if day else said.said if said is not None else None
        where = self._place(place) if place else None
        quantities = tuple(read_quantity(one, self._evidence(one)) for one in row.all("qty"))
        spans = [span for _, found in [*actors, *recipients] for span in found]
        spans += [*(dated.evidence.spans if dated else ()), *(where.evidence.spans if where else ())]
        spans += [span for one in quantities for span in one.evidence.spans]
        contexts = row.get("ctx")
        rounds = row.get("round")
        self.events[identity] = Event(
            id=identity,
            type=event_type,
            reality=self._reality(row) or (said.reality if said is not None else "actual"),
            evidence=EventEvidence(
                self._whole(trigger, spans),
                trigger,
                self._of([span for _, found in actors for span in found]),
                self._of([span for _, found in recipients for span in found]),
            ),
            confidence=_SURE,
            mode=check_mode(mode[0], event_type) if mode else None,
            contexts=contexts.bare if contexts else (),
            actors=tuple(dict.fromkeys(actor for actor, _ in actors)),
            recipients=tuple(dict.fromkeys(actor for actor, _ in recipients)),
            date=dated,
            place=where,
            told_by=self._teller(told, said),
            quantities=quantities,
            round=int(rounds.bare[0]) if rounds else None,
        )

    def _trigger(self, row: Row, said: Statement | None) -> Evidence:
        trigger = row.get("trig")
        if trigger is not None:
            return self._news(self._evidence(trigger))
        if said is not None and said.evidence.cue:
            return said.evidence.cue
        raise GoldError("the event has no `trig`, and no cue of a statement to take it from")

    def _teller(self, told: Field | None, said: Statement | None) -> str | None:
        if told is not None:
            return self._statement(told).id
        if said is None or said.within is None or _only_answers(self.statements[said.within], said):
            return None
        return said.within

    def _statement(self, row: Field) -> Statement:
        name = row.bare[0] if row.bare else ""
        if name not in self.statements:
            raise GoldError(f"there is no statement {name}")
        return self.statements[name]

    def _place(self, row: Field) -> Place:
        country = row.bare[-1] if row.bare else "-"
        name = " ".join(row.bare[:-1]) or row.text
        evidence = self._evidence(row)
        if not name:
            raise GoldError("`at` is written `at NAME COUNTRY 3<words>`")
        return Place(name, evidence, check_country(country))

    def _whole(self, trigger: Evidence, spans: Iterable[Span]) -> Evidence:
        """Return the whole event: in each paragraph with a trigger, from its first word to its last."""
        hulls: dict[int, Span] = {}
        for span in trigger.spans:
            number = self.words.paragraph_of(span.start)
            hulls[number] = hulls[number].joined(span) if number in hulls else span
        for span in spans:
            number = self.words.paragraph_of(span.start)
            if number in hulls:
                hulls[number] = hulls[number].joined(span)
        return self._of(hulls.values())

    # Commitments

    def _read_commitment(self, row: Row) -> Commitment:
        row.check_names(_COMMITMENT)
        identity, status = _head(row, "cN STATUS")
        to, inside, day, place, deadline = (row.get(name) for name in ("to", "in", "on", "at", "deadline"))
        if to is None or not to.text:
            raise GoldError('what is promised is missing: to "exchange prisoners"')
        event = inside.bare[0] if inside and inside.bare else None
        if event is not None and event not in self.events:
            raise GoldError(f"there is no event {event}")
        agreed = None
        if inside or day or place:
            when = check_edtf(day.bare[0]) if day and day.bare else self._day_of(event)
            where = " ".join(place.bare) or place.text if place else self._place_of(event)
            agreed = Agreed(event, when, where)
        moved = row.get("moved")
        members = self._members(row.get("by"))
        self.parties += [member for member in members if member[1]]
        conditions = tuple(Condition(str(found := self._evidence(one)), found) for one in row.all("if"))
        return Commitment(
            id=identity,
            parties=tuple(dict.fromkeys(actor for actor, _ in members)),
            to=to.text,
            status=choose(status, cast("tuple[CommitmentStatus, ...]", get_args(CommitmentStatus)), "status"),
            evidence=self._news(self._required(row, "words")),
            terms=tuple(read_quantity(one, self._evidence(one)) for one in row.all("qty")),
            conditions=conditions,
            agreed=agreed,
            status_evidence=self._evidence(moved) if moved else NO_EVIDENCE,
            deadline=check_edtf(deadline.bare[0]) if deadline and deadline.bare else None,
        )

    def _day_of(self, event: str | None) -> str | None:
        found = self.events.get(event or "")
        return found.date.value if found and found.date else None

    def _place_of(self, event: str | None) -> str | None:
        found = self.events.get(event or "")
        return found.place.name if found and found.place else None

    # Words

    def _required(self, row: Row, name: str) -> Evidence:
        found = row.get(name)
        if found is None or not found.words:
            raise GoldError(f"`{name}` with its words is missing")
        return self._evidence(found)

    def _evidence(self, row: Field) -> Evidence:
        return self._of(self.words.find(row.words))

    def _of(self, spans: Iterable[Span]) -> Evidence:
        return Evidence.of(self.words.text, sorted_spans(spans))

    def _dated(self, row: Field) -> Dated:
        if not row.bare or not row.words:
            raise GoldError(f"`{row.name}` is written `{row.name} 2025-03-03 3<on Monday>`")
        return Dated(check_edtf(row.bare[0]), self._evidence(row))

    def _reality(self, row: Row) -> Reality | None:
        found = row.get("real")
        if found is None:
            return None
        return choose(found.bare[0] if found.bare else "", cast("tuple[Reality, ...]", get_args(Reality)), "reality")

    def _news(self, evidence: Evidence) -> Evidence:
        for passage in self.passages:
            if passage.kind not in NEWS and any(span.overlaps(passage.span) for span in evidence.spans):
                raise GoldError(f"{str(evidence)[:40]!r} stands in a {passage.kind}; rows come from headline and body only")
        return evidence


def _with_chains(statements: dict[str, Statement], rows: list[Row], builder: _Builder) -> dict[str, Statement]:
    """Return the statements with their source chains: speaker, links, chain of the statement around, this article."""
    links: dict[str, list[Link]] = {}
    for row in rows:
        links[row.head.split()[0]] = [
            link
            for one in row.all("via")
            if (link := builder._guard(row, lambda _, one=one: builder.link(one)))  # type: ignore[misc]
        ]
    article = builder.source.article
    page = Link("", None, NO_EVIDENCE, "article", title=article.title, date=article.published.value)

    def chain_of(identity: str, seen: frozenset[str]) -> list[Link]:
        """Return the chain without the last link, this article."""
        one = statements[identity]
        medium = one.medium
        first = Link(
            "",
            one.actor,
            one.evidence.source,
            medium.kind if medium else None,
            medium.outlet if medium else None,
            medium.title if medium else None,
            one.said.value if one.said else None,
        )
        chain = [first, *links.get(identity, [])]
        outer = statements.get(one.within or "")
        if outer is not None and outer.id not in seen and not _only_answers(outer, one):
            known = {link.actor for link in chain} - {None}
            chain += [link for link in chain_of(outer.id, seen | {identity}) if link.actor not in known]
        return chain

    out = {}
    for identity, one in statements.items():
        whole = [*chain_of(identity, frozenset({identity})), page]
        chain = tuple(replace(link, id=f"{identity}.{place}") for place, link in enumerate(whole, start=1))
        out[identity] = replace(one, source_chain=chain)
    return out


def _only_answers(outer: Statement, inner: Statement) -> bool:
    """Tell whether a statement only answers the one in its content, and so does not vouch for it."""
    return any(answer.to == inner.id for answer in outer.answers)


def _sort_of(row: Row) -> str:
    word = row.head.split()[0] if row.head.split() else ""
    if word in ("article", "passage", "actor"):
        return word
    if re.fullmatch(r"[sec]\d+[a-z]?", word):
        return word[0]
    raise GoldError("a row begins with article, passage, actor, sN, eN or cN")


def _head(row: Row, form: str, least: int | None = None) -> list[str]:
    parts = row.head.split()
    wanted = len(form.split())
    if not (least or wanted) <= len(parts) <= wanted:
        raise GoldError(f"the row begins with `{form};`")
    return parts


def _actor_head(row: Row) -> tuple[str, str, str, str]:
    parts = row.head.split()
    if len(parts) != 2 or len(row.fields) < 4:
        raise GoldError("an actor is written `actor ID; NAME; KIND; COUNTRY; SECTOR`, with - for what is not known")
    name, kind, country, sector = (" ".join(_as_printed(one)) for one in row.fields[:4])
    return name, kind, country, sector


def _as_printed(row: Field) -> list[str]:
    return [row.name, *(("," if item.sort == "comma" else item.value) for item in row.items)]
