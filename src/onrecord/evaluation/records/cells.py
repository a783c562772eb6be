"""Comparison of two records of one article, cell by cell: the values of each row, and which agree.

A cell has values: none where the record gives nothing, one, or several (contexts, roles, answers,
quantities, conditions). Values of gold and output are matched one to one, in paired rows only; none of the
values of an unpaired row is right. A cell *agrees* when all values of both sides are right, so also when
neither side has any.

Two values are the same (for pairing and identity see `records.row_pairs`):

- kind, country, sector, act, reality, said, medium (its kind), type, mode, contexts, date, country of the
  place, round, status, agreed.date: if they are equal.
- source, cue, status_evidence, conditions: if they share a word of the text; content: if their share of
  common words is half or more.
- actors, addressees, recipients, parties (one value, the whole set): if the actors of the output stand for
  exactly those of the gold; on_behalf_of, outlet (of the medium): if the one stands for the other.
- within, told_by: if the statements are paired. answers: if relation and target are the same; the target is
  a statement or a link of a chain. Links are the same if their statements are paired and their actors are
  the same.
- relays: the links of the source chain between the speaker (first) and this article (last): if they have
  the same actors in the same order; two unknown actors are the same. chain: if speaker and relays are the
  same.
- roles: if the titles share half of their words or more, or a word of the text; `of` is the same.
- place: if the names share a word of the text, or name and country are equal.
- quantities, terms: if value, `to` and qualifier are equal, and the units share a word. deadline: if the
  days, including those of the terms, are equal.

A statement is *found* when it is paired, sources touch, cues touch and contents have a share of half or
more; an event when it is paired and has the right type; a commitment or an actor when it is paired. A row
is *entirely right* when it is found and the cells of RIGHT agree; a statement is right in *every cell* when
those of EVERY agree too.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import eq
from typing import Generic, Literal, Protocol, TypeVar

from onrecord.evaluation.attribution.relations import ENOUGH_SHARED
from onrecord.evaluation.records.row_pairs import Identity, Page, Pairing, cue_of, is_found, pair_records
from onrecord.evaluation.word_sets import share
from onrecord.model.evidence import Evidence
from onrecord.model.record import (
    Actor,
    Answer,
    Commitment,
    Event,
    Link,
    Place,
    Quantity,
    Record,
    Role,
    Statement,
)

Layer = Literal["statements", "events", "commitments", "actors"]
# The layers whose rows count as entirely right or not.
LAYERS: tuple[Layer, ...] = ("statements", "events", "commitments")
RIGHT: dict[Layer, tuple[str, ...]] = {
    "statements": ("actors", "act", "reality", "within"),
    "events": ("type", "actors", "recipients", "date", "place", "reality", "told_by"),
    "commitments": ("parties", "status", "terms", "deadline"),
    "actors": ("kind", "country", "sector", "roles"),
}
EVERY = ("kind", "addressees", "said", "medium", "outlet", "chain", "answers", "on_behalf_of")
WORD = re.compile(r"\w+")


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


V = TypeVar("V")
R = TypeVar("R", bound=_Identified)
Compare = Callable[[R | None, R | None], "Cell"]
Rules = dict[str, Compare[R]]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many values gold and output have, how many are right, and the values of both as text."""

    gold: int
    output: int
    right: int
    texts: tuple[str, str]

    @property
    def agrees(self) -> bool:
        """Whether both sides have the same values, or none."""
        return self.gold == self.output == self.right


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the gold and its paired row of the output; one of the two ids may be missing.

    `group` is the nesting of a statement (outer, nested, turn) or whether an actor has a name (named,
    unnamed); the row of the gold decides, if there is one. `start` is the offset of the row's first word.
    """

    layer: Layer
    gold: str | None
    output: str | None
    cells: Mapping[str, Cell]
    found: bool
    group: str
    confidence: float | None
    start: int

    @property
    def right(self) -> bool:
        """Whether the row is entirely right."""
        return self.found and all(self.cells[name].agrees for name in RIGHT[self.layer])

    @property
    def every(self) -> bool:
        """Whether the row, which must be a statement, is right in every cell."""
        return self.right and all(self.cells[name].agrees for name in EVERY)


@dataclass(frozen=True, slots=True)
class _Chain:
    """The speakers of a statement, and the actors of the links between them and this article."""

    speakers: tuple[str, ...]
    relays: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Aligned(Generic[R]):
    """A row of the gold and its row of the output; one may be missing.

    `known` is the gold row, or else the output row.
    """

    gold: R | None
    output: R | None
    known: R


@dataclass(frozen=True, slots=True)
class _Side:
    """The names of actors and the links of a record, by id."""

    names: Mapping[str, str]
    links: Mapping[str, tuple[str, Link]]  # id of the statement, and the link

    @classmethod
    def of(cls, record: Record) -> "_Side":
        links = {link.id: (row.id, link) for row in record.statements for link in row.source_chain}
        return cls({actor.id: actor.name for actor in record.actors}, links)

    def actor_names(self, actors: Iterable[str | None]) -> str:
        return ", ".join("nobody known" if one is None else self.names.get(one, one) for one in actors)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two records with the pairing of their rows, and the ways to compare a cell."""

    page: Page
    pairing: Pairing
    gold: _Side
    output: _Side

    @property
    def identity(self) -> Identity:
        return self.pairing.identity

    def rule(
        self,
        values: Callable[[R], Sequence[V]],
        same: Callable[[V, V], bool] = eq,
        as_text: Callable[[V, _Side], str] = lambda value, _: str(value),
    ) -> Compare[R]:
        """Return the comparison of a cell from its values, when two are the same, and the text of one."""

        def compare(gold: R | None, output: R | None) -> Cell:
            lefts = values(gold) if gold else ()
            rights = values(output) if output else ()
            texts = (
                "; ".join(as_text(one, self.gold) for one in lefts),
                "; ".join(as_text(one, self.output) for one in rights),
            )
            return Cell(len(lefts), len(rights), _count_same(lefts, rights, same), texts)

        return compare

    def words(self, evidence: Callable[[R], Evidence], least: float = 0.0) -> Compare[R]:
        """Return the comparison of evidence: a common word, and a share of `least` or more."""

        def same(left: Evidence, right: Evidence) -> bool:
            words = self.page.words(left), self.page.words(right)
            return bool(words[0] & words[1]) and share(*words) >= least

        return self.rule(lambda row: [found] if (found := evidence(row)) else [], same)

    def actors(self, ids: Callable[[R], Collection[str]]) -> Compare[R]:
        """Return the comparison of a set of actors, which is one value."""
        return self.rule(
            lambda row: [tuple(found)] if (found := ids(row)) else [],
            self.identity.same_sets,
            lambda value, side: side.actor_names(value),
        )

    def actor(self, of: Callable[[R], str | None]) -> Compare[R]:
        """Return the comparison of a single actor."""
        return self.actors(lambda row: [found] if (found := of(row)) is not None else [])

    def same_relays(self, gold: Sequence[str | None], output: Sequence[str | None]) -> bool:
        """Return whether two lists of actors are the same, in order."""
        return len(gold) == len(output) and all(map(self.identity.same, gold, output))

    def same_chain(self, gold: _Chain, output: _Chain) -> bool:
        """Return whether speakers and relays are the same."""
        same_speakers = self.identity.same_sets(gold.speakers, output.speakers)
        return same_speakers and self.same_relays(gold.relays, output.relays)

    def same_answer(self, gold: Answer, output: Answer) -> bool:
        """Return whether relation and target (a statement or a link of a chain) are the same."""
        if gold.relation != output.relation:
            return False
        left, right = self.gold.links.get(gold.to), self.output.links.get(output.to)
        if left is None or right is None:
            return self.pairing.statements.get(gold.to) == output.to
        paired = self.pairing.statements.get(left[0]) == right[0]
        return paired and self.identity.same(_actor_of(left[1]), _actor_of(right[1]))

    def same_place(self, gold: Place, output: Place) -> bool:
        """Return whether two places share a word of the text, or name and country."""
        named = gold.name.casefold() == output.name.casefold() and gold.country == output.country
        return named or bool(self.page.words(gold.evidence) & self.page.words(output.evidence))

    def same_role(self, gold: Role, output: Role) -> bool:
        """Return whether two titles overlap and belong to the same actor."""
        titles = [frozenset(WORD.findall(role.title.casefold())) for role in (gold, output)]
        overlap = 2 * len(titles[0] & titles[1]) >= len(titles[0] | titles[1])
        overlap = overlap or bool(self.page.words(gold.evidence) & self.page.words(output.evidence))
        return overlap and self.identity.same(gold.of, output.of)

    def statement(self, of: Callable[[R], str | None]) -> Compare[R]:
        """Return the comparison of a reference to a statement."""
        pairs = self.pairing.statements
        return self.rule(lambda row: _one(of(row)), lambda gold, output: pairs.get(gold) == output)


