"""A later article as the ledger reads it: sentences, who is named where, who tells what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.model.edtf import edtf_bounds
from onrecord.model.record import Record, Statement
from onrecord.model.span import Span
from onrecord.resolve.ledger.words import Sentence, find_sentences, find_words, word_class

STATES = ("state", "government")


@dataclass(frozen=True, slots=True)
class NamedActor:
    """A mention of an actor: where, its id across articles, and those it speaks or acts for."""

    span: Span
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells some words: the row or article, and the name of who says it (None for the article)."""

    reference: str
    name: str | None
    statement: Statement | None


@dataclass(frozen=True, slots=True)
class TellingArticle:
    """One article with its sentences and mentions. `day` is the first day of its publication."""

    record: Record
    sentences: Sequence[Sentence]
    mentions: Sequence[NamedActor]
    day: date | None

    @classmethod
    def of(cls, record: Record, actor_ids: dict[str, str]) -> "TellingArticle":
        """Return an article for its record; `actor_ids` are ids across articles by those within it."""
        ids = _ids_by_actor(record, actor_ids)
        mentions = [
            NamedActor(mention.span, ids[actor.id]) for actor in record.actors for mention in actor.mentions
        ]
        published = record.article.published.value
        bounds = edtf_bounds(published) if published else None
        mentions.sort(key=lambda row: row.span)
        return cls(record, find_sentences(record), mentions, bounds[0] if bounds else None)

    @property
    def id(self) -> str:
        """The article's id."""
        return self.record.article.id

    @property
    def text(self) -> str:
        """The article's text."""
        return self.record.article.text

    def named_in(self, span: Span) -> list[NamedActor]:
        """Return the mentions within a part of the text, in its order."""
        return [row for row in self.mentions if span.holds(row.span)]

    def teller_of(self, span: Span) -> Teller:
        """Return who tells some words: the speaker of the innermost statement around them, or the article."""
        around = [row for row in self.record.statements if _holds(row, span)]
        if not around:
            return Teller(self.id, None, None)
        inner = min(around, key=lambda row: (sum(map(len, row.evidence.content.words)), row.id))
        return Teller(f"{self.id}/{inner.id}", self.speaker_of(inner), inner)

    def denial_in(self, span: Span) -> Statement | None:
        """Return the statement in these words that rejects something or calls it false, None where there is
        none.
        """
        said = [
            row
            for row in self.record.statements
            if any(one.overlaps(span) for one in row.evidence.content.spans)
        ]
        inside = [row for row in said if row.act == "reject"]
        inside = inside or [row for row in said if row.within is None and _calls_false(row)]
        return min(inside, key=lambda row: (row.within is not None, row.id), default=None)

    def speaker_of(self, statement: Statement) -> str:
        """Return the name of who makes a statement, and for whom."""
        names = {actor.id: actor.name for actor in self.record.actors}
        speakers = ", ".join(names[actor] for actor in statement.actors if actor in names)
        speakers = speakers or str(statement.evidence.source) or "unnamed"
        principal = names.get(statement.on_behalf_of or "")
        return speakers if principal is None or principal in speakers else f"{speakers}, for {principal}"


def country_id(country: str) -> str:
    """Return the id by which a state's bodies and officials are compared with the state."""
    return f"country:{country}"


def _calls_false(statement: Statement) -> bool:
    words = find_words(" ".join(statement.evidence.content.words))
    return any(word.folded in word_class("false") for word in words)


def _holds(statement: Statement, span: Span) -> bool:
    return any(content.holds(span) for content in statement.evidence.content.spans)


def _ids_by_actor(record: Record, actor_ids: dict[str, str]) -> dict[str, frozenset[str]]:
    """Return for each actor its id across articles, those of its bodies and state, and of whom it speaks
    for.
    """
    served: defaultdict[str, set[str]] = defaultdict(set)
    for statement in record.statements:
        if statement.on_behalf_of is not None:
            for speaker in statement.actors:
                served[speaker].add(statement.on_behalf_of)
    principals = {one for others in served.values() for one in others}
    states: defaultdict[str, set[str]] = defaultdict(set)
    for actor in record.actors:
        if actor.kind in STATES and actor.country is not None:
            states[actor.country].add(actor.id)
    found: dict[str, frozenset[str]] = {}
    for actor in sorted(record.actors, key=lambda one: bool(served[one.id])):  # principals first
        own = {actor.id, *(role.of for role in actor.roles if role.of), *served[actor.id]}
        is_official = actor.kind == "person" and (actor.roles or actor.id in principals)
        ids = {actor_ids.get(one, one) for one in own}
        if (actor.kind in STATES or is_official) and actor.country is not None:
            ids |= {actor_ids.get(one, one) for one in states[actor.country]} | {country_id(actor.country)}
        found[actor.id] = frozenset(ids | {one for other in served[actor.id] for one in found.get(other, ())})
    return found
