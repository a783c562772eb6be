"""Compiler of mark files (docs/annotation.md): reads all rows of a file and builds the gold record.

Rows quote words of the text; their offsets are computed here. All faults of a file are reported at once, by
line.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar, cast, get_args

from onrecord.evaluation.corpus import CorpusText, MarkedArticle
from onrecord.evaluation.marks.events import read_commitment, read_event
from onrecord.evaluation.marks.marked_text import MarkedText
from onrecord.evaluation.marks.mentions import ActorMarks, find_mentions
from onrecord.evaluation.marks.rows import Field, Row, read_rows
from onrecord.evaluation.marks.sheet import Sheet
from onrecord.evaluation.marks.statements import Chains, read_links, read_statement, with_relations
from onrecord.evaluation.marks.values import check_country, check_sector, choose
from onrecord.model.annotation import PASSAGE_KINDS, ActorKind, MentionForm
from onrecord.model.checks import check_record
from onrecord.model.errors import EvidenceError, GoldError
from onrecord.model.record import (
    Actor,
    ArticleRow,
    Commitment,
    Event,
    PassageRow,
    PublishedRow,
    Record,
    Role,
    Run,
    Statement,
)
from onrecord.model.span import Span

T = TypeVar("T")
_ID = re.compile(r"[A-Za-z0-9-]+")
_FORMS: dict[str, MentionForm] = {
    "metonym": "metonym",
    "nominal": "nominal",
    "pronoun": "pronoun",
    "at": "name",
}
_ACTOR_FIELDS = {"also": 0, "role": 2, **dict.fromkeys(_FORMS, 0)}
_KINDS = cast("tuple[ActorKind, ...]", get_args(ActorKind))


class MarkError(GoldError):
    """A mark file that cannot be compiled. `faults` has one message a fault, with its line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def compile_marks(marks: str, text: CorpusText) -> MarkedArticle:
    """Return the gold article. Raises MarkError with all faults of the marks."""
    try:
        rows = list(read_rows(marks))
    except GoldError as error:
        raise MarkError([str(error)]) from error
    builder = _Builder(text, Sheet(MarkedText(text.text)))
    builder.read(rows)
    if builder.faults:
        raise MarkError(builder.faults)
    record = builder.record()
    faults = check_record(record)
    if faults:
        raise MarkError(faults)
    return MarkedArticle(text.source, record)