def compare_records(gold: Record, output: Record) -> list[Row]:
    """Return the paired and unpaired rows of two records of one article, with their cells compared."""
    page = Page(gold.article.text)
    pairing = pair_records(page, gold, output)
    comparison = _Comparison(page, pairing, _Side.of(gold), _Side.of(output))
    return [
        *_statement_rows(comparison, gold, output),
        *_event_rows(comparison, gold, output),
        *_commitment_rows(comparison, gold, output),
        *_actor_rows(comparison, gold, output),
    ]


def nesting(row: Statement) -> str:
    """Return `nested` for a statement within another, `turn` for a direct one without cue, else `outer`."""
    if row.within is not None:
        return "nested"
    return "turn" if row.kind == "direct" and not cue_of(row) else "outer"


def _statement_rows(comparison: _Comparison, gold: Record, output: Record) -> list[Row]:
    rules = _statement_rules(comparison)
    rows = []
    for one in _aligned(gold.statements, output.statements, comparison.pairing.statements):
        row = _row("statements", one, rules, one.known.evidence.content.start, nesting(one.known))
        found = bool(one.gold and one.output and is_found(comparison.page, one.gold, one.output))
        rows.append(replace(row, found=found, confidence=one.output.confidence if one.output else None))
    return rows


def _statement_rules(comparison: _Comparison) -> Rules[Statement]:
    return {
        "source": comparison.words(lambda row: row.evidence.source),
        "cue": comparison.words(cue_of),
        "content": comparison.words(lambda row: row.evidence.content, ENOUGH_SHARED),
        "actors": comparison.actors(lambda row: row.actors),
        "act": comparison.rule(lambda row: [row.act]),
        "kind": comparison.rule(lambda row: [row.kind]),
        "reality": comparison.rule(lambda row: [row.reality]),
        "within": comparison.statement(lambda row: row.within),
        "on_behalf_of": comparison.actor(lambda row: row.on_behalf_of),
        "addressees": comparison.actors(lambda row: [one.actor for one in row.addressees]),
        "said": comparison.rule(lambda row: [row.said.value] if row.said else []),
        "medium": comparison.rule(lambda row: [row.medium.kind] if row.medium else []),
        "outlet": comparison.actor(lambda row: row.medium.outlet if row.medium else None),
        "chain": comparison.rule(
            lambda row: _one(_chain(row)),
            comparison.same_chain,
            lambda value, side: side.actor_names([*value.speakers, *value.relays]),
        ),
        "relays": comparison.rule(
            lambda row: _one(_relays(row) or None),
            comparison.same_relays,
            lambda value, side: side.actor_names(value),
        ),
        "answers": comparison.rule(
            lambda row: row.answers, comparison.same_answer, lambda value, _: f"{value.relation} {value.to}"
        ),
    }


