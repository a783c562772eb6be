"""The lists of an SQL dossier: the methods of DossierLists, and its counts."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import Connection, Select

from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.store.protocol import Count, Filter, TallyBy
from onrecord.store.sql import judgements, queries, row_loader, tallies
from onrecord.store.sql.lists import actors, commitments, counts, positions, stories, threads
from onrecord.store.sql.search import Search
from onrecord.store.stored_rows import (
    ActTally,
    AnswerEdge,
    AnswerTally,
    CalledActor,
    DayTally,
    OutletTally,
    StoredActor,
    StoredSaying,
    StoredStatement,
)


class SqlLists:
    """What an SQL dossier answers over many articles. Its methods are documented in the Dossier protocol."""

    _search: Search

    def _reading(self) -> AbstractContextManager[Connection]:
        raise NotImplementedError

    def list_actors(self, wanted: Filter) -> Iterator[StoredActor]:
        with self._reading() as connection:
            yield from actors.list_actors(connection, queries.actor_query(wanted, self._search))

    def list_stories(self, wanted: Filter) -> tuple[int, list[tuple[str, ...]]]:
        with self._reading() as connection:
            return stories.list_stories(connection, queries.article_query(wanted, self._search))

    def list_reprint_reasons(self, articles: Sequence[str]) -> list[Judgement]:
        with self._reading() as connection:
            return stories.list_reprint_reasons(connection, articles)

    def list_commitment_clusters(
        self, wanted: Filter, checkable: bool | None = None
    ) -> tuple[int, list[tuple[str, bool]]]:
        with self._reading() as connection:
            query = queries.commitment_query(wanted, self._search)
            return commitments.list_commitment_clusters(connection, query, checkable)

    def list_threads(self, wanted: Filter) -> tuple[int, list[str]]:
        with self._reading() as connection:
            return threads.list_threads(connection, queries.statement_query(wanted, self._search))

    def list_statement_heads(self, wanted: Filter) -> Iterator[StoredStatement]:
        with self._reading() as connection:
            query = queries.statement_query(wanted, self._search)
            yield from row_loader.list_statements(connection, query, heads=True)

    def list_answers_in(self, threads_wanted: Sequence[str]) -> list[AnswerEdge]:
        with self._reading() as connection:
            query = queries.statement_query(Filter(), self._search)
            return threads.list_answers_in(connection, query, threads_wanted)

    def list_positions(self, wanted: Filter) -> tuple[int, list[tuple[str, str, int]]]:
        with self._reading() as connection:
            return positions.list_positions(connection, queries.statement_query(wanted, self._search))

    def list_sayings(
        self, wanted: Filter, wanted_positions: Sequence[tuple[str, str]], most: int
    ) -> dict[tuple[str, str], list[StoredSaying]]:
        with self._reading() as connection:
            query = queries.statement_query(wanted, self._search, is_start=False)
            return positions.list_sayings(connection, query, wanted_positions, most)

    def list_called(self, articles: Iterable[str]) -> dict[str, list[CalledActor]]:
        with self._reading() as connection:
            return row_loader.list_called(connection, articles)

    # Counts

    def count_statements(self, wanted: Filter) -> Count:
        if counts.has_kept_count(wanted):
            with self._reading() as connection:
                return counts.count_statements(connection, wanted)
        return self._count(queries.statement_query(wanted, self._search).count())

    def count_events(self, wanted: Filter) -> Count:
        if counts.has_kept_count(wanted):
            with self._reading() as connection:
                return counts.count_events(connection, wanted)
        return self._count(queries.event_query(wanted, self._search).count())

    def count_commitments(self, wanted: Filter) -> Count:
        return self._count(queries.commitment_query(wanted, self._search).count())

    def count_articles(self, wanted: Filter) -> Count:
        return self._count(queries.article_query(wanted, self._search).count())

    def count_actors(self, wanted: Filter) -> Count:
        if counts.is_plain(wanted, "since", "until", *actors.NOT_OF_ACTORS):
            with self._reading() as connection:
                return actors.count_actors(connection, queries.actor_query(wanted, self._search))
        query = queries.actor_query(wanted, self._search, count_undated=True)
        return self._count(queries.count_groups(query))

    def _count(self, query: "Select[int, int]") -> Count:
        with self._reading() as connection:
            return Count(*connection.execute(query).one())

    def tally_acts(self, wanted: Filter) -> list[ActTally]:
        with self._reading() as connection:
            if counts.has_kept_count(wanted):
                return counts.tally_acts(connection, wanted)
            return tallies.tally_acts(connection, queries.statement_query(wanted, self._search))

    def tally_days(self, wanted: Filter, by: TallyBy) -> list[DayTally]:
        is_events = by.startswith("events")
        query = (queries.event_query if is_events else queries.statement_query)(wanted, self._search)
        with self._reading() as connection:
            if by in ("statements by act", "events by type") and counts.has_kept_count(wanted):
                return counts.tally_lanes(connection, wanted, by)
            if by.endswith("by actor") and counts.is_plain(wanted, "since", "until", "acts", "types"):
                return tallies.tally_kept_actors(connection, wanted, by)
            return tallies.tally_days(connection, query, by)

    def find_samples(
        self, wanted: Filter, by: TallyBy, cells: Sequence[tuple[date, str]]
    ) -> dict[tuple[date, str], str]:
        is_events = by.startswith("events")
        query = (queries.event_query if is_events else queries.statement_query)(wanted, self._search)
        with self._reading() as connection:
            return tallies.find_samples(connection, query, by, cells)

    def tally_answers(self, wanted: Filter, limit: int) -> list[AnswerTally]:
        with self._reading() as connection:
            if counts.is_plain(wanted):
                return counts.tally_answers(connection, limit)
            return tallies.tally_answers(connection, queries.statement_query(wanted, self._search), limit)

    def tally_outlets(self, wanted: Filter, limit: int) -> list[OutletTally]:
        with self._reading() as connection:
            return tallies.tally_outlets(connection, queries.article_query(wanted, self._search), limit)

    def count_changes(self) -> str:
        with self._reading() as connection:
            return tallies.count_changes(connection)

    def count_decisions(self, *about: str) -> int:
        with self._reading() as connection:
            return judgements.count_decisions(connection, about)

    def count_decisions_about(self, pairs: Sequence[tuple[str, ...]]) -> list[int]:
        with self._reading() as connection:
            return judgements.count_decisions_about(connection, pairs)

    def count_doubtful(self, kind: JudgementKind | None = None) -> int:
        with self._reading() as connection:
            return counts.count_doubtful(connection, kind)
