"""Rows as one article tells them: names in place of ids, words, and an excerpt. They do not hold the text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.exports.selection import SelectedRecord
from onrecord.exports.tellings.excerpts import Excerpt, Part, make_excerpt
from onrecord.exports.tellings.profiles import Profile, Profiles
from onrecord.model.annotation import Act, Medium
from onrecord.model.edtf import edtf_bounds
from onrecord.model.evidence import Evidence
from onrecord.model.record import (
    Actor,
    Commitment,
    CommitmentStatus,
    Event,
    EventType,
    Link,
    Place,
    Reality,
    Statement,
    StatementKind,
)
from onrecord.store.rows_from_record import reporting_statement_of
from onrecord.store.stored_rows import StoredArticle

# A day with or without a time, a month, a year; EDTF may have a sign of doubt after it.
_ISO_DATE = re.compile(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d(?:T[\d:.,]+(?:Z|[+-][\d:]+)?)?)?)?(?=[?~%]?$)", re.ASCII
)


_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
Parts = tuple[tuple[Part, Evidence], ...]


@dataclass(frozen=True, slots=True)
class ToldLink:
    """A link of a source chain: who, in which medium, on which day; `words` are the article's."""

    actor: Profile | None
    outlet: Profile | None
    medium: Medium | None
    title: str | None
    date: str | None
    words: str


