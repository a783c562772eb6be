"""A record as it comes out of JSON, not yet known to be right, and what facts are looked up in it: words, names, links.

The typed `Record` refuses what is unsound; a check that must be able to say *what* is unsound needs the raw rows.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TypedDict

from onrecord.evaluation.marked_articles import Json

RawSpan = Sequence[int]
Spans = Sequence[RawSpan]
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")


class RawDated(TypedDict, total=False):
    value: str | None


class RawArticle(TypedDict, total=False):
    text: str
    sha256: str
    published: RawDated | None


class RawPassage(TypedDict):
    span: RawSpan
    kind: str


class RawMention(TypedDict, total=False):
    span: RawSpan
    form: str


class RawRole(TypedDict, total=False):
    title: str
    of: str | None


class RawActor(TypedDict, total=False):
    id: str
    name: str
    mentions: list[RawMention] | None
    roles: list[RawRole] | None
    country: str | None
    sector: str | None
    wikidata: str | None
    known_from: str | None


class RawLink(TypedDict, total=False):
    id: str
    actor: str | None
    outlet: str | None
    title: str | None


class RawMedium(TypedDict, total=False):
    kind: str | None
    outlet: str | None


class RawAnswer(TypedDict, total=False):
    to: str
    relation: str


class RawAddressee(TypedDict):
    actor: str


class RawStatement(TypedDict, total=False):
    id: str
    actor: str | None
    actors: list[str] | None
    on_behalf_of: str | None
    reality: str
    kind: str
    act: str
    within: str | None
    answers: list[RawAnswer] | None
    addressees: list[RawAddressee | str] | None
    said: RawDated | None
    medium: RawMedium | None
    source_chain: list[RawLink] | None
    evidence: dict[str, Spans | None]
    confidence: float


class RawPlace(TypedDict, total=False):
    name: str


class RawEvent(TypedDict, total=False):
    id: str
    type: str
    actors: list[str] | None
    recipients: list[str] | None
    date: RawDated | None
    place: RawPlace | None
    reality: str
    told_by: str | None
    round: int | None
    evidence: dict[str, Spans | None]


class RawTerm(TypedDict, total=False):
    value: float
    to: float | None
    unit: str
    qualifier: str
    each: bool


class RawAgreed(TypedDict, total=False):
    event: str | None
    date: str | None


class RawCommitment(TypedDict, total=False):
    id: str
    parties: list[str] | None
    status: str
    agreed: RawAgreed | None
    terms: list[RawTerm] | None
    evidence: Spans | None


class RawRecord(TypedDict, total=False):
    """What `onrecord read --format json` prints, as far as facts are checked. Any field may be missing or null."""

    schema: str
    outcome: str
    article: RawArticle
    passages: list[RawPassage] | None
    actors: list[RawActor] | None
    statements: list[RawStatement] | None
    events: list[RawEvent] | None
    commitments: list[RawCommitment] | None


def straight(words: str) -> str:
    """Return words with straight quotation marks; offsets stay."""
    return words.translate(_STRAIGHT)


def plain(words: Json) -> str:
    """Return words in lower case with straight quotation marks and single spaces; "" for nothing."""
    return " ".join(straight(str(words or "")).lower().split())


def bare(name: Json) -> str:
    """Return a plain name without article in front and comma or possessive behind."""
    return re.sub(r"'s?$", "", re.sub(r"^(the|a|an) ", "", plain(name)).rstrip(",;:"))


def holds_name(words: str, name: Json) -> bool:
    """Tell whether the bare name stands in plain words as whole words."""
    return re.search(rf"(?<!\w){re.escape(bare(name))}(?!\w)", words) is not None


def any_of(wanted: Json) -> list[Json]:
    """Return what is wanted as a list: a list means any of them."""
    return wanted if isinstance(wanted, list) else [wanted]


def holds_any_name(words: str | None, wanted: Json) -> bool:
    """Tell whether one of the wanted names stands in words as printed."""
    return any(holds_name(plain(words), name) for name in any_of(wanted))


class RecordView:
    """A raw record with its rows by id. Raises KeyError or TypeError for a record that lacks what every record has."""

    def __init__(self, raw: RawRecord) -> None:
        self.raw = raw
        self.text = raw["article"]["text"]
        self.actors: dict[str | None, RawActor] = {actor["id"]: actor for actor in raw.get("actors") or []}
        self.statements = {row["id"]: row for row in raw.get("statements") or []}
        self.events = raw.get("events") or []
        self.commitments = raw.get("commitments") or []
        self.links = {
            link["id"]: link for row in self.statements.values() for link in row.get("source_chain") or []
        }

    def words(self, spans: Spans | None) -> str:
        """Return the plain words of spans."""
        return plain(" ".join(self.text[start:end] for start, end in spans or []))

    def names(self, actor: str | None) -> list[str]:
        """Return the bare names of an actor: its name and how it is mentioned, pronouns left out."""
        row = self.actors.get(actor)
        if not row:
            return []
        mentions = [
            mention["span"] for mention in row.get("mentions") or [] if mention.get("form") != "pronoun"
        ]
        return [bare(row["name"]), *(bare(self.text[start:end]) for start, end in mentions)]

    def is_actor(self, actor: str | None, wanted: Json) -> bool:
        """Tell whether one of the wanted names is, or stands as whole words in, one of the actor's names."""
        return any(holds_name(name, want) for name in self.names(actor) for want in any_of(wanted))

    def holds_actors(self, actors: Iterable[str], wanted: Json) -> bool:
        """Tell whether each of the wanted is among the actors; a list in the list means any of its names."""
        present = tuple(actors)
        return all(any(self.is_actor(actor, want) for actor in present) for want in any_of(wanted))

    def link_fits(self, link: RawLink, wanted: Json) -> bool:
        """Tell whether a link of a source chain is by, in or titled what is wanted."""
        if self.is_actor(link.get("actor"), wanted) or self.is_actor(link.get("outlet"), wanted):
            return True
        return holds_any_name(link.get("title"), wanted)


def addressee_ids(statement: RawStatement) -> list[str]:
    """Return the actor ids a statement is addressed to, written as rows or as bare ids."""
    return [row if isinstance(row, str) else row["actor"] for row in statement.get("addressees") or []]
