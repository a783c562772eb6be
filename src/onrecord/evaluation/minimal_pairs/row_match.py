"""Compares a partial row with the rows of a record: which cells of which row are as expected.

- Words are compared without regard to case, white space and the shape of quotation marks. `content` is
  compared word by word, so punctuation does not matter; the parts of a split quotation are joined. Cells such
  as `content_includes` match whole words.
- A name refers to an actor whose name, or one of whose mentions, has these words, apart from an article
  before and a possessive after them. A set of names matches a set of actors when every name refers to one of
  them, every one of them has a name, and there are as many of both.
- `within` is the directly enclosing statement. `to` of `answers` is a statement, or the first link of its
  chain (its speaker).
- A place matches by its name in the record, which may come from the gazetteer, or by the words of the text.
- Units match when they share a word, plural or not, as in `records.cells`. A term without a deadline has that
  of the commitment.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.evaluation.minimal_pairs.partial_rows import (
    ActorCells,
    AnswerCells,
    Cells,
    CommitmentCells,
    EventCells,
    LinkCells,
    PassageCells,
    PublishedCells,
    QuantityCells,
    RowCells,
    StatementCells,
    TermCells,
)
from onrecord.evaluation.noun_phrases import smallest_phrase
from onrecord.evaluation.records.cells import quantity_text, unit_words
from onrecord.model.record import (
    Actor,
    Answer,
    Commitment,
    Event,
    Link,
    PassageRow,
    Place,
    Quantity,
    Record,
    Role,
    Statement,
)
from onrecord.model.span import Span

# By cell: whether the row has the expected value. Only the cells that are given are tested.
Tests = Mapping[str, Callable[[], bool]]
# A row: its id, the tests of its cells, and its cells as text.
Worded = tuple[str, Tests, Mapping[str, str]]
_STRAIGHT = str.maketrans(dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"'))
_ARTICLE = re.compile(r"^(?:the|an?) (?=\S)")
_POSSESSIVE = re.compile(r"'s$|(?<=s)'$")
_WORD = re.compile(r"\w+(?:['-]\w+)*")
_SUFFIX = re.compile(r"_(?:includes?|excludes)$")
# Cells that identify a row.
_PICKING = ("content", "trigger", "text", "name", "mentions", "conditions", "to")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is given: whether the row has the expected value, and both values as text."""

    name: str
    fits: bool
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of the record compared with a partial row. `told` is a summary of the row."""

    id: str
    told: str
    cells: tuple[Cell, ...]

    @property
    def differing(self) -> tuple[Cell, ...]:
        """The cells that are not as expected."""
        return tuple(cell for cell in self.cells if not cell.fits)

    @property
    def fits(self) -> bool:
        """Whether all cells are as expected."""
        return not self.differing

    @property
    def distance(self) -> tuple[int, int]:
        """Distance from the expected row: the cells that differ, and how many of them identify a row."""
        known_by = sum(_SUFFIX.sub("", cell.name) in _PICKING for cell in self.differing)
        return len(self.differing), known_by


def compare_rows(record: Record, wanted: RowCells) -> tuple[Compared, ...]:
    """Compare the partial row with every row of its kind in the record, in their order."""
    known = _Known(record)
    return tuple(_compare(*row, wanted) for row in _find_rows(known, record, wanted))


def _find_rows(known: "_Known", record: Record, want: RowCells) -> Iterator[Worded]:  # noqa: C901 - a case a kind
    match want:
        case StatementCells():
            for said in record.statements:
                yield said.id, _statement_tests(known, said, want), _tell_statement(known, said)
        case EventCells():
            for event in record.events:
                yield event.id, _event_tests(known, event, want), _tell_event(known, event)
        case CommitmentCells():
            for bond in record.commitments:
                yield bond.id, _commitment_tests(known, bond, want), _tell_commitment(known, bond)
        case ActorCells():
            for actor in record.actors:
                yield actor.id, _actor_tests(known, actor, want), _tell_actor(known, actor)
        case PassageCells():
            for passage in record.passages:
                yield _place(passage), _passage_tests(known, passage, want), _tell_passage(known, passage)
        case PublishedCells():
            value = record.article.published.value
            yield "article", {"value": lambda: value == want.value}, {"value": value or ""}


def fold(words: str) -> str:
    """Return words as they are compared: lower case, straight quotation marks, single spaces."""
    return " ".join(words.translate(_STRAIGHT).casefold().split())


def fold_name(name: str) -> str:
    """Return a name as it is compared: the smallest naming phrase, folded, without article and possessive.

    "Sources close to the talks" and "Sources" are one name: how far a name reaches is not what pairs test.
    """
    smallest = smallest_phrase(Span(0, len(name)), name).words(name) if name.strip() else name
    return _POSSESSIVE.sub("", _ARTICLE.sub("", fold(smallest)))


def has_words(text: str, words: str) -> bool:
    """Tell whether the text contains the words, as whole words."""
    wanted = fold(words)
    before, behind = (r"\b" if edge.isalnum() else "" for edge in (wanted[:1], wanted[-1:]))
    return re.search(before + re.escape(wanted) + behind, fold(text)) is not None


class _Known:
    """A record, with look-ups of actors by name and statements by id."""

    def __init__(self, record: Record) -> None:
        self.text = record.article.text
        self.shown = {actor.id: actor.name for actor in record.actors}
        self.statements = {row.id: row for row in record.statements}
        self.spoken = {row.source_chain[0].id: row for row in record.statements if row.source_chain}
        self._names = {actor.id: self._names_of(actor) for actor in record.actors}

    def _names_of(self, actor: Actor) -> frozenset[str]:
        words = (mention.span.words(self.text) for mention in actor.mentions)
        return frozenset(map(fold_name, (actor.name, *words)))

    def means(self, name: str | None, actor: str | None) -> bool:
        """Tell whether a name refers to this actor; None stands for no actor."""
        if name is None or actor is None:
            return name is None and actor is None
        return fold_name(name) in self._names.get(actor, ())

    def means_all(self, names: Sequence[str], actors: Iterable[str]) -> bool:
        """Tell whether the names refer to exactly these actors."""
        ids = set(actors)
        met = all(any(self.means(name, one) for name in names) for one in ids)
        return len(ids) == len(names) and met and self.means_some(names, ids)

    def means_some(self, names: Sequence[str], actors: Iterable[str]) -> bool:
        """Tell whether every name refers to one of these actors."""
        ids = list(actors)
        return all(any(self.means(name, one) for one in ids) for name in names)

    def tell(self, actors: Iterable[str | None]) -> str:
        """Return the names of actors."""
        return ", ".join(self.shown.get(one, one) for one in actors if one is not None)


def _compare(id_: str, tests: Tests, told: Mapping[str, str], wanted: Cells) -> Compared:
    asked = wanted.model_dump(mode="json", exclude_unset=True)
    cells = []
    for name in wanted.given:
        found = told.get(name) or told.get(_SUFFIX.sub("", name)) or "none"
        cells.append(Cell(name, tests[name](), json.dumps(asked[name], ensure_ascii=False), found))
    short = "; ".join(f"{name} {value}" for name, value in told.items() if value)
    return Compared(id_, short or "nothing told", tuple(cells))


def _fits(tests: Tests, wanted: Cells) -> bool:
    return all(tests[name]() for name in wanted.given)


def _statement_tests(known: _Known, row: Statement, want: StatementCells) -> Tests:
    content = " ".join(row.evidence.content.words)
    medium = row.medium
    return {
        "actors": lambda: known.means_all(want.actors, row.actors),
        "actors_include": lambda: known.means_some(want.actors_include, row.actors),
        "act": lambda: row.act in want.act,
        "reality": lambda: row.reality == want.reality,
        "kind": lambda: row.kind in want.kind,
        "content": lambda: _WORD.findall(fold(content)) == _WORD.findall(fold(want.content)),
        "content_includes": lambda: has_words(content, want.content_includes),
        "content_excludes": lambda: not has_words(content, want.content_excludes),
        "addressees": lambda: known.means_all(want.addressees, (one.actor for one in row.addressees)),
        "said": lambda: (row.said.value if row.said else None) == want.said,
        "medium": lambda: (medium.kind if medium else None) == want.medium,
        "outlet": lambda: known.means(want.outlet, medium.outlet if medium else None),
        "on_behalf_of": lambda: known.means(want.on_behalf_of, row.on_behalf_of),
        "within": lambda: _is_statement(known, known.statements.get(row.within or ""), want.within),
        "answers": lambda: _answers(known, row, want.answers),
        "chain_includes": lambda: all(
            any(_link_fits(known, link, one) for link in row.source_chain) for one in want.chain_includes
        ),
    }


def _is_statement(known: _Known, row: Statement | None, want: StatementCells | None) -> bool:
    """Tell whether a row is the expected statement, or both are absent."""
    if row is None or want is None:
        return row is None and want is None
    return _fits(_statement_tests(known, row, want), want)


def _answers(known: _Known, row: Statement, want: AnswerCells | None) -> bool:
    if want is None:
        return not row.answers
    return any(_answer_fits(known, one, want) for one in row.answers)


def _answer_fits(known: _Known, answer: Answer, want: AnswerCells) -> bool:
    answered = known.statements.get(answer.to) or known.spoken.get(answer.to)
    tests: Tests = {
        "relation": lambda: answer.relation in want.relation,
        "to": lambda: _is_statement(known, answered, want.to),
    }
    return _fits(tests, want)


def _link_fits(known: _Known, link: Link, want: LinkCells) -> bool:
    tests: Tests = {
        "actor": lambda: known.means(want.actor, link.actor),
        "outlet": lambda: known.means(want.outlet, link.outlet),
        "medium": lambda: link.medium == want.medium,
    }
    return _fits(tests, want)


def _event_tests(known: _Known, row: Event, want: EventCells) -> Tests:
    place = row.place
    return {
        "type": lambda: row.type in want.type,
        "mode": lambda: row.mode == want.mode,
        "actors": lambda: known.means_all(want.actors, row.actors),
        "actors_include": lambda: known.means_some(want.actors_include, row.actors),
        "recipients": lambda: known.means_all(want.recipients, row.recipients),
        "recipients_include": lambda: known.means_some(want.recipients_include, row.recipients),
        "date": lambda: (row.date.value if row.date else None) == want.date,
        "place": lambda: _same_place(place, want.place),
        "country": lambda: (place.country if place else None) == want.country,
        "reality": lambda: row.reality == want.reality,
        "told_by": lambda: _is_told_by(known, row, want.told_by),
        "quantities": lambda: _has_quantities(row.quantities, want.quantities),
        "round": lambda: row.round == want.round,
        "trigger_includes": lambda: has_words(" ".join(row.evidence.trigger.words), want.trigger_includes),
    }


def _same_place(place: Place | None, name: str | None) -> bool:
    if place is None or name is None:
        return place is None and name is None
    return fold_name(name) in map(fold_name, (place.name, *place.evidence.words))


def _has_quantities(has: Sequence[Quantity], want: Sequence[QuantityCells]) -> bool:
    return all(any(_quantity_fits(one, cells) for one in has) for cells in want)


def _is_told_by(known: _Known, row: Event, names: Sequence[str] | None) -> bool:
    teller = known.statements.get(row.told_by or "")
    if teller is None or names is None:
        return teller is None and names is None
    return known.means_all(names, teller.actors)


def _quantity_fits(row: Quantity, want: QuantityCells, deadline: str | None = None) -> bool:
    tests: dict[str, Callable[[], bool]] = {
        "value": lambda: row.value == want.value,
        "to": lambda: row.to == want.to,
        "unit": lambda: row.unit == want.unit or bool(unit_words(row.unit) & unit_words(want.unit)),
        "qualifier": lambda: row.qualifier == want.qualifier,
        "each": lambda: row.each == want.each,
    }
    if isinstance(want, TermCells):
        tests["deadline"] = lambda: (row.deadline or deadline) == want.deadline
    return _fits(tests, want)


def _commitment_tests(known: _Known, row: Commitment, want: CommitmentCells) -> Tests:
    condition = want.conditions_include
    return {
        "parties": lambda: known.means_all(want.parties, row.parties),
        "parties_include": lambda: known.means_some(want.parties_include, row.parties),
        "to_includes": lambda: has_words(row.to, want.to_includes),
        "status": lambda: row.status in want.status,
        "terms": lambda: all(_has_term(row, one) for one in want.terms),
        "conditions_include": lambda: any(has_words(one.words, condition) for one in row.conditions),
        "agreed": lambda: (row.agreed.date if row.agreed else None) == want.agreed,
    }


def _has_term(row: Commitment, want: TermCells) -> bool:
    """Tell whether the commitment has such a term; a deadline alone may be that of the commitment."""
    whole = want.given == ("deadline",) and row.deadline == want.deadline
    return whole or any(_quantity_fits(term, want, row.deadline) for term in row.terms)


def _actor_tests(known: _Known, row: Actor, want: ActorCells) -> Tests:
    def bears(role: Role) -> bool:
        return "title" not in want.given or has_words(role.title, want.title)

    return {
        "name": lambda: known.means(want.name, row.id),
        "kind": lambda: row.kind in want.kind,
        "country": lambda: row.country == want.country,
        "sector": lambda: row.sector == want.sector,
        "title": lambda: any(bears(role) for role in row.roles),
        "of": lambda: any(bears(role) and known.means(want.of, role.of) for role in row.roles),
        "mentions_include": lambda: all(
            fold_name(one) in {fold_name(mention.span.words(known.text)) for mention in row.mentions}
            for one in want.mentions_include
        ),
    }


def _passage_tests(known: _Known, row: PassageRow, want: PassageCells) -> Tests:
    return {
        "kind": lambda: row.kind in want.kind,
        "text_includes": lambda: has_words(row.span.words(known.text), want.text_includes),
    }


def _tell_statement(known: _Known, row: Statement) -> dict[str, str]:
    medium = row.medium
    chain = (_tell_link(known, link) for link in row.source_chain)
    return {
        "actors": known.tell(row.actors),
        "act": row.act,
        "reality": row.reality,
        "kind": row.kind,
        "content": str(row.evidence.content),
        "addressees": known.tell(one.actor for one in row.addressees),
        "said": row.said.value if row.said else "",
        "medium": medium.kind if medium else "",
        "outlet": known.tell([medium.outlet]) if medium else "",
        "on_behalf_of": known.tell([row.on_behalf_of]),
        "within": _tell_teller(known, row.within),
        "answers": ", ".join(f"{one.relation} {one.to}" for one in row.answers),
        "chain": " < ".join(told for told in chain if told),
    }


def _tell_link(known: _Known, link: Link) -> str:
    teller = known.tell([link.actor]) or known.tell([link.outlet])
    return f"{teller or '?'} ({link.medium})" if link.medium else teller


def _tell_event(known: _Known, row: Event) -> dict[str, str]:
    return {
        "type": row.type,
        "mode": row.mode or "",
        "trigger": str(row.evidence.trigger),
        "actors": known.tell(row.actors),
        "recipients": known.tell(row.recipients),
        "date": row.date.value if row.date else "",
        "place": row.place.name if row.place else "",
        "country": (row.place.country or "") if row.place else "",
        "reality": row.reality,
        "told_by": _tell_teller(known, row.told_by),
        "quantities": ", ".join(map(quantity_text, row.quantities)),
        "round": "" if row.round is None else str(row.round),
    }


def _tell_teller(known: _Known, told_by: str | None) -> str:
    teller = known.statements.get(told_by or "")
    return f"{teller.id} ({known.tell(teller.actors) or 'nobody'})" if teller else ""


def _tell_commitment(known: _Known, row: Commitment) -> dict[str, str]:
    terms = (quantity_text(one) + (f" by {one.deadline}" if one.deadline else "") for one in row.terms)
    return {
        "parties": known.tell(row.parties),
        "to": row.to,
        "status": row.status,
        "terms": ", ".join([*terms, *([f"by {row.deadline}"] if row.deadline else [])]),
        "conditions": ", ".join(one.words for one in row.conditions),
        "agreed": (row.agreed.date or "") if row.agreed else "",
    }


def _tell_actor(known: _Known, row: Actor) -> dict[str, str]:
    return {
        "name": row.name,
        "kind": row.kind,
        "country": row.country or "",
        "sector": row.sector or "",
        "title": ", ".join(role.title for role in row.roles),
        "of": known.tell(role.of for role in row.roles),
        "mentions": ", ".join(mention.span.words(known.text) for mention in row.mentions),
    }


def _tell_passage(known: _Known, row: PassageRow) -> dict[str, str]:
    return {"kind": row.kind, "text": row.span.words(known.text)}


def _place(row: PassageRow) -> str:
    return f"passage at {row.span.start}"
