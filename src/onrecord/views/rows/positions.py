"""Rows of positions: what an actor said on one topic over time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.model.annotation import Act
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import StoredStatement, StoredTopic
from onrecord.views.queries import BATCH, QueryResult, list_by_id, same_day
from onrecord.views.rows.independent_reports import SINGLE_REPORT, count_independent_reports

LEAST_UTTERANCES = 2  # one statement on a topic shows no development
_Topic = tuple[str, str]  # an actor's id and a topic as compared


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

    `actor` is the actor's id, `topic` the noun phrase as it is printed most often.
    """

    actor: str
    who: str
    topic: str
    first: str | None
    last: str | None
    sayings: tuple[PositionStatement, ...]


def build_positions(dossier: Dossier, wanted: Filter) -> QueryResult[PositionRow]:
    """Return the positions in the statements that match, those with most statements first. Raises StoreError.

    A position has LEAST_UTTERANCES of one actor on a topic or more; several reports of one utterance count
    once.
    """
    rows = dossier.list_topics(replace(wanted, limit=None))
    references = None if len(rows) > BATCH else [row.reference for row in rows]
    clusters = dossier.list_clusters("statement", references)
    utterances: defaultdict[_Topic, dict[str, StoredTopic]] = defaultdict(dict)
    for row in rows:
        if row.known_as is not None:
            cluster = clusters.get(row.reference, row.reference)
            utterances[row.known_as, row.topic].setdefault(cluster, row)
    positions = [position for position in utterances.items() if len(position[1]) >= LEAST_UTTERANCES]
    positions.sort(key=lambda position: (-len(position[1]), position[0]))
    return QueryResult(PositionRow, _rows(dossier, positions[: wanted.limit], wanted), len(positions), 0)


def _rows(
    dossier: Dossier, positions: Sequence[tuple[_Topic, dict[str, StoredTopic]]], wanted: Filter
) -> Iterator[PositionRow]:
    on_day = same_day(wanted)
    for (actor, _), topics in positions:
        references = [topic.reference for topic in topics.values()]
        rows = list(list_by_id(dossier.list_statements, references, on_day))
        statements = _statements(dossier, rows, on_day)
        days = [statement.day for statement in statements if statement.day]
        words = [topic.words for topic in topics.values()]
        yield PositionRow(
            actor=actor,
            who=next((row.actor for row in rows if row.actor), actor),
            topic=min(words, key=lambda phrase: (-words.count(phrase), len(phrase), phrase)),
            first=days[0] if days else None,
            last=days[-1] if days else None,
            sayings=statements,
        )


def _statements(
    dossier: Dossier, rows: Sequence[StoredStatement], on_day: Filter
) -> tuple[PositionStatement, ...]:
    by_reference = {f"{row.article.id}/{row.id}": row for row in rows}
    counts = count_independent_reports(dossier, list(by_reference), on_day)
    statements = [
        PositionStatement(
            id=reference,
            day=row.said or row.article.published,
            act=row.act,
            content=row.content,
            outlet=row.article.outlet,
            pages=counts.get(reference, SINGLE_REPORT).pages,
            origins=counts.get(reference, SINGLE_REPORT).origins,
        )
        for reference, row in by_reference.items()
    ]
    return tuple(sorted(statements, key=lambda statement: (statement.day or "9999", statement.id)))
