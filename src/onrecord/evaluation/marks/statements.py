"""Statements of a mark file, their responses and source chains."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast, get_args

from onrecord.evaluation.corpus import SURE
from onrecord.evaluation.marks.rows import MANY, Field, Row
from onrecord.evaluation.marks.sheet import Sheet, read_head
from onrecord.evaluation.marks.values import choose
from onrecord.model.annotation import ACTS, Medium, Relation
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.evidence import NO_EVIDENCE
from onrecord.model.record import (
    Addressee,
    Answer,
    Link,
    MediumRow,
    Statement,
    StatementEvidence,
    StatementKind,
)

# The fields of a statement row, and how many bare words each may have.
FIELDS = {
    "by": MANY, "to": MANY, "src": 0, "cue": 0, "con": 0, "for": 1, "said": 1, "in": 1, "real": 1,
    "med": 4, "via": 3, "answers": 2,
}  # fmt: skip
_KINDS = cast("tuple[StatementKind, ...]", get_args(StatementKind))
_MEDIA = cast("tuple[Medium, ...]", get_args(Medium))
_RELATIONS = cast("tuple[Relation, ...]", get_args(Relation))


def read_statement(row: Row, sheet: Sheet) -> Statement:
    """Return the statement of a row, without `within`, `answers` and source chain."""
    row.check_fields(FIELDS)
    identity, act, kind = read_head(row, "sN ACT KIND")
    speakers, addressees = sheet.members(row.get("by")), sheet.members(row.get("to"))
    if any(not spans for _, spans in [*speakers, *addressees]):
        raise GoldError("give the words of each speaker and addressee: by a 3<A>, b 3<B>")
    source = [span for _, spans in speakers for span in spans]
    if (words := row.get("src")) is not None:
        source += sheet.words.find(words.words)
    content = sheet.news(sheet.required(row, "con"))
    behalf = row.get("for")
    return Statement(
        id=identity,
        actor=speakers[0][0] if speakers else None,
        actors=tuple(dict.fromkeys(actor for actor, _ in speakers)),
        on_behalf_of=sheet.actor(behalf.value) if behalf else None,
        reality=sheet.reality(row) or "actual",
        kind=choose(kind, _KINDS, "kind of statement"),
        act=choose(act, ACTS, "act"),
        evidence=StatementEvidence(
            content, sheet.news(sheet.of(source)), sheet.news(sheet.evidence(row.get("cue")))
        ),
        confidence=SURE,
        source_chain=(),
        addressees=tuple(Addressee(actor, sheet.of(spans)) for actor, spans in addressees),
        said=sheet.dated(row.get("said")),
        medium=_read_medium(row.get("med"), sheet),
    )


def _read_medium(row: Field | None, sheet: Sheet) -> MediumRow | None:
    if row is None:
        return None
    of, titled = row.after("of"), row.after("titled")
    rest = row.without("of", "titled")
    kind = choose(rest.bare[0] if rest.bare else "", _MEDIA, "medium")
    outlet = sheet.actor(of.value) if of else None
    return MediumRow(kind, sheet.evidence(rest), outlet, str(sheet.evidence(titled)) if titled else None)


def with_relations(
    row: Row, statement: Statement, sheet: Sheet, statements: Mapping[str, Statement]
) -> Statement:
    """Return the statement with `within` and `answers`. Raises GoldError for unknown ids."""
    within = row.get("in")
    outer = within.value if within else None
    if outer is not None and outer not in statements:
        raise GoldError(f"there is no statement {outer}")
    answers = tuple(_read_answer(one, statement.id, sheet, statements) for one in row.all("answers"))
    return replace(statement, within=outer, answers=answers)


def _read_answer(row: Field, own: str, sheet: Sheet, statements: Mapping[str, Statement]) -> Answer:
    if len(row.bare) != 2:
        raise GoldError("`answers` is written `answers s2 rejects 3<words>`")
    to, relation = row.bare
    if to == own:
        raise GoldError(f"{own} answers itself")
    if to.partition(".")[0] not in statements:
        raise GoldError(f"there is no statement {to}")
    return Answer(to, choose(relation, _RELATIONS, "relation"), sheet.evidence(row))


def read_links(row: Row, sheet: Sheet) -> tuple[Link, ...]:
    """Return the links from the `via` fields of a statement row. Their ids are set with the chain."""
    return tuple(_read_link(one, sheet) for one in row.all("via"))


def _read_link(row: Field, sheet: Sheet) -> Link:
    titled = row.after("titled")
    rest = row.without("titled")
    if len(rest.bare) != 2:
        raise GoldError("`via` is written `via ID MEDIUM 3<words>`, with - for unknown values")
    who, how = rest.bare
    actor = None if who == "-" else sheet.actor(who)
    evidence = sheet.evidence(rest)
    if actor is not None and evidence:
        sheet.parties.append((actor, evidence.spans))
    outlet = actor if actor is not None and sheet.actors[actor].kind == "outlet" else None
    medium = None if how == "-" else choose(how, _MEDIA, "medium")
    return Link("", actor, evidence, medium, outlet, str(sheet.evidence(titled)) if titled else None)


@dataclass(frozen=True, slots=True)
class Chains:
    """The statements of an article and the `via` links of each, from which source chains are built."""

    article: Article
    statements: Mapping[str, Statement]
    links: Mapping[str, tuple[Link, ...]]

    def with_chain(self, statement: Statement) -> Statement:
        """Return the statement with its chain: speaker, links, chain of the outer statement, this article."""
        page = Link(
            "", None, NO_EVIDENCE, "article", title=self.article.title, date=self.article.published.value
        )
        whole = [*self._links_of(statement, frozenset()), page]
        chain = tuple(
            replace(link, id=f"{statement.id}.{place}") for place, link in enumerate(whole, start=1)
        )
        return replace(statement, source_chain=chain)

    def _links_of(self, statement: Statement, inner: frozenset[str]) -> list[Link]:
        medium = statement.medium
        speaker = Link(
            id="",
            actor=statement.actor,
            evidence=statement.evidence.source,
            medium=medium.kind if medium else None,
            outlet=medium.outlet if medium else None,
            title=medium.title if medium else None,
            date=statement.said.value if statement.said else None,
        )
        chain = [speaker, *self.links.get(statement.id, ())]
        outer = self.statements.get(statement.within or "")
        if outer is None or outer.id in inner or only_answers(outer, statement):
            return chain
        return chain + _new_links(chain, self._links_of(outer, inner | {statement.id}))


def _new_links(chain: Iterable[Link], others: Iterable[Link]) -> list[Link]:
    """Return the links whose actor is not in the chain yet."""
    known = {link.actor for link in chain} - {None}
    return [link for link in others if link.actor not in known]


def only_answers(outer: Statement, inner: Statement) -> bool:
    """Return whether a statement only responds to the one in its content, and so is not a source of it."""
    return any(answer.to == inner.id for answer in outer.answers)
