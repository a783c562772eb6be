"""Two records of one article compared cell by cell: what each row says, and where the two agree.

A cell holds values: none where the record tells nothing, one, or several (contexts, roles, answers,
quantities, conditions). Values of the gold and of the output are set against each other once each, in
paired rows only; a row of one side alone has values, none of them right. A cell *agrees* when all values of
both sides are right, so also when neither side has any.

Which values are the same (`pairing` and `identity` as in `records.pairing`):

- equal words: kind, country, sector, act, reality, said, medium (its kind), type, mode, contexts, date,
  country of the place, round, status, agreed.date.
- sharing a word of the text: source, cue, status_evidence, conditions; content: a share of half or more of
  the words.
- actors (one value, the whole set): actors, addressees, recipients, parties: those of the output stand for
  just those of the gold; on_behalf_of, outlet (of the medium): the one stands for the other.
- within, told_by: the statements are paired. answers: the relation, and the statement or link of a chain
  that is meant; links are the same when their statements are paired and their tellers are the same.
- relays: who passed the words on (the links between the mouth, the first, and this article, the last): as
  many, the same, in the same order; an unknown teller is the same as an unknown one. chain: mouth and
  relays.
- roles: titles share half of their words or more, or stand in the same words of the text; `of` is the same.
- place: the names share a word of the text, or name and country are equal.
- quantities, terms: value, `to` and qualifier equal, and units share a word. deadline: the days, of the
  terms too, are the same.

A statement is *found* when it is paired, sources share a word or both have none, cues too, and contents
have a share of half or more; an event when it is paired and has the type; a commitment or an actor when it
is paired. A row is *entirely right* when it is found and the cells of RIGHT agree; a statement is right in
*every cell* when those of EVERY agree besides.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import eq
from typing import Generic, Literal, Protocol, TypeVar

from onrecord.evaluation.attribution.relations import ENOUGH_SHARED
from onrecord.evaluation.records.pairing import Identity, Page, Pairing, cue_of, is_found, pair_records, share
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
LAYERS: tuple[Layer, ...] = (
    "statements",
    "events",
    "commitments",
)  # the layers whose rows can be entirely right
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
EarlierStatements = tuple[str, str]
Compare = Callable[[R | None, R | None], "Cell"]
Rules = dict[str, Compare[R]]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many values gold and output have, how many are right, and both as a person reads them."""

    gold: int
    output: int
    right: int
    told: EarlierStatements

    @property
    def agrees(self) -> bool:
        """Whether both sides say the same, or both nothing."""
        return self.gold == self.output == self.right


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the gold and the row of the output paired with it; one of the two ids may be missing.

    `group` is the nesting of statements (outer, nested, turn) and whether actors are named (named, unnamed),
    as the gold has it, or the output where the gold has no such row. `start` is where the row's words begin.
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
        """Whether the row, a statement, is right in every cell."""
        return self.right and all(self.cells[name].agrees for name in EVERY)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Who said it, and who passed it on before this article did."""

    mouth: tuple[str, ...]
    relays: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Aligned(Generic[R]):
    """A row of the gold and its row of the output; one may be missing. `shown` is the one that is there."""

    gold: R | None
    output: R | None
    shown: R


@dataclass(frozen=True, slots=True)
class _Side:
    """A record, asked for names and links by id."""

    names: Mapping[str, str]
    links: Mapping[str, tuple[str, Link]]  # the statement they belong to, and the link

    @classmethod
    def of(cls, record: Record) -> "_Side":
        links = {link.id: (row.id, link) for row in record.statements for link in row.source_chain}
        return cls({actor.id: actor.name for actor in record.actors}, links)

    def tell(self, actors: Iterable[str | None]) -> str:
        return ", ".join("nobody known" if one is None else self.names.get(one, one) for one in actors)


@dataclass(frozen=True, slots=True)
class _Both:
    """What the cells of two records are compared by."""

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
        tell: Callable[[V, _Side], str] = lambda value, _: str(value),
    ) -> Compare[R]:
        """Return how to compare a cell: its values in a row, when two are the same, and how one is told."""

        def compare(gold: R | None, output: R | None) -> Cell:
            lefts = values(gold) if gold else ()
            rights = values(output) if output else ()
            told = (
                "; ".join(tell(one, self.gold) for one in lefts),
                "; ".join(tell(one, self.output) for one in rights),
            )
            return Cell(len(lefts), len(rights), _count_same(lefts, rights, same), told)

        return compare

    def words(self, evidence: Callable[[R], Evidence], least: float = 0.0) -> Compare[R]:
        """Return how to compare words of the text: they share one, and of all the share `least`."""

        def same(left: Evidence, right: Evidence) -> bool:
            words = self.page.words(left), self.page.words(right)
            return bool(words[0] & words[1]) and share(*words) >= least

        return self.rule(lambda row: [found] if (found := evidence(row)) else [], same)

    def actors(self, ids: Callable[[R], Collection[str]]) -> Compare[R]:
        """Return how to compare a set of actors, one value."""
        return self.rule(
            lambda row: [tuple(found)] if (found := ids(row)) else [],
            self.identity.same_sets,
            lambda value, side: side.tell(value),
        )

    def actor(self, of: Callable[[R], str | None]) -> Compare[R]:
        """Return how to compare a single actor."""
        return self.actors(lambda row: [found] if (found := of(row)) is not None else [])

    def same_relays(self, gold: Sequence[str | None], output: Sequence[str | None]) -> bool:
        """Tell whether two lists of tellers are the same, in order."""
        return len(gold) == len(output) and all(map(self.identity.same, gold, output))

    def same_chain(self, gold: _Chain, output: _Chain) -> bool:
        """Tell whether mouth and relays are the same."""
        mouth = self.identity.same_sets(gold.mouth, output.mouth)
        return mouth and self.same_relays(gold.relays, output.relays)

    def same_answer(self, gold: Answer, output: Answer) -> bool:
        """Tell whether relation and target are the same: a statement, or a link of a chain."""
        if gold.relation != output.relation:
            return False
        left, right = self.gold.links.get(gold.to), self.output.links.get(output.to)
        if left is None or right is None:
            return self.pairing.statements.get(gold.to) == output.to
        paired = self.pairing.statements.get(left[0]) == right[0]
        return paired and self.identity.same(_teller(left[1]), _teller(right[1]))

    def same_place(self, gold: Place, output: Place) -> bool:
        """Tell whether two places share a word of the text, or name and country."""
        named = gold.name.casefold() == output.name.casefold() and gold.country == output.country
        return named or bool(self.page.words(gold.evidence) & self.page.words(output.evidence))

    def same_role(self, gold: Role, output: Role) -> bool:
        """Tell whether two titles overlap and are borne for the same actor."""
        titles = [frozenset(WORD.findall(role.title.casefold())) for role in (gold, output)]
        overlap = 2 * len(titles[0] & titles[1]) >= len(titles[0] | titles[1])
        overlap = overlap or bool(self.page.words(gold.evidence) & self.page.words(output.evidence))
        return overlap and self.identity.same(gold.of, output.of)

    def statement(self, of: Callable[[R], str | None]) -> Compare[R]:
        """Return how to compare a reference to a statement."""
        pairs = self.pairing.statements
        return self.rule(lambda row: _one(of(row)), lambda gold, output: pairs.get(gold) == output)


def compare_records(gold: Record, output: Record) -> list[Row]:
    """Return the rows of two records of one article, paired, with their cells compared."""
    page = Page(gold.article.text)
    pairing = pair_records(page, gold, output)
    both = _Both(page, pairing, _Side.of(gold), _Side.of(output))
    return [
        *_statement_rows(both, gold, output),
        *_event_rows(both, gold, output),
        *_commitment_rows(both, gold, output),
        *_actor_rows(both, gold, output),
    ]


def nesting(row: Statement) -> str:
    """Tell whether a statement is within another (nested), direct without cue (turn) or neither (outer)."""
    if row.within is not None:
        return "nested"
    return "turn" if row.kind == "direct" and not cue_of(row) else "outer"


def _statement_rows(both: _Both, gold: Record, output: Record) -> list[Row]:
    rules = _statement_rules(both)
    rows = []
    for one in _aligned(gold.statements, output.statements, both.pairing.statements):
        row = _row("statements", one, rules, one.shown.evidence.content.start, nesting(one.shown))
        found = bool(one.gold and one.output and is_found(both.page, one.gold, one.output))
        rows.append(replace(row, found=found, confidence=one.output.confidence if one.output else None))
    return rows


def _statement_rules(both: _Both) -> Rules[Statement]:
    return {
        "source": both.words(lambda row: row.evidence.source),
        "cue": both.words(cue_of),
        "content": both.words(lambda row: row.evidence.content, ENOUGH_SHARED),
        "actors": both.actors(lambda row: row.actors),
        "act": both.rule(lambda row: [row.act]),
        "kind": both.rule(lambda row: [row.kind]),
        "reality": both.rule(lambda row: [row.reality]),
        "within": both.statement(lambda row: row.within),
        "on_behalf_of": both.actor(lambda row: row.on_behalf_of),
        "addressees": both.actors(lambda row: [one.actor for one in row.addressees]),
        "said": both.rule(lambda row: [row.said.value] if row.said else []),
        "medium": both.rule(lambda row: [row.medium.kind] if row.medium else []),
        "outlet": both.actor(lambda row: row.medium.outlet if row.medium else None),
        "chain": both.rule(
            lambda row: _one(_chain(row)),
            both.same_chain,
            lambda value, side: side.tell([*value.mouth, *value.relays]),
        ),
        "relays": both.rule(lambda row: _one(_relays(row) or None), both.same_relays, _tell_actors),
        "answers": both.rule(lambda row: row.answers, both.same_answer, _tell_answer),
    }


def _event_rows(both: _Both, gold: Record, output: Record) -> list[Row]:
    rules: Rules[Event] = {
        "type": both.rule(lambda row: [row.type]),
        "mode": both.rule(lambda row: _one(row.mode)),
        "contexts": both.rule(lambda row: row.contexts),
        "actors": both.actors(lambda row: row.actors),
        "recipients": both.actors(lambda row: row.recipients),
        "date": both.rule(lambda row: [row.date.value] if row.date else []),
        "place": both.rule(lambda row: _one(row.place), both.same_place, lambda value, _: value.name),
        "place.country": both.rule(lambda row: _one(row.place.country if row.place else None)),
        "reality": both.rule(lambda row: [row.reality]),
        "told_by": both.statement(lambda row: row.told_by),
        "quantities": both.rule(
            lambda row: row.quantities, _same_quantity, lambda value, _: tell_quantity(value)
        ),
        "round": both.rule(lambda row: _one(row.round)),
    }
    rows = []
    for one in _aligned(gold.events, output.events, both.pairing.events):
        row = _row("events", one, rules, (one.shown.evidence.trigger or one.shown.evidence.all).start)
        confidence = one.output.confidence if one.output else None
        rows.append(replace(row, found=row.cells["type"].right == 1, confidence=confidence))
    return rows


def _commitment_rows(both: _Both, gold: Record, output: Record) -> list[Row]:
    rules: Rules[Commitment] = {
        "parties": both.actors(lambda row: row.parties),
        "status": both.rule(lambda row: [row.status]),
        "terms": both.rule(lambda row: row.terms, _same_quantity, lambda value, _: tell_quantity(value)),
        "deadline": both.rule(lambda row: _one(", ".join(_deadlines(row)) or None)),
        "conditions": both.rule(
            lambda row: row.conditions,
            lambda one, other: bool(both.page.words(one.evidence) & both.page.words(other.evidence)),
            lambda value, _: value.words,
        ),
        "agreed.date": both.rule(lambda row: _one(row.agreed.date if row.agreed else None)),
        "status_evidence": both.words(lambda row: row.status_evidence),
    }
    aligned = _aligned(gold.commitments, output.commitments, both.pairing.commitments)
    return [_row("commitments", one, rules, one.shown.evidence.start) for one in aligned]


def _actor_rows(both: _Both, gold: Record, output: Record) -> list[Row]:
    """Compare actors, without those that no row speaks of and that match nobody."""
    rules: Rules[Actor] = {
        "kind": both.rule(lambda row: [row.kind]),
        "country": both.rule(lambda row: _one(row.country)),
        "sector": both.rule(lambda row: _one(row.sector)),
        "roles": both.rule(lambda row: row.roles, both.same_role, lambda value, _: value.title),
    }
    stands_for = both.identity.stands_for
    lefts = _counted(gold, frozenset(stands_for.values()))
    rights = _counted(output, frozenset(stands_for))
    rows = []
    for one in _aligned(lefts, rights, both.pairing.actors):
        group = "named" if any(mention.form == "name" for mention in one.shown.mentions) else "unnamed"
        start = min((mention.span.start for mention in one.shown.mentions), default=0)
        rows.append(_row("actors", one, rules, start, group))
    return rows


def _counted(record: Record, known: frozenset[str]) -> list[Actor]:
    used = _used_actors(record) | known
    return [actor for actor in record.actors if actor.id in used]


def _used_actors(record: Record) -> set[str]:
    """Return the actors that a row, a link or a role speaks of."""
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
    """Return each row of the gold with its row of the output, then the rows of the output that are left."""
    by_id = {row.id: row for row in output}
    taken = {pairs[row.id] for row in gold if row.id in pairs}
    left = [_Aligned(row, by_id.get(pairs.get(row.id, "")), row) for row in gold]
    return [*left, *(_Aligned(None, row, row) for row in output if row.id not in taken)]


def _count_same(lefts: Sequence[V], rights: Sequence[V], same: Callable[[V, V], bool]) -> int:
    """Return how many values of one side have one of their own on the other."""
    rest = list(rights)
    for left in lefts:
        fitting = next((at for at, right in enumerate(rest) if same(left, right)), None)
        if fitting is not None:
            del rest[fitting]
    return len(rights) - len(rest)


def _one(value: V | None) -> list[V]:
    return [] if value is None else [value]


def _chain(row: Statement) -> _Chain | None:
    relays = _relays(row)
    return _Chain(row.actors, relays) if row.actors or relays else None


def _relays(row: Statement) -> tuple[str | None, ...]:
    return tuple(_teller(link) for link in row.source_chain[1:-1])


def _teller(link: Link) -> str | None:
    return link.actor or link.outlet


def _deadlines(row: Commitment) -> list[str]:
    return sorted({day for day in (row.deadline, *(term.deadline for term in row.terms)) if day is not None})


def _same_quantity(gold: Quantity, output: Quantity) -> bool:
    numbers = (gold.value, gold.to, gold.qualifier) == (output.value, output.to, output.qualifier)
    return numbers and (gold.unit == output.unit or bool(unit_words(gold.unit) & unit_words(output.unit)))


def unit_words(unit: str) -> set[str]:
    """Return the words of a unit, plural or not the same."""
    return {word.casefold().removesuffix("s") for word in WORD.findall(unit)}


def _tell_actors(actors: Iterable[str | None], side: _Side) -> str:
    return side.tell(actors)


def _tell_answer(answer: Answer, _: _Side) -> str:
    return f"{answer.relation} {answer.to}"


def tell_quantity(quantity: Quantity) -> str:
    """Return a quantity as a person reads it."""
    number = f"{quantity.value:,.12g}" + ("" if quantity.to is None else f" to {quantity.to:,.12g}")
    exactness = "" if quantity.qualifier == "exact" else f"{quantity.qualifier} "
    return f"{exactness}{number} {quantity.unit}"
