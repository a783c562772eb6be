"""Positions as shown: what an actor has said on a topic over time, on how many pages and origins each saying stands."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.model.annotation import Act
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import StoredStatement, StoredTopic
from onrecord.views.pages.page import Page
from onrecord.views.rows.independent_reports import ALONE, find_standing

PIECE = 200  # statements asked for at once


@dataclass(frozen=True, slots=True)
class Saying:
    """One utterance on a topic: the statement that stands for it (`ARTICLE/STATEMENT`), when (EDTF), and in which words."""

    id: str
    day: str | None
    act: Act
    content: str
    outlet: str | None
    pages: int
    origins: int


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One actor on one topic: `actor` is its id, `topic` the noun phrase as printed most often; sayings in order of time."""

    actor: str
    who: str
    topic: str
    first: str | None
    last: str | None
    sayings: tuple[Saying, ...]


def build_positions(dossier: Dossier, wanted: Filter, least: int = 2) -> Page[PositionRow]:
    """Return the positions in the statements `wanted` leaves, those said most often first. Raises StoreError.

    A topic counts from `least` utterances of one actor; reports of one utterance by several articles count once.
    """
    rows = dossier.list_topics(replace(wanted, limit=None))
    families = dossier.list_clusters(
        "statement", None if len(rows) > PIECE else [row.reference for row in rows]
    )
    groups: defaultdict[tuple[str, str], dict[str, StoredTopic]] = defaultdict(dict)
    for row in rows:
        if row.known_as is not None:
            groups[row.known_as, row.topic].setdefault(families.get(row.reference, row.reference), row)
    many = sorted(
        (item for item in groups.items() if len(item[1]) >= least), key=lambda item: (-len(item[1]), item[0])
    )
    return Page(PositionRow, _rows(dossier, many[: wanted.limit], wanted), len(many), 0)


def _rows(
    dossier: Dossier, groups: Sequence[tuple[tuple[str, str], dict[str, StoredTopic]]], wanted: Filter
) -> Iterator[PositionRow]:
    there = Filter(as_of=wanted.as_of, learnt=wanted.learnt, versions=wanted.versions)
    for (actor, _), told in groups:
        references = [row.reference for row in told.values()]
        kept = {f"{row.article.id}/{row.id}": row for row in _statements(dossier, references, there)}
        standing = find_standing(dossier, references, there)
        sayings = tuple(
            Saying(
                id=name,
                day=row.said or row.article.published,
                act=row.act,
                content=row.content,
                outlet=row.article.outlet,
                pages=standing.get(name, ALONE).pages,
                origins=standing.get(name, ALONE).origins,
            )
            for name, row in sorted(
                kept.items(), key=lambda item: (item[1].said or item[1].article.published or "9999", item[0])
            )
        )
        who = next((row.actor for row in kept.values() if row.actor), actor)
        days = [saying.day for saying in sayings if saying.day]
        words = [row.words for row in told.values()]
        topic = min(words, key=lambda one: (-words.count(one), len(one), one))
        yield PositionRow(actor, who, topic, days[0] if days else None, days[-1] if days else None, sayings)


def _statements(dossier: Dossier, references: Sequence[str], there: Filter) -> Iterator[StoredStatement]:
    for first in range(0, len(references), PIECE):
        yield from dossier.list_statements(replace(there, rows=tuple(references[first : first + PIECE])))