@dataclass(slots=True)
class _Builder:
    """The parts of a record so far, and the faults so far, so that all are reported at once."""

    source: CorpusText
    sheet: Sheet
    faults: list[str] = field(default_factory=list)
    actors: tuple[Actor, ...] = ()
    statements: dict[str, Statement] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)

    def read(self, rows: list[Row]) -> None:
        """Read all rows: passages and actors first, then the rows that refer to them."""
        rows_by_sort: dict[str, list[Row]] = {
            "article": [],
            "passage": [],
            "actor": [],
            "s": [],
            "e": [],
            "c": [],
        }
        for row in rows:
            self._try(row, lambda row: rows_by_sort[_sort_of(row)].append(row))
        if not rows or rows[0] not in rows_by_sort["article"] or len(rows_by_sort["article"]) > 1:
            self.faults.append(
                "line 1: the first row must be `article ID DIGEST`, and there must be no other such row"
            )
        for row in rows_by_sort["article"]:
            self._try(row, self._check_article)
        read = [self._try(row, self._read_passages) for row in rows_by_sort["passage"]]
        passages = [one for found in read for one in found or ()]
        self.sheet.passages = _all_passages(self.sheet.words, passages)
        for row in rows_by_sort["actor"]:
            self._try(row, self._read_actor)
        self._read_statements(rows_by_sort["s"])
        for row in rows_by_sort["e"]:
            self._add(row, self.events, lambda row: read_event(row, self.sheet, self.statements))
        for row in rows_by_sort["c"]:
            self._add(row, self.commitments, lambda row: read_commitment(row, self.sheet, self.events))
        self.actors = self._finish_actors()

    def record(self) -> Record:
        """Return the record, its rows in text order."""
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
        statements = sorted(self.statements.values(), key=lambda one: one.evidence.content.start)
        events = sorted(self.events.values(), key=lambda one: one.evidence.all.start)
        commitments = tuple(self.commitments.values())
        passages = self.sheet.passages
        return Record(row, passages, self.actors, tuple(statements), Run("gold"), tuple(events), commitments)

    def _try(self, row: Row, read: Callable[[Row], T]) -> T | None:
        """Return `read(row)`, or None where it raises; the fault is then recorded."""
        try:
            return read(row)
        except (GoldError, EvidenceError) as error:
            self.faults.append(f"line {row.line} ({row.head[:30]}): {error}")
            return None

    def _add(self, row: Row, rows: dict[str, T], read: Callable[[Row], T]) -> None:
        """Read a row and add it under its id, which must be new."""
        found = self._try(row, read)
        identity = row.head.split()[0]
        if identity in rows:
            self.faults.append(f"line {row.line} ({row.head[:30]}): {identity} is marked twice")
        elif found is not None:
            rows[identity] = found

    def _check_article(self, row: Row) -> None:
        row.check_fields({})
        parts = row.head.split()
        identity, digest = self.source.source.id, self.source.article.sha256
        if len(parts) != 3 or parts[1] != identity:
            raise GoldError(f"the first row must be `article {identity} DIGEST`")
        if len(parts[2]) < 16 or not digest.startswith(parts[2]):
            raise GoldError(
                f"the text is not the one that was annotated: its SHA-256 begins with {digest[:16]}"
            )

    def _read_passages(self, row: Row) -> list[PassageRow]:
        row.check_fields({})
        _, kind, words = [*row.head.split(maxsplit=2), "", ""][:3]
        chosen = choose(kind, PASSAGE_KINDS, "kind of passage")
        return [PassageRow(span, chosen) for span in self.sheet.words.find(words)]

    def _read_statements(self, rows: list[Row]) -> None:
        for row in rows:
            self._add(row, self.statements, lambda row: read_statement(row, self.sheet))
        links = {}
        for row in rows:
            identity = row.head.split()[0]
            if identity in self.statements:
                read = self._try(row, self._with_relations)
                self.statements[identity] = read or self.statements[identity]
                links[identity] = self._try(row, lambda row: read_links(row, self.sheet)) or ()
        chains = Chains(self.source.article, dict(self.statements), links)
        for identity, statement in self.statements.items():
            self.statements[identity] = chains.with_chain(statement)

    def _with_relations(self, row: Row) -> Statement:
        return with_relations(row, self.statements[row.head.split()[0]], self.sheet, self.statements)

    def _read_actor(self, row: Row) -> None:
        parts = row.head.split()
        if len(parts) != 2 or len(row.fields) < 4:
            raise GoldError(
                "an actor is written `actor ID; NAME; KIND; COUNTRY; SECTOR`, with - for unknown values"
            )
        if not _ID.fullmatch(parts[1]):
            raise GoldError(f"the id {parts[1]!r} has other characters than letters, digits and -")
        if parts[1] in self.sheet.actors:
            raise GoldError(f"actor {parts[1]} is marked twice")
        name, kind, country, sector = (one.printed for one in row.fields[:4])
        rest = Row(row.line, row.head, row.fields[4:])
        rest.check_fields(_ACTOR_FIELDS)
        spans = [
            (span, form)
            for sort, form in _FORMS.items()
            for one in rest.all(sort)
            for span in self._find(one)
        ]
        aliases = [item.value for one in rest.all("also") for item in one.items if item.sort == "alias"]
        self.sheet.actors[parts[1]] = ActorMarks(
            id=parts[1],
            name=name,
            kind=choose(kind, _KINDS, "kind of actor"),
            country=check_country(country),
            sector=check_sector(sector),
            aliases=tuple(aliases),
            names_at_marks_only=bool(rest.all("at")),
            roles=tuple((one, row.line) for one in rest.all("role")),
            forms=tuple(spans),
        )

    def _find(self, row: Field) -> Iterable[Span]:
        return self.sheet.words.find(row.words)

    def _finish_actors(self) -> tuple[Actor, ...]:
        mentions, faults = find_mentions(
            self.sheet.words, tuple(self.sheet.actors.values()), self.sheet.parties, self.source.language
        )
        self.faults += faults
        out = []
        for marks in self.sheet.actors.values():
            if not mentions.get(marks.id):
                self.faults.append(
                    f"actor {marks.id} has no mention: its name and aliases are not in the text"
                )
            head = f"actor {marks.id}"
            roles = [self._try(Row(line, head, (one,)), self._read_role) for one, line in marks.roles]
            out.append(
                Actor(
                    id=marks.id,
                    name=marks.name,
                    kind=marks.kind,
                    mentions=mentions.get(marks.id, ()),
                    country=marks.country,
                    sector=marks.sector,
                    roles=tuple(role for role in roles if role is not None),
                    known_from="text" if marks.country or marks.sector else None,
                )
            )
        return tuple(out)

    def _read_role(self, row: Row) -> Role:
        one = row.fields[0]
        of = one.after("of")
        title = self.sheet.evidence(one)
        if not title:
            raise GoldError("a role is written `role 3<foreign minister> of ID`")
        return Role(" ".join(str(title).split()), title, self.sheet.actor(of.value) if of else None)


def _all_passages(words: MarkedText, marked: list[PassageRow]) -> tuple[PassageRow, ...]:
    """Return the passages in text order. A paragraph that no row marks is a passage of the body."""
    rows = list(marked)
    for paragraph in words.paragraphs:
        for left in paragraph.span.minus(one.span for one in marked):
            trimmed = left.trimmed(words.text)
            if trimmed is not None:
                rows.append(PassageRow(trimmed, "body"))
    return tuple(sorted(rows, key=lambda one: one.span))


def _sort_of(row: Row) -> str:
    word = row.head.split()[0] if row.head.split() else ""
    if word in ("article", "passage", "actor"):
        return word
    if re.fullmatch(r"[sec]\d+[a-z]?", word):
        return word[0]
    raise GoldError("a row must begin with article, passage, actor, sN, eN or cN")