def _event_rows(comparison: _Comparison, gold: Record, output: Record) -> list[Row]:
    rules: Rules[Event] = {
        "type": comparison.rule(lambda row: [row.type]),
        "mode": comparison.rule(lambda row: _one(row.mode)),
        "contexts": comparison.rule(lambda row: row.contexts),
        "actors": comparison.actors(lambda row: row.actors),
        "recipients": comparison.actors(lambda row: row.recipients),
        "date": comparison.rule(lambda row: [row.date.value] if row.date else []),
        "place": comparison.rule(
            lambda row: _one(row.place), comparison.same_place, lambda value, _: value.name
        ),
        "place.country": comparison.rule(lambda row: _one(row.place.country if row.place else None)),
        "reality": comparison.rule(lambda row: [row.reality]),
        "told_by": comparison.statement(lambda row: row.told_by),
        "quantities": comparison.rule(
            lambda row: row.quantities, _same_quantity, lambda value, _: quantity_text(value)
        ),
        "round": comparison.rule(lambda row: _one(row.round)),
    }
    rows = []
    for one in _aligned(gold.events, output.events, comparison.pairing.events):
        row = _row("events", one, rules, (one.known.evidence.trigger or one.known.evidence.all).start)
        confidence = one.output.confidence if one.output else None
        rows.append(replace(row, found=row.cells["type"].right == 1, confidence=confidence))
    return rows


def _commitment_rows(comparison: _Comparison, gold: Record, output: Record) -> list[Row]:
    rules: Rules[Commitment] = {
        "parties": comparison.actors(lambda row: row.parties),
        "status": comparison.rule(lambda row: [row.status]),
        "terms": comparison.rule(
            lambda row: row.terms, _same_quantity, lambda value, _: quantity_text(value)
        ),
        "deadline": comparison.rule(lambda row: _one(", ".join(_deadlines(row)) or None)),
        "conditions": comparison.rule(
            lambda row: row.conditions,
            lambda one, other: bool(
                comparison.page.words(one.evidence) & comparison.page.words(other.evidence)
            ),
            lambda value, _: value.words,
        ),
        "agreed.date": comparison.rule(lambda row: _one(row.agreed.date if row.agreed else None)),
        "status_evidence": comparison.words(lambda row: row.status_evidence),
    }
    aligned = _aligned(gold.commitments, output.commitments, comparison.pairing.commitments)
    return [_row("commitments", one, rules, one.known.evidence.start) for one in aligned]