@dataclass(frozen=True, slots=True)
class ToldStatement:
    """A statement as one article reports it.

    `reference` is `ARTICLE/STATEMENT`, `identity` that of the utterance. `said` is EDTF, None where the text
    does not tell; `day` is that or the day of publication.
    """

    reference: str
    identity: str
    article: StoredArticle
    who: tuple[Profile, ...]
    act: Act
    kind: StatementKind
    reality: Reality
    source: str
    cue: str
    content: str
    said: str | None
    to: tuple[Profile, ...]
    on_behalf_of: Profile | None
    medium: Medium | None
    chain: tuple[ToldLink, ...]
    confidence: float
    excerpt: Excerpt | None

    @property
    def day(self) -> str | None:
        return self.said or self.article.published

    @property
    def speaker(self) -> str:
        """The speakers' names, or the article's description of who it was."""
        return join_names(one.name for one in self.who) or self.source or "unnamed"


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as one article reports it. `told_by` are the names of those who say so, None for the article.

    `date` is EDTF, None where the text does not tell.
    """

    reference: str
    identity: str
    article: StoredArticle
    type: EventType
    mode: str | None
    reality: Reality
    actors: tuple[Profile, ...]
    recipients: tuple[Profile, ...]
    date: str | None
    place: Place | None
    told_by: str | None
    quantities: tuple[str, ...]
    words: str
    confidence: float
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class ToldCommitment:
    """A commitment as one article reports it. `told_by` as in ToldEvent; `terms` are words."""

    reference: str
    identity: str
    article: StoredArticle
    parties: tuple[Profile, ...]
    to: str
    status: CommitmentStatus
    terms: tuple[str, ...]
    conditions: tuple[str, ...]
    agreed: str | None
    place: str | None
    deadline: str | None
    told_by: str | None
    words: str
    status_words: str
    excerpt: Excerpt | None


class Teller:
    """Tells the rows of one record, with the names that actors have across articles."""

    def __init__(self, selected: SelectedRecord, profiles: Profiles) -> None:
        self._selected, self._profiles = selected, profiles
        self._actors: dict[str, Actor] = {actor.id: actor for actor in selected.record.actors}
        self._statements = {row.id: row for row in selected.record.statements}

    def profile(self, actor: str) -> Profile:
        """Return the profile of an actor by its id within the record."""
        return self._profiles.of(self._selected, self._actors[actor])

    def statement(self, row: Statement) -> ToldStatement:
        """Return a statement of the record as it is told."""
        chosen, evidence = self._selected, row.evidence
        parts: Parts = (("content", evidence.content), ("cue", evidence.cue), ("source", evidence.source))
        return ToldStatement(
            reference=chosen.reference(row.id),
            identity=chosen.same_statement[row.id],
            article=chosen.article,
            who=self._profiles_of(row.actors),
            act=row.act,
            kind=row.kind,
            reality=row.reality,
            source=str(evidence.source),
            cue=str(evidence.cue),
            content=str(evidence.content),
            said=row.said.value if row.said else None,
            to=self._profiles_of(one.actor for one in row.addressees),
            on_behalf_of=None if row.on_behalf_of is None else self.profile(row.on_behalf_of),
            medium=row.medium.kind if row.medium else None,
            chain=tuple(self._link(link) for link in row.source_chain),
            confidence=row.confidence,
            excerpt=make_excerpt(chosen.record.article.text, parts),
        )

    def event(self, row: Event) -> ToldEvent:
        """Return an event of the record as it is told."""
        chosen = self._selected
        return ToldEvent(
            reference=chosen.reference(row.id),
            identity=chosen.same_event[row.id],
            article=chosen.article,
            type=row.type,
            mode=row.mode,
            reality=row.reality,
            actors=self._profiles_of(row.actors),
            recipients=self._profiles_of(row.recipients),
            date=row.date.value if row.date else None,
            place=row.place,
            told_by=self._speaker(row.told_by),
            quantities=tuple(str(one.evidence) for one in row.quantities),
            words=str(row.evidence.all),
            confidence=row.confidence,
            excerpt=make_excerpt(chosen.record.article.text, [("event", row.evidence.all)]),
        )

    def commitment(self, row: Commitment) -> ToldCommitment:
        """Return a commitment of the record as it is told."""
        chosen, agreed = self._selected, row.agreed
        return ToldCommitment(
            reference=chosen.reference(row.id),
            identity=chosen.same_commitment[row.id],
            article=chosen.article,
            parties=self._profiles_of(row.parties),
            to=row.to,
            status=row.status,
            terms=tuple(str(one.evidence) for one in row.terms),
            conditions=tuple(one.words for one in row.conditions),
            agreed=agreed.date if agreed else None,
            place=agreed.place if agreed else None,
            deadline=row.deadline,
            told_by=self._speaker(reporting_statement_of(row, chosen.record)),
            words=str(row.evidence),
            status_words=str(row.status_evidence),
            excerpt=make_excerpt(
                chosen.record.article.text,
                [("commitment", row.evidence), ("commitment", row.status_evidence)],
            ),
        )

    def _profiles_of(self, actors: Iterable[str]) -> tuple[Profile, ...]:
        """Return each actor once: two of one article can be one actor across articles."""
        return tuple({one.id: one for one in map(self.profile, actors)}.values())

    def _speaker(self, statement: str | None) -> str | None:
        if statement is None:
            return None
        row = self._statements[statement]
        names = join_names(self.profile(one).name for one in row.actors)
        return names or str(row.evidence.source) or "unnamed"

    def _link(self, link: Link) -> ToldLink:
        actor = None if link.actor is None else self.profile(link.actor)
        outlet = None if link.outlet is None else self.profile(link.outlet)
        return ToldLink(actor, outlet, link.medium, link.title, link.date, str(link.evidence))


def join_names(names: Iterable[str]) -> str:
    """Return names as a list in words: "A, B and C"."""
    *others, last = (*names,) or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def first_day(value: str | None) -> str:
    """Return the first day (ISO 8601) that an EDTF value can mean, "" where there is none: sorts first."""
    bounds = edtf_bounds(value) if value else None
    return bounds[0].isoformat() if bounds else ""


def web_address(address: str | None) -> str | None:
    """Return an address that may be linked to: one of the web, in characters of an IRI."""
    return address if address and _WEB_ADDRESS.fullmatch(address) else None


def public_source(source: str) -> str:
    """Return what others may know of where an article was read: an address, or a file without its folders."""
    return source if "://" in source else source.replace("\\", "/").rpartition("/")[2]


def iso_date(value: str | None) -> str | None:
    """Return an EDTF value as a date of ISO 8601: a day, a month, a year. None for seasons and intervals."""
    found = _ISO_DATE.match(value) if value else None
    return found[0] if found else None
