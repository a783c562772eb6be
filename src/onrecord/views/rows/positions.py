"""Rows of positions: what an actor said on one topic over time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.model.annotation import Act
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import StoredSaying
from onrecord.views.queries import QueryResult, same_day
from onrecord.views.rows.independent_reports import (
    SINGLE_REPORT,
    IndependentReports,
    count_independent_reports,
)

POSITIONS_AT_ONCE = 100  # whose statements are read together
MOST_UTTERANCES = 24  # shown of a position: the earliest six and the latest eighteen
_Topic = tuple[str, str, int]  # an actor's id, a topic as compared, and the number of utterances


@dataclass(frozen=True, slots=True)
class PositionStatement:
    """One utterance on a topic.

    `id` is the statement (`ARTICLE/STATEMENT`) that represents it, `day` is EDTF.
    """

    id: str
    day: str | None
    act: Act
    content: str
    outlet: str | None
    pages: int
    origins: int


@dataclass(frozen=True, slots=True)
class PositionRow:
    """What one actor said on one topic, in order of time.

    `actor` is the actor's id, `topic` the noun phrase as it is printed most often. Of more than 24
    `utterances`, `sayings` has the earliest six and the latest eighteen.
    """

    actor: str
    who: str
    topic: str
    first: str | None
    last: str | None
    utterances: int
    sayings: tuple[PositionStatement, ...]


def build_positions(dossier: Dossier, wanted: Filter) -> QueryResult[PositionRow]:
    """Return the positions in the statements that match, those with most statements first. Raises StoreError.

    A position has two utterances of one actor on a topic or more; several reports of one utterance count
    once.
    """
    total, positions = dossier.list_positions(wanted)
    return QueryResult(PositionRow, _rows(dossier, positions, wanted), total, 0)


def _rows(dossier: Dossier, positions: Sequence[_Topic], wanted: Filter) -> Iterator[PositionRow]:
    for first in range(0, len(positions), POSITIONS_AT_ONCE):
        batch = positions[first : first + POSITIONS_AT_ONCE]
        pairs = [(actor, topic) for actor, topic, _ in batch]
        found = dossier.list_sayings(replace(wanted, limit=None, offset=0), pairs, MOST_UTTERANCES)
        utterances = {position: _first_reports(found[position[:2]]) for position in batch}
        references = [row.reference for rows in utterances.values() for row in rows]
        counts = count_independent_reports(dossier, references, same_day(wanted))
        for position in batch:
            yield _position(position, utterances[position], counts)


def _first_reports(rows: Sequence[StoredSaying]) -> list[StoredSaying]:
    """Return the first of the reports of each utterance."""
    first: dict[str, StoredSaying] = {}
    for row in rows:
        first.setdefault(row.utterance, row)
    return list(first.values())


def _position(
    position: _Topic, rows: Sequence[StoredSaying], counts: dict[str, IndependentReports]
) -> PositionRow:
    actor, _, number = position
    sayings = [
        PositionStatement(
            id=row.reference,
            day=row.said or row.published,
            act=row.act,
            content=row.content,
            outlet=row.outlet,
            pages=counts.get(row.reference, SINGLE_REPORT).pages,
            origins=counts.get(row.reference, SINGLE_REPORT).origins,
        )
        for row in rows
    ]
    sayings.sort(key=lambda saying: (saying.day or "9999", saying.id))
    days = [saying.day for saying in sayings if saying.day]
    words = Counter(row.words for row in rows)
    latest = max(rows, key=lambda row: row.sort_day)
    return PositionRow(
        actor=actor,
        who=latest.actor or actor,
        topic=min(words, key=lambda phrase: (-words[phrase], len(phrase), phrase)),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        utterances=number,
        sayings=tuple(sayings),
    )