def _actor_rows(comparison: _Comparison, gold: Record, output: Record) -> list[Row]:
    """Compare actors, without those that no row refers to and that stand for nobody."""
    rules: Rules[Actor] = {
        "kind": comparison.rule(lambda row: [row.kind]),
        "country": comparison.rule(lambda row: _one(row.country)),
        "sector": comparison.rule(lambda row: _one(row.sector)),
        "roles": comparison.rule(lambda row: row.roles, comparison.same_role, lambda value, _: value.title),
    }
    stands_for = comparison.identity.stands_for
    used_in_gold = _used_actors(gold) | set(stands_for.values())
    used_in_output = _used_actors(output) | set(stands_for)
    lefts = [actor for actor in gold.actors if actor.id in used_in_gold]
    rights = [actor for actor in output.actors if actor.id in used_in_output]
    rows = []
    for one in _aligned(lefts, rights, comparison.pairing.actors):
        group = "named" if any(mention.form == "name" for mention in one.known.mentions) else "unnamed"
        start = min((mention.span.start for mention in one.known.mentions), default=0)
        rows.append(_row("actors", one, rules, start, group))
    return rows


def _used_actors(record: Record) -> set[str]:
    """Return the actors to which a row, a link or a role refers."""
    used: set[str | None] = {role.of for actor in record.actors for role in actor.roles}
    for row in record.statements:
        used |= {*row.actors, row.on_behalf_of, *(one.actor for one in row.addressees)}
        used |= {one for link in row.source_chain for one in (link.actor, link.outlet)}
        used |= {row.medium.outlet} if row.medium else set()
    used |= {one for event in record.events for one in (*event.actors, *event.recipients)}
    used |= {one for commitment in record.commitments for one in commitment.parties}
    return {one for one in used if one is not None}


def _row(layer: Layer, one: _Aligned[R], rules: Rules[R], start: int, group: str = "") -> Row:
    cells = {name: compare(one.gold, one.output) for name, compare in rules.items()}
    gold, output = one.gold.id if one.gold else None, one.output.id if one.output else None
    return Row(layer, gold, output, cells, bool(one.gold and one.output), group, None, start)


def _aligned(gold: Sequence[R], output: Sequence[R], pairs: Mapping[str, str]) -> list[_Aligned[R]]:
    """Return each row of the gold with its row of the output, then the other rows of the output."""
    by_id = {row.id: row for row in output}
    taken = {pairs[row.id] for row in gold if row.id in pairs}
    left = [_Aligned(row, by_id.get(pairs.get(row.id, "")), row) for row in gold]
    return [*left, *(_Aligned(None, row, row) for row in output if row.id not in taken)]


def _count_same(lefts: Sequence[V], rights: Sequence[V], same: Callable[[V, V], bool]) -> int:
    """Return how many values of both sides can be matched, each one used once."""
    unmatched = list(rights)
    for left in lefts:
        position = next((at for at, right in enumerate(unmatched) if same(left, right)), None)
        if position is not None:
            del unmatched[position]
    return len(rights) - len(unmatched)


def _one(value: V | None) -> list[V]:
    return [] if value is None else [value]


def _chain(row: Statement) -> _Chain | None:
    relays = _relays(row)
    return _Chain(row.actors, relays) if row.actors or relays else None


def _relays(row: Statement) -> tuple[str | None, ...]:
    return tuple(_actor_of(link) for link in row.source_chain[1:-1])


def _actor_of(link: Link) -> str | None:
    return link.actor or link.outlet


def _deadlines(row: Commitment) -> list[str]:
    return sorted({day for day in (row.deadline, *(term.deadline for term in row.terms)) if day is not None})


def _same_quantity(gold: Quantity, output: Quantity) -> bool:
    numbers = (gold.value, gold.to, gold.qualifier) == (output.value, output.to, output.qualifier)
    return numbers and (gold.unit == output.unit or bool(unit_words(gold.unit) & unit_words(output.unit)))


def unit_words(unit: str) -> set[str]:
    """Return the words of a unit without regard to number: a final "s" is dropped."""
    return {word.casefold().removesuffix("s") for word in WORD.findall(unit)}


def quantity_text(quantity: Quantity) -> str:
    """Return a quantity as text: "about 20 to 30 people"."""
    number = f"{quantity.value:,.12g}" + ("" if quantity.to is None else f" to {quantity.to:,.12g}")
    exactness = "" if quantity.qualifier == "exact" else f"{quantity.qualifier} "
    return f"{exactness}{number} {quantity.unit}"
