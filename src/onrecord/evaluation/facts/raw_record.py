"""A record as raw JSON that may be unsound, with look-ups of words, names and links for the checks.

The typed `Record` refuses an unsound record; a check that says what is unsound needs the raw rows.

"""

import re
from collections.abc import Iterable, Sequence
from typing import TypedDict

from onrecord.evaluation.jsonl import Json

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
    """The checked fields of what `onrecord read --format json` prints. Any of them may be missing or null."""

    schema: str
    outcome: str
    article: RawArticle
    passages: list[RawPassage] | None
    actors: list[RawActor] | None
    statements: list[RawStatement] | None
    events: list[RawEvent] | None
    commitments: list[RawCommitment] | None


def straight(words: str) -> str:
    """Return words with straight quotation marks; offsets do not change."""
    return words.translate(_STRAIGHT)


def plain(words: Json) -> str:
    """Return words in lower case with straight quotation marks and single spaces; "" for None."""
    return " ".join(straight(str(words or "")).lower().split())


def bare(name: Json) -> str:
    """Return a plain name without leading article and without trailing comma or possessive."""
    return re.sub(r"'s?$", "", re.sub(r"^(the|a|an) ", "", plain(name)).rstrip(",;:"))


def contains_name(words: str, name: Json) -> bool:
    """Return whether plain words contain the bare name as whole words."""
    return re.search(rf"(?<!\w){re.escape(bare(name))}(?!\w)", words) is not None


def any_of(wanted: Json) -> list[Json]:
    """Return the wanted values as a list, of which any may match."""
    return wanted if isinstance(wanted, list) else [wanted]


def contains_any_name(words: str | None, wanted: Json) -> bool:
    """Return whether words as printed contain one of the wanted names."""
    return any(contains_name(plain(words), name) for name in any_of(wanted))


class RecordView:
    """A raw record with its rows by id. Raises KeyError or TypeError if a required part is missing."""

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
        """Return the bare names of an actor: its name and its mentions, without pronouns."""
        row = self.actors.get(actor)
        if not row:
            return []
        mentions = [
            mention["span"] for mention in row.get("mentions") or [] if mention.get("form") != "pronoun"
        ]
        return [bare(row["name"]), *(bare(self.text[start:end]) for start, end in mentions)]

    def is_actor(self, actor: str | None, wanted: Json) -> bool:
        """Return whether one of the actor's names contains one of the wanted names as whole words."""
        return any(contains_name(name, want) for name in self.names(actor) for want in any_of(wanted))

    def contains_actors(self, actors: Iterable[str], wanted: Json) -> bool:
        """Return whether actors have all wanted names; an inner list means any of its names."""
        present = tuple(actors)
        return all(any(self.is_actor(actor, want) for actor in present) for want in any_of(wanted))

    def link_matches(self, link: RawLink, wanted: Json) -> bool:
        """Return whether the actor, the outlet or the title of a link matches a wanted name."""
        if self.is_actor(link.get("actor"), wanted) or self.is_actor(link.get("outlet"), wanted):
            return True
        return contains_any_name(link.get("title"), wanted)


def addressee_ids(statement: RawStatement) -> list[str]:
    """Return the ids of the addressees, which may be rows or bare ids."""
    return [row if isinstance(row, str) else row["actor"] for row in statement.get("addressees") or []]
