"""The dossier in an SQL database: one class for every kind; what differs between kinds is handed in."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, Select, insert, select
from sqlalchemy.exc import DBAPIError

from onrecord.model.errors import OnRecordError, StoreError
from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.model.record import Outcome, PassageRow, Record, Run
from onrecord.model.serial import outcome_from_json
from onrecord.model.span import Span
from onrecord.store.match_features import ActorFeatures, CommitmentFeatures, EventFeatures, StatementFeatures
from onrecord.store.corrections import apply_decisions, check_correction
from onrecord.store.protocol import ACTUAL, Count, Filter, JudgementFilter, RowKind, TallyBy, WriteResult
from onrecord.store.sql import clusters as families
from onrecord.store.sql import judgements as judging
from onrecord.store.sql import match_candidates as candidates
from onrecord.store.sql import queries as questions
from onrecord.store.sql import row_loader as assembling
from onrecord.store.sql import row_writer as writing
from onrecord.store.sql import schema, tallies
from onrecord.store.sql.search import Search
from onrecord.store.stored_rows import (
    StoredActor,
    StoredActorRow,
    ActTally,
    AnswerEdge,
    AnswerTally,
    StoredArticle,
    StoredCommitment,
    DayTally,
    StoredEvent,
    StoredOutcome,
    OutletTally,
    EarlierRecord,
    StoredRole,
    StoredStatement,
    StoredText,
    StoredTopic,
    WithdrawnArticle,
)

Copy = Callable[[Engine, Path], None]
OF_ROWS = ("row", "field")  # kinds of judgements that change what an article's rows are
_ASK = {
    "articles": questions.article_query,
    "statements": questions.statement_query,
    "events": questions.event_query,
    "commitments": questions.commitment_query,
}
WRITES = {
    "onrecord_writes": True
}  # execution option of connections that will write: they take the writer's place at once


class SqlDossier:
    """A Dossier (see `onrecord.store.protocol`) behind an SQLAlchemy engine. Made by `open_dossier`.

    `name` stands in messages; `search` is the kind's full-text search; `now` tells the time that is kept beside what is
    written; `copy` writes all of it to a new file. Threads may share it; processes may not: each opens its own.
    """

    def __init__(
        self, engine: Engine, name: str, search: Search, now: Callable[[], datetime], copy: "Copy"
    ) -> None:
        self._engine = engine
        self._name = name
        self._search = search
        self._now = now
        self._copy = copy

    @property
    def name(self) -> str:
        """Where the dossier is, as messages say it: no password in it."""
        return self._name

    def has(self, article_id: str) -> bool:
        """Tell whether the dossier keeps a record of this article."""
        with self._reading() as connection:
            return writing.is_stored(connection, article_id)

    def write(self, outcome: Outcome, learnt: datetime | None = None) -> WriteResult:
        """Keep an outcome in one transaction: "added", "unchanged", "noted" or "withdrawn"."""
        with self._writing() as connection:
            if isinstance(outcome, Record):
                written = writing.write_record(connection, outcome, learnt or self._now())
                if written == "added":
                    self._search.keep(connection, outcome.article.id)
                return written
            return writing.write_undone(connection, outcome, learnt or self._now())

    def replace_record(self, record: Record, gone: Iterable[str] = ()) -> None:
        """Put a newer reading of an article in place of the one kept, which is kept aside."""
        with self._writing() as connection:
            writing.replace_record(connection, record, self._now())
            judging.forget(connection, record.article.id, gone, self._now())
            self._restate(connection, record.article.id)

    def list_runs(self) -> dict[str, Run]:
        """Return of each article the run that read it last, earliest added first."""
        articles, runs = schema.articles.c, schema.runs.c
        query = select(articles.id, runs.onrecord, runs.readers, runs.settings)
        query = query.select_from(schema.articles.join(schema.runs, runs.id == articles.run_id)).order_by(
            articles.number
        )
        with self._reading() as connection:
            rows = [tuple(row) for row in connection.execute(query)]
        return {row[0]: Run(row[1], json.loads(row[2]), json.loads(row[3])) for row in rows}

    def withdraw_article(self, article_id: str, by: str, why: str) -> None:
        """Take an article down: it goes with all its rows and readings, and a note stays."""
        with self._writing() as connection:
            writing.withdraw_article(connection, article_id, by, why, self._now())
            judging.withdraw_about(
                connection, article_id, by, f"the article was withdrawn: {why}", self._now()
            )

    def list_withdrawn(self) -> Iterator[WithdrawnArticle]:
        """Yield the notes on articles taken down, in the order of their ids."""
        columns = (
            schema.withdrawn_articles.c[name]
            for name in ("article_id", "url", "outlet", "published", "withdrawn_at", "by", "why")
        )
        with self._reading() as connection:
            for row in connection.execute(select(*columns).order_by(schema.withdrawn_articles.c.article_id)):
                yield WithdrawnArticle(*row)

    def get_record(self, article_id: str) -> Record | None:
        """Return the record as it stands: as read, with people's decisions applied; None when there is none of this article."""
        with self._reading() as connection:
            return self._stands(connection, article_id)

    def get_uncorrected_record(self, article_id: str) -> Record | None:
        """Return the record as the program read it last, None when there is none of this article."""
        with self._reading() as connection:
            return self._read(connection, article_id)

    def get_text(self, article_id: str) -> StoredText | None:
        """Return an article's text with its passages, None when there is none of this article."""
        query = select(schema.records.c.json).where(schema.records.c.article_id == article_id)
        with self._reading() as connection:
            line = connection.execute(query).scalar_one_or_none()
        if line is None:
            return None
        raw = json.loads(line)
        passages = tuple(PassageRow(Span(*row["span"]), row["kind"]) for row in raw["passages"])
        row = raw["article"]
        return StoredText(
            article_id, row["text"], passages, row["title"], row["outlet"], row["published"]["value"]
        )

    def list_earlier_records(self, article_id: str) -> list[EarlierRecord]:
        """Return the earlier readings of an article, the first first."""
        table = schema.earlier_records.c
        query = (
            select(table.json, table.replaced_at)
            .where(table.article_id == article_id)
            .order_by(table.position)
        )
        with self._reading() as connection:
            return [EarlierRecord(self._parsed(article_id, line), at) for line, at in connection.execute(query)]

    def list_statements(self, wanted: Filter) -> Iterator[StoredStatement]:
        """Yield the statements that `wanted` leaves."""
        with self._reading() as connection:
            yield from assembling.list_statements(connection, questions.statement_query(wanted, self._search))

    def list_events(self, wanted: Filter) -> Iterator[StoredEvent]:
        """Yield the events that `wanted` leaves."""
        with self._reading() as connection:
            yield from assembling.list_events(connection, questions.event_query(wanted, self._search))

    def list_commitments(self, wanted: Filter) -> Iterator[StoredCommitment]:
        """Yield the commitments that `wanted` leaves."""
        with self._reading() as connection:
            yield from assembling.list_commitments(
                connection, questions.commitment_query(wanted, self._search)
            )

    def list_ids(self, what: RowKind, wanted: Filter) -> list[str]:
        """Return the ids (`ARTICLE`, else `ARTICLE/ROW`) of what `wanted` leaves, in the order in which it is listed."""
        with self._reading() as connection:
            return assembling.list_ids(connection, _ASK[what](wanted, self._search))

    def list_answers(self, wanted: Filter) -> list[AnswerEdge]:
        """Return what the statements that `wanted` leaves answer, by their article or by a judgement, earliest day first."""
        with self._reading() as connection:
            return assembling.list_edges(connection, questions.statement_query(wanted, self._search))

    def list_topics(self, wanted: Filter) -> list[StoredTopic]:
        """Return what the statements that `wanted` leaves are about, a row a statement and topic, earliest day first."""
        with self._reading() as connection:
            return list(assembling.list_topics(connection, questions.statement_query(wanted, self._search)))

    def list_articles(self, wanted: Filter) -> Iterator[StoredArticle]:
        """Yield the articles that `wanted` leaves."""
        with self._reading() as connection:
            yield from assembling.list_articles(connection, questions.article_query(wanted, self._search))

    def list_actors(self, wanted: Filter) -> Iterator[StoredActor]:
        """Yield the actors that `wanted` leaves, those of the same name and kind as one."""
        with self._reading() as connection:
            yield from assembling.list_actors(connection, questions.actor_query(wanted, self._search))

    def list_actor_rows(self, references: Sequence[str]) -> list[StoredActorRow]:
        """Return actors by their references (`ARTICLE/ACTOR`), as their articles have them, in no order."""
        with self._reading() as connection:
            return list(assembling.list_actor_rows(connection, references))

    def list_outcomes(self) -> Iterator[StoredOutcome]:
        """Yield every outcome: one for each article that came in."""
        with self._reading() as connection:
            yield from assembling.list_outcomes(connection)

    def count_statements(self, wanted: Filter) -> Count:
        """Count the statements `wanted` finds."""
        return self._count(questions.statement_query(wanted, self._search).count())

    def count_events(self, wanted: Filter) -> Count:
        """Count the events `wanted` finds."""
        return self._count(questions.event_query(wanted, self._search).count())

    def count_commitments(self, wanted: Filter) -> Count:
        """Count the commitments `wanted` finds."""
        return self._count(questions.commitment_query(wanted, self._search).count())

    def count_articles(self, wanted: Filter) -> Count:
        """Count the articles `wanted` finds."""
        return self._count(questions.article_query(wanted, self._search).count())

    def count_actors(self, wanted: Filter) -> Count:
        """Count the actors (same name and kind as one) `wanted` finds."""
        return self._count(questions.count_groups(questions.actor_query(wanted, self._search)))

    def tally_acts(self, wanted: Filter) -> list[ActTally]:
        """Count the statements `wanted` leaves by first day and act."""
        with self._reading() as connection:
            return tallies.tally_acts(connection, questions.statement_query(wanted, self._search))

    def tally_days(self, wanted: Filter, by: TallyBy) -> list[DayTally]:
        """Count by day and lane what `wanted` leaves."""
        ask = questions.statement_query if by.startswith("statements") else questions.event_query
        plain = by == "statements by actor" and wanted.realities == ACTUAL
        plain = plain and not (wanted.acts or wanted.contains or wanted.actor or wanted.rows)
        with self._reading() as connection:
            if plain:
                speakers = questions.actor_query(wanted, self._search)
                return tallies.tally_busiest_speakers(
                    connection, questions.statement_query(wanted, self._search), speakers
                )
            return tallies.tally_days(connection, ask(wanted, self._search), by)

    def tally_answers(self, wanted: Filter, limit: int) -> list[AnswerTally]:
        """Count who answers whom within articles, the pairs with most answers first."""
        with self._reading() as connection:
            return tallies.tally_answers(connection, questions.statement_query(wanted, self._search), limit)

    def tally_outlets(self, wanted: Filter, limit: int) -> list[OutletTally]:
        """Count the articles `wanted` leaves by outlet, most first."""
        with self._reading() as connection:
            return tallies.tally_outlets(connection, questions.article_query(wanted, self._search), limit)

    def list_roles(self, wanted: Filter) -> list[StoredRole]:
        """List the titles borne by actors of the name asked for."""
        with self._reading() as connection:
            return tallies.list_roles(connection, questions.actor_query(wanted, self._search))

    def list_least_confident(self, wanted: Filter) -> list[str]:
        """List the statements on which nobody has decided, those of least confidence first."""
        with self._reading() as connection:
            return tallies.list_least_confident(connection, questions.statement_query(wanted, self._search))

    def find_actor_rows(self, known_as: Sequence[str]) -> dict[str, str]:
        """Return for each actor a row of it."""
        with self._reading() as connection:
            return tallies.find_actor_rows(connection, known_as)

    def count_changes(self) -> str:
        """Tell how much was ever written here."""
        with self._reading() as connection:
            return tallies.count_changes(connection)

    def list_unlinked(self, rule: str) -> list[str]:
        """Return the ids of the articles `rule` has not compared yet, those published first first."""
        with self._reading() as connection:
            return judging.list_unlinked(connection, rule)

    def find_articles_sharing(self, article_id: str, prints: Sequence[int], limit: int) -> list[str]:
        """Return the ids of at most `limit` other articles that share prints, most shared first."""
        with self._reading() as connection:
            return judging.find_articles_sharing(connection, article_id, prints, limit)

    def list_actor_features(self, article_id: str) -> list[ActorFeatures]:
        """Return the actors of an article as they are compared."""
        with self._reading() as connection:
            return candidates.list_actors(connection, article_id)

    def list_namesakes(
        self, article_id: str, folded: Iterable[str], surnames: Iterable[str] = (), limit: int = 200
    ) -> list[ActorFeatures]:
        """Return the actors of other articles that bear one of these folded names, those known as one together.

        Persons whose full names end with one of `surnames` (folded) are found as well; at most about `limit` in all.
        """
        with self._reading() as connection:
            return candidates.list_namesakes(connection, article_id, folded, surnames, limit)

    def list_statement_features(self, article_id: str) -> list[StatementFeatures]:
        """Return the statements of an article that have a mouth, as they are compared."""
        with self._reading() as connection:
            return candidates.list_said(connection, article_id)

    def list_statements_by(
        self, article_id: str, known_as: Iterable[str], days: tuple[date, date]
    ) -> list[StatementFeatures]:
        """Return the statements of other articles by these actors that can have been made between two days."""
        with self._reading() as connection:
            return candidates.list_statements_by(connection, article_id, known_as, days)

    def list_event_features(self, article_id: str) -> list[EventFeatures]:
        """Return the events of an article as they are compared."""
        with self._reading() as connection:
            return candidates.list_events(connection, article_id)

    def list_similar_events(self, article_id: str, event: EventFeatures, within: int) -> list[EventFeatures]:
        """Return events of other articles, one a family, of the same type that share a party and lie within so many days."""
        with self._reading() as connection:
            return candidates.list_similar_events(connection, article_id, event, within)

    def list_commitment_features(self, article_id: str) -> list[CommitmentFeatures]:
        """Return the commitments of an article as they are compared."""
        with self._reading() as connection:
            return candidates.list_commitments(connection, article_id)

    def list_similar_commitments(self, article_id: str, commitment: CommitmentFeatures) -> list[CommitmentFeatures]:
        """Return the latest commitments of other articles, one a family, that share a party."""
        with self._reading() as connection:
            return candidates.list_similar_commitments(connection, article_id, commitment)

    def list_same_page(self, article_id: str) -> list[str]:
        """Return the other articles at the same address."""
        with self._reading() as connection:
            return candidates.list_same_page(connection, article_id)

    def write_judgements(self, judgements: Iterable[Judgement]) -> None:
        """Keep what a rule judged, all or nothing; what it held before already is left as it is."""
        with self._writing() as connection:
            judging.write_judgements(connection, judgements)

    def write_linked(
        self, article_id: str, rule: str, prints: Sequence[int], judgements: Iterable[Judgement]
    ) -> None:
        """Keep an article's prints, what `rule` judged of it, and that it did, in one transaction."""
        with self._writing() as connection:
            judging.write_linked(connection, article_id, rule, prints, judgements, self._now())

    def list_clusters(self, kind: JudgementKind, members: Sequence[str] | None = None) -> dict[str, str]:
        """Return the family of each of `members` that is in one (of everything, where none are given), by what holds now."""
        with self._reading() as connection:
            return families.list_clusters(connection, kind, members)

    def list_cluster_members(self, kind: JudgementKind, names: Iterable[str]) -> dict[str, list[str]]:
        """Return the members of families, in the order of ids."""
        with self._reading() as connection:
            return families.list_cluster_members(connection, kind, names)

    def judge(self, judgement: Judgement, seen: int | None = None) -> bool:
        """Keep a judgement; False when the same is held already by the same."""
        with self._writing() as connection:
            judging.check_unchanged(connection, judging.about(judgement), seen)
            if judgement.kind == "field":
                self._check_correction(connection, judgement)
            written = judging.write_judgement(connection, judgement)
            if written and judgement.kind in OF_ROWS:
                self._restate(connection, judgement.left.partition("/")[0])
            return written

    def withdraw(self, judgement_id: str, by: str, why: str, seen: int | None = None) -> None:
        """Withdraw a judgement, which stays to be seen."""
        with self._writing() as connection:
            judgement = judging.withdraw(connection, judgement_id, by, why, self._now())
            if seen is not None:
                judging.check_unchanged(connection, judging.about(judgement), seen + (not judgement.by_rule))
            if judgement.kind in OF_ROWS:
                self._restate(connection, judgement.left.partition("/")[0])

    def count_decisions(self, *about: str) -> int:
        """Return a number that grows with every decision people make, or take back, about these rows."""
        with self._reading() as connection:
            return judging.count_decisions(connection, about)

    def count_doubtful(self) -> int:
        """Return how many of the program's judgements wait for a person."""
        with self._reading() as connection:
            return judging.count_doubtful(connection)

    def import_judgement(self, judgement: Judgement) -> bool:
        """Keep a judgement of another dossier as it is, withdrawn or not; False when it is known."""
        with self._writing() as connection:
            taken = judging.import_judgement(connection, judgement)
            if taken and judgement.kind in OF_ROWS:
                self._restate(connection, judgement.left.partition("/")[0])
            return taken

    def list_judgements(self, wanted: JudgementFilter) -> Iterator[Judgement]:
        """Yield judgements in the order in which they were made."""
        with self._reading() as connection:
            yield from judging.list_judgements(connection, wanted)

    def copy_to(self, path: Path) -> None:
        """Write the dossier as it is now to a new file, while others may write on."""
        with store_errors(self._name):
            self._copy(self._engine, path)

    def copy_rows_from(self, other: Connection) -> None:
        """Take over all rows of another dossier, this one being empty."""
        with self._writing() as connection:
            for table in schema.metadata.sorted_tables:
                if table is schema.migrations:
                    continue
                with other.execute(select(table).execution_options(yield_per=assembling.CHUNK)) as found:
                    for rows in found.partitions():
                        connection.execute(insert(table), [dict(row._mapping) for row in rows])

    def close(self) -> None:
        """Let go of the dossier. Closing twice is allowed."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _restate(self, connection: Connection, article_id: str) -> None:
        """Make an article's rows anew from its record as it stands."""
        record = self._stands(connection, article_id)
        if record is not None:
            writing.rewrite_rows(connection, record)
            families.restore_known_as(connection, article_id)
            self._search.keep(connection, article_id, again=True)

    def _check_correction(self, connection: Connection, judgement: Judgement) -> None:
        article, _, row = judgement.left.partition("/")
        record = self._read(connection, article)
        if record is None:
            raise StoreError(f"{self._name} holds no article {article}")
        check_correction(record, row, judgement.right, judgement.value or "null")

    def _stands(self, connection: Connection, article_id: str) -> Record | None:
        record = self._read(connection, article_id)
        if record is None:
            return None
        decisions = judging.list_judgements(connection, JudgementFilter(about=article_id, by_people=True))
        return apply_decisions(record, [row for row in decisions if row.kind in OF_ROWS])

    def _read(self, connection: Connection, article_id: str) -> Record | None:
        query = select(schema.records.c.json).where(schema.records.c.article_id == article_id)
        line = connection.execute(query).scalar_one_or_none()
        return None if line is None else self._parsed(article_id, line)

    def _parsed(self, article_id: str, line: str) -> Record:
        try:
            outcome = outcome_from_json(line)
        except OnRecordError as error:
            raise StoreError(f"{self._name}: the record of {article_id} cannot be read: {error}") from error
        if not isinstance(outcome, Record):
            raise StoreError(f"{self._name}: what is kept for {article_id} is no record")
        return outcome

    def _count(self, query: "Select[int, int]") -> Count:
        with self._reading() as connection:
            return Count(*connection.execute(query).one())

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


