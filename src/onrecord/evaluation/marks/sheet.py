"""State shared by the rows of a mark file while it is compiled: text, passages and actors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast, get_args

from onrecord.evaluation.marks.marked_text import MarkedText
from onrecord.evaluation.marks.mentions import ActorMarks
from onrecord.evaluation.marks.rows import Field, Row
from onrecord.evaluation.marks.values import check_edtf, choose
from onrecord.model.annotation import NEWS, Reality
from onrecord.model.errors import GoldError
from onrecord.model.evidence import Evidence
from onrecord.model.record import Dated, PassageRow
from onrecord.model.span import Span, sorted_spans

Member = tuple[str, tuple[Span, ...]]


@dataclass(slots=True)
class Sheet:
    """The state of one article.

    `parties` are actors with the words by which rows refer to them: also mentions.
    """

    words: MarkedText
    actors: dict[str, ActorMarks] = field(default_factory=dict)
    passages: tuple[PassageRow, ...] = ()
    parties: list[Member] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The article's text."""
        return self.words.text

    def actor(self, name: str) -> str:
        """Return the id of an actor. Raises GoldError for an unknown id."""
        if name not in self.actors:
            raise GoldError(f"there is no actor {name}")
        return name

    def members(self, row: Field | None) -> list[Member]:
        """Return actors with their words from `a 3<A>, b 3<B>` or `a, b 3<they>`; add them to `parties`."""
        members: list[Member] = []
        waiting: list[str] = []
        for group in row.groups() if row else ():
            if len(group.bare) != 1:
                raise GoldError(
                    f"`{group.name}` takes actors with their words, separated by commas: a 3<A>, b 3<B>"
                )
            waiting.append(self.actor(group.bare[0]))
            if group.words:
                spans = self.words.find(group.words)
                members += [(actor, spans) for actor in waiting]
                waiting = []
        self.parties += members
        return members + [(actor, ()) for actor in waiting]

    def required(self, row: Row, name: str) -> Evidence:
        """Return the words of a required field as evidence. Raises GoldError when they are missing."""
        found = row.get(name)
        if found is None or not found.words:
            raise GoldError(f"`{name}` with its words is missing")
        return self.evidence(found)

    def evidence(self, row: Field | None) -> Evidence:
        """Return the words of a field as evidence, empty for a missing field or one without words."""
        return self.of(self.words.find(row.words)) if row is not None and row.words else Evidence()

    def of(self, spans: Iterable[Span]) -> Evidence:
        """Return spans as evidence."""
        return Evidence.of(self.text, sorted_spans(spans))

    def dated(self, row: Field | None) -> Dated | None:
        """Return the date of a field with its words, or None for a missing field."""
        if row is None:
            return None
        if not row.bare or not row.words:
            raise GoldError(f"`{row.name}` is written `{row.name} 2025-03-03 3<on Monday>`")
        return Dated(check_edtf(row.bare[0]), self.evidence(row))

    def reality(self, row: Row) -> Reality | None:
        """Return the reality that a row gives, or None."""
        found = row.get("real")
        if found is None:
            return None
        realities = cast("tuple[Reality, ...]", get_args(Reality))
        return choose(found.bare[0] if found.bare else "", realities, "reality")

    def news(self, evidence: Evidence) -> Evidence:
        """Return the evidence. Raises GoldError when a part of it is outside headline and body."""
        for passage in self.passages:
            if passage.kind not in NEWS and any(span.overlaps(passage.span) for span in evidence.spans):
                where = f"is in a {passage.kind}; rows come from headline and body only"
                raise GoldError(f"{str(evidence)[:40]!r} {where}")
        return evidence


def read_head(row: Row, form: str, least: int | None = None) -> list[str]:
    """Return the words of a row's first field, written like `form`.

    Only the first `least` words are required.
    """
    parts = row.head.split()
    wanted = len(form.split())
    if not (least or wanted) <= len(parts) <= wanted:
        raise GoldError(f"the row must begin with `{form};`")
    return parts
