"""The SQL implementation of the Dossier protocol.

What differs between databases is passed to its constructor.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, insert, select

from onrecord.model.errors import OnRecordError, StoreError
from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.model.record import Outcome, PassageRow, Record, Run
from onrecord.model.serial import outcome_from_json
from onrecord.model.span import Span
from onrecord.store.added_rows import check_addition, with_added_rows
from onrecord.store.bulk.sql import SqlBulkWrites
from onrecord.store.corrections import ROW_DECISIONS, apply_decisions, check_correction, with_learnt_facts
from onrecord.store.damage.check import check_dossier
from onrecord.store.database_errors import store_errors
from onrecord.store.faults import Fault
from onrecord.store.features.match_features import (
    MAX_BEARERS,
    NEVER_FAR,
    ActorFeatures,
    CommitmentFeatures,
    EventFeatures,
    FarApart,
    StatementFeatures,
)
from onrecord.store.protocol import (
    Filter,
    JudgementFilter,
    RowKind,
    WriteResult,
)
from onrecord.store.sql import (
    clusters,
    judgements,
    queries,
    row_loader,
    row_writer,
    schema,
    tallies,
)
from onrecord.store.sql.candidates import actors as actor_candidates
from onrecord.store.sql.candidates import deeds, statements
from onrecord.store.sql.kept.refresh import refresh
from onrecord.store.sql.learnt_facts import load_actors_of_articles
from onrecord.store.sql.ledger.dossier_part import LedgerPart
from onrecord.store.sql.lists.dossier_lists import SqlLists
from onrecord.store.sql.search import Search
from onrecord.store.stored_rows import (
    AnswerEdge,
    EarlierRecord,
    StoredActorRow,
    StoredArticle,
    StoredCommitment,
    StoredEvent,
    StoredOutcome,
    StoredRecord,
    StoredRole,
    StoredStatement,
    StoredText,
    StoredTopic,
    WithdrawnArticle,
)

_QUERIES = {
    "articles": queries.article_query,
    "statements": queries.statement_query,
    "events": queries.event_query,
    "commitments": queries.commitment_query,
}
# Execution option of connections that will write: their transaction waits for other writers when it begins.
WRITES = {"onrecord_writes": True}


class SqlDossier(SqlLists, SqlBulkWrites, LedgerPart):
    """A Dossier behind an SQLAlchemy engine, made by `open_dossier`.

    Its methods are documented in the Dossier protocol.

    `name` is used in messages; `search` is the full-text search of the database; `now` gives the timestamps
    of what is written; `copy` writes a snapshot to a new file. Threads may share a dossier; each process
    opens its own.
    """

    def __init__(
        self,
        engine: Engine,
        name: str,
        search: Search,
        now: Callable[[], datetime],
        copy: Callable[[Engine, Path], None],
    ) -> None:
        self._engine = engine
        self._name = name
        self._search = search
        self._now = now
        self._copy = copy

    @property
    def name(self) -> str:
        return self._name

    # Records

    def has(self, article_id: str) -> bool:
        with self._reading() as connection:
            return row_writer.is_stored(connection, article_id)

    def write(self, outcome: Outcome, learnt: datetime | None = None) -> WriteResult:
        with self._writing() as connection:
            return self._write(connection, outcome, learnt or self._now())

    def replace_record(self, record: Record, gone: Iterable[str] = ()) -> None:
        article_id = record.article.id
        with self._writing() as connection:
            row_writer.replace_record(connection, record, self._now())
            judgements.withdraw_for_reannotation(connection, article_id, gone, self._now())
            self._update_rows(connection, article_id)

    def list_runs(self) -> dict[str, Run]:
        with self._reading() as connection:
            return row_loader.list_runs(connection)

    def withdraw_article(self, article_id: str, by: str, why: str) -> None:
        with self._writing() as connection:
            row_writer.withdraw_article(connection, article_id, by, why, self._now())
            reason = f"the article was withdrawn: {why}"
            judgements.withdraw_about(connection, article_id, by, reason, self._now())

    def list_withdrawn(self) -> Iterator[WithdrawnArticle]:
        with self._reading() as connection:
            yield from row_loader.list_withdrawn(connection)

    def get_record(self, article_id: str) -> Record | None:
        found = list(self.list_records([article_id]))
        return found[0].record if found else None

    def list_records(self, article_ids: Iterable[str]) -> Iterator[StoredRecord]:
        with self._reading() as connection:
            for row in load_actors_of_articles(connection, article_ids):
                decisions = self._list_decisions(connection, row.article)
                record = self._load_record(connection, row.article)
                if record is not None:
                    decided = {(one.left, one.right) for one in decisions if one.kind == "field"}
                    record = with_learnt_facts(apply_decisions(record, decisions), row.learnt, decided)
                    yield StoredRecord(record, row.known_as)

    def get_uncorrected_record(self, article_id: str, *, added: bool = False) -> Record | None:
        with self._reading() as connection:
            record = self._load_record(connection, article_id)
            return self._with_added(connection, record) if added else record

    def get_text(self, article_id: str) -> StoredText | None:
        with self._reading() as connection:
            line = row_loader.load_record_json(connection, article_id)
            if line is None:
                return None
            raw = json.loads(line)
            passages = tuple(PassageRow(Span(*row["span"]), row["kind"]) for row in raw["passages"])
            article = raw["article"]
            words = (article["text"], passages, article["title"], article["outlet"])
            return StoredText(article_id, *words, article["published"]["value"])

    def list_earlier_records(self, article_id: str) -> list[EarlierRecord]:
        with self._reading() as connection:
            lines = row_loader.list_earlier_json(connection, article_id)
            return [EarlierRecord(self._parse(article_id, line), time) for line, time in lines]

    # Lists

    def list_statements(self, wanted: Filter) -> Iterator[StoredStatement]:
        with self._reading() as connection:
            yield from row_loader.list_statements(connection, queries.statement_query(wanted, self._search))

    def list_events(self, wanted: Filter) -> Iterator[StoredEvent]:
        with self._reading() as connection:
            yield from row_loader.list_events(connection, queries.event_query(wanted, self._search))

    def list_commitments(self, wanted: Filter) -> Iterator[StoredCommitment]:
        with self._reading() as connection:
            yield from row_loader.list_commitments(connection, queries.commitment_query(wanted, self._search))

    def list_ids(self, what: RowKind, wanted: Filter) -> list[str]:
        with self._reading() as connection:
            return row_loader.list_ids(connection, _QUERIES[what](wanted, self._search))

    def list_answers(self, wanted: Filter) -> list[AnswerEdge]:
        with self._reading() as connection:
            return row_loader.list_answers(connection, queries.statement_query(wanted, self._search))

    def list_topics(self, wanted: Filter) -> list[StoredTopic]:
        with self._reading() as connection:
            return list(row_loader.list_topics(connection, queries.statement_query(wanted, self._search)))

    def list_articles(self, wanted: Filter) -> Iterator[StoredArticle]:
        with self._reading() as connection:
            yield from row_loader.list_articles(connection, queries.article_query(wanted, self._search))

    def list_actor_rows(self, references: Sequence[str]) -> list[StoredActorRow]:
        with self._reading() as connection:
            return list(row_loader.list_actor_rows(connection, references))

    def list_parties(self, what: RowKind, references: Sequence[str]) -> dict[str, dict[str, tuple[str, ...]]]:
        with self._reading() as connection:
            return tallies.list_parties(connection, what, references)

    def list_outcomes(self) -> Iterator[StoredOutcome]:
        with self._reading() as connection:
            yield from row_loader.list_outcomes(connection)

    def list_roles(self, wanted: Filter) -> list[StoredRole]:
        with self._reading() as connection:
            return tallies.list_roles(connection, queries.actor_query(wanted, self._search))

    def list_least_confident(self, wanted: Filter) -> list[str]:
        with self._reading() as connection:
            return tallies.list_least_confident(connection, queries.statement_query(wanted, self._search))

    def find_actor_rows(self, known_as: Sequence[str]) -> dict[str, str]:
        with self._reading() as connection:
            return tallies.find_actor_rows(connection, known_as)

    # Resolution across articles

    def list_unlinked(self, rule: str) -> list[str]:
        with self._reading() as connection:
            return judgements.list_unlinked(connection, rule)

    def find_articles_sharing(
        self, article_id: str, fingerprints: Sequence[int], limit: int, far_apart: FarApart = NEVER_FAR
    ) -> list[str]:
        with self._reading() as connection:
            return judgements.find_articles_sharing(connection, article_id, fingerprints, limit, far_apart)

    def list_actor_features(self, article_id: str) -> list[ActorFeatures]:
        with self._reading() as connection:
            return actor_candidates.list_actors(connection, article_id)

    def list_namesakes(
        self, article_id: str, folded: Iterable[str], surnames: Iterable[str] = (), limit: int = MAX_BEARERS
    ) -> list[ActorFeatures]:
        with self._reading() as connection:
            return actor_candidates.list_namesakes(connection, article_id, folded, surnames, limit)

    def list_statement_features(self, article_id: str) -> list[StatementFeatures]:
        with self._reading() as connection:
            return statements.list_statements(connection, article_id)

    def list_statements_by(
        self, article_id: str, speakers: Mapping[str, tuple[date, date]]
    ) -> list[StatementFeatures]:
        with self._reading() as connection:
            return statements.list_statements_by(connection, article_id, speakers)

    def list_earlier_outlets(self, references: Iterable[str]) -> dict[str, frozenset[str]]:
        with self._reading() as connection:
            return statements.list_earlier_outlets(connection, references)

    def list_event_features(self, article_id: str) -> list[EventFeatures]:
        with self._reading() as connection:
            return deeds.list_events(connection, article_id)

    def list_similar_events(
        self, article_id: str, events: Sequence[EventFeatures], within: int
    ) -> list[list[EventFeatures]]:
        with self._reading() as connection:
            return deeds.list_similar_events(connection, article_id, events, within)

    def list_commitment_features(self, article_id: str) -> list[CommitmentFeatures]:
        with self._reading() as connection:
            return deeds.list_commitments(connection, article_id)

    def list_similar_commitments(
        self, article_id: str, commitments: Sequence[CommitmentFeatures]
    ) -> list[list[CommitmentFeatures]]:
        with self._reading() as connection:
            return deeds.list_similar_commitments(connection, article_id, commitments)

    def list_same_page(self, article_id: str) -> list[str]:
        with self._reading() as connection:
            return deeds.list_same_page(connection, article_id)

    def write_judgements(self, found: Iterable[Judgement]) -> None:
        with self._writing() as connection:
            judgements.write_judgements(connection, found)

    def retire_rules(self, rule: str) -> None:
        with self._writing() as connection:
            judgements.retire_rules(connection, rule, self._now())

    def write_linked(
        self, article_id: str, rule: str, fingerprints: Sequence[int], found: Iterable[Judgement]
    ) -> None:
        with self._writing() as connection:
            judgements.write_linked(connection, article_id, rule, fingerprints, found, self._now())

    def list_clusters(self, kind: JudgementKind, members: Sequence[str] | None = None) -> dict[str, str]:
        with self._reading() as connection:
            return clusters.list_clusters(connection, kind, members)

    def list_cluster_members(self, kind: JudgementKind, names: Iterable[str]) -> dict[str, list[str]]:
        with self._reading() as connection:
            return clusters.list_cluster_members(connection, kind, names)

    # Judgements

    def judge(self, judgement: Judgement, seen: int | None = None) -> bool:
        with self._writing() as connection:
            judgements.check_unchanged(connection, judgements.rows_of(judgement), seen)
            if judgement.kind == "field":
                self._check_correction(connection, judgement)
            if judgement.kind == "added":
                article = judgement.left.partition("/")[0]
                check_addition(
                    self._with_added(connection, self._load_record(connection, article)), judgement
                )
            is_new = judgements.write_judgement(connection, judgement)
            if is_new:
                self._apply_to_rows(connection, judgement)
            return is_new

    def withdraw(self, judgement_id: str, by: str, why: str, seen: int | None = None) -> None:
        with self._writing() as connection:
            judgement = judgements.withdraw(connection, judgement_id, by, why, self._now())
            if seen is not None:
                expected = seen + (not judgement.by_rule)  # this withdrawal counts as well
                judgements.check_unchanged(connection, judgements.rows_of(judgement), expected)
            self._apply_to_rows(connection, judgement)

    def import_judgement(self, judgement: Judgement) -> bool:
        with self._writing() as connection:
            is_new = judgements.import_judgement(connection, judgement)
            if is_new:
                self._apply_to_rows(connection, judgement)
            return is_new

    def list_judgements(self, wanted: JudgementFilter) -> Iterator[Judgement]:
        with self._reading() as connection:
            yield from judgements.list_judgements(connection, wanted)

    # The dossier itself

    def check(self) -> Iterator[Fault]:
        with store_errors(self._name):
            yield from check_dossier(self._engine)

    def copy_to(self, path: Path) -> None:
        with store_errors(self._name):
            self._copy(self._engine, path)

    def copy_rows_from(self, other: Connection) -> None:
        """Insert all rows of another dossier into this one, which has to be empty."""
        with self._writing() as connection:
            for table in schema.metadata.sorted_tables:
                if table is schema.migrations:
                    continue
                query = select(table).execution_options(yield_per=row_loader.CHUNK)
                with other.execute(query) as found:
                    for rows in found.partitions():
                        connection.execute(insert(table), [dict(row._mapping) for row in rows])

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, connection: Connection, outcome: Outcome, time: datetime) -> WriteResult:
        if not isinstance(outcome, Record):
            return row_writer.write_undone(connection, outcome, time)
        result = row_writer.write_record(connection, outcome, time)
        if result == "added":
            self._search.index_article(connection, outcome.article.id)
        return result

    def _time(self) -> datetime:
        return self._now()

    def _apply_to_rows(self, connection: Connection, judgement: Judgement) -> None:
        if judgement.kind in ROW_DECISIONS:
            self._update_rows(connection, judgement.left.partition("/")[0])

    def _update_rows(self, connection: Connection, article_id: str) -> None:
        """Write an article's rows again, from its record with people's decisions applied."""
        record = self._corrected_record(connection, article_id)
        if record is not None:
            row_writer.rewrite_rows(connection, record)
            clusters.restore_known_as(connection, article_id)
            self._search.index_article(connection, article_id, text_is_indexed=True)

    def _check_correction(self, connection: Connection, judgement: Judgement) -> None:
        article, _, row = judgement.left.partition("/")
        record = self._with_added(connection, self._load_record(connection, article))
        if record is None:
            raise StoreError(f"{self._name} holds no article {article}")
        check_correction(record, row, judgement.right, judgement.value or "null")

    def _with_added(self, connection: Connection, record: Record | None) -> Record | None:
        """Return a record with the rows that people added."""
        if record is None:
            return None
        return with_added_rows(record, self._list_decisions(connection, record.article.id))

    def _corrected_record(self, connection: Connection, article_id: str) -> Record | None:
        record = self._load_record(connection, article_id)
        return (
            None if record is None else apply_decisions(record, self._list_decisions(connection, article_id))
        )

    def _list_decisions(self, connection: Connection, article_id: str) -> list[Judgement]:
        """Return people's decisions on rows of an article by their time: merges add older ones."""
        found = judgements.list_judgements(connection, JudgementFilter(about=article_id, by_people=True))
        return sorted((row for row in found if row.kind in ROW_DECISIONS), key=lambda row: row.made_at)

    def _load_record(self, connection: Connection, article_id: str) -> Record | None:
        line = row_loader.load_record_json(connection, article_id)
        return None if line is None else self._parse(article_id, line)

    def _parse(self, article_id: str, line: str) -> Record:
        try:
            outcome = outcome_from_json(line)
        except OnRecordError as error:
            raise StoreError(f"{self._name}: the record of {article_id} cannot be read: {error}") from error
        if not isinstance(outcome, Record):
            raise StoreError(f"{self._name}: what is stored for {article_id} is not a record")
        return outcome

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with store_errors(self._name), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with (
            store_errors(self._name),
            self._engine.connect().execution_options(**WRITES) as connection,
            connection.begin(),
        ):
            yield connection
            refresh(connection)