@contextmanager
def store_errors(name: str) -> Iterator[None]:
    """Turn what the database complains about into a StoreError that names the dossier."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"{name}: {_advice(' '.join(str(error.orig).split()))}") from error


_ADVICE = {
    "locked": "another program has been writing to it for too long; try again when it is done",
    "readonly": "it may only be read; copy it to a place where you may write",
    "disk is full": "the disk is full; nothing of the article was kept",
    "malformed": "the file is damaged; take a copy from before",
    "not a database": "the file is damaged; take a copy from before",
    "Connection refused": "no server answers there; check host and port, and that PostgreSQL runs",
    "could not translate host name": "there is no such host; check the address",
    "password authentication failed": "the server refuses the user or the password",
    "no password supplied": "the server wants a password; put it into ~/.pgpass or PGPASSWORD",
    "does not exist": "check the names in the address; the database has to be made first (createdb)",
    "permission denied": "the user lacks the right; the dossier's owner may grant it",
    "read-only transaction": "it may only be read",
    "could not extend file": "the server's disk is full; nothing of the article was kept",
    "no such module": "this Python's SQLite has no full-text search (FTS5); use another Python",
    "foreign key": "the record names an id that it does not hold, and was not kept",
    "FOREIGN KEY": "the record names an id that it does not hold, and was not kept",
}


def _advice(complaint: str) -> str:
    return next(
        (f"{advice} ({complaint})" for sign, advice in _ADVICE.items() if sign in complaint), complaint
    )
