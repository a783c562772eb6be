"""The Dossier protocol, which every database implements, and the filters of its queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self, get_args

from onrecord.model.annotation import Act
from onrecord.model.errors import SettingError
from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.model.record import EventType, Outcome, Reality, Record, Run
from onrecord.store.bulk.protocol import BulkWrites
from onrecord.store.bulk.protocol import WriteResult as WriteResult
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
from onrecord.store.features.promise_features import PromiseFeatures
from onrecord.store.list_protocol import DossierLists
from onrecord.store.search_terms import MAX_PHRASES, MAX_SEARCH_LENGTH, find_phrases, fold_name
from onrecord.store.stored_rows import (
    AnswerEdge,
    EarlierRecord,
    StoredActor,
    StoredActorRow,
    StoredArticle,
    StoredCommitment,
    StoredEvent,
    StoredOutcome,
    StoredRecord,
    StoredStatement,
    StoredText,
    StoredTopic,
    WithdrawnArticle,
)

MOST_ROWS = 2**31 - 1  # largest limit and offset: a 32-bit integer, which every database takes
DOUBTFUL = 0.3  # score from which people review a program's "not the same"
ACTUAL: tuple[Reality, ...] = ("actual",)
REALITIES: tuple[Reality, ...] = get_args(Reality)
RowKind = Literal["articles", "statements", "events", "commitments"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions of a query, all of which have to hold. Raises SettingError when they make no sense.

    - `actor`: consecutive whole words of any name by which an article calls an actor ("Peskov" finds "Dmitry
      Peskov"). Case, accents, a leading article and a possessive do not count. It applies to the speakers of
      a statement, to the actors and recipients of an event, and to all actors of an article. An actor found
      by a name in one article is found in all articles. An id across articles (`person:dmitry-peskov`) finds
      that actor only.
    - `known_as`: the id of one actor across articles (`StoredActor.id`); it applies as `actor` does.
    - `since`, `until`: days, both inclusive. A row with a vague date ("June 2025") is found when one of the
      days it can mean lies between them. A statement's date is when it was said if the text gives it, else
      when the article was published; an event's is when it happened, if the text gives it; an article's is
      its publication; an actor's is the publication of the articles that name it. Rows of unknown date are
      left out; `Count.undated` counts them.
    - `contains`: all these words, and words in double quotes as a phrase: in a statement's content and
      source, in an event's words, in an article's title and text. Case and accents do not count. For actors
      it applies to the articles that name them.
    - `as_of`: only what was on record at the end of that day: articles published by then (a vague date counts
      by its last day) and, of those without a date, the ones the dossier had by then. With `learnt`, only
      articles that the dossier had by then, whatever their date.
    - `versions`: also rows of articles that a later version of the same page has superseded (by the day of
      `as_of`).
    - `rows`: only these rows (`ARTICLE/ROW`) of a list of statements, events or commitments, or only these
      articles.
    - `limit`: the maximum number of rows; `offset`: the number of rows to skip.
    - `realities`: statements of these realities; by default only those that were actually made. Does not
      apply with `rows`.
    - `acts`: statements of these speech acts; `types`: events of these types. Neither applies to other kinds
      of rows.
    - `outlet`: only articles of this outlet and their rows, its name as in the record.
    """

    actor: str | None = None
    since: date | None = None
    until: date | None = None
    contains: str | None = None
    limit: int | None = None
    as_of: date | None = None
    learnt: bool = False
    offset: int = 0
    acts: tuple[Act, ...] = ()
    types: tuple[EventType, ...] = ()
    outlet: str | None = None
    versions: bool = False
    rows: tuple[str, ...] | None = None
    known_as: str | None = None
    realities: tuple[Reality, ...] = ACTUAL

    def __post_init__(self) -> None:
        if self.limit is not None and not 0 <= self.limit <= MOST_ROWS:
            raise SettingError(f"limit is {self.limit}; it must be between 0 and {MOST_ROWS}")
        if not 0 <= self.offset <= MOST_ROWS:
            raise SettingError(f"offset is {self.offset}; it must be between 0 and {MOST_ROWS}")
        if self.since and self.until and self.since > self.until:
            raise SettingError(f"since ({self.since}) is later than until ({self.until})")
        if self.learnt and self.as_of is None:
            raise SettingError("learnt needs a day; give the day (as of)")
        if self.actor is not None and not fold_name(self.actor):
            raise SettingError(
                f"actor {self.actor[:40]!r} contains no word; give a name or a part of one, such as Peskov"
            )
        if self.contains is not None:
            _check_search(self.contains)

    @property
    def dated(self) -> bool:
        """Whether rows of unknown date are left out."""
        return self.since is not None or self.until is not None


def _check_search(search: str) -> None:
    phrases = find_phrases(search[:MAX_SEARCH_LENGTH])
    if not phrases:
        raise SettingError(f"contains {search[:40]!r} has no word to search for")
    if len(phrases) > MAX_PHRASES or len(search) > MAX_SEARCH_LENGTH:
        raise SettingError(
            f"contains is too long: at most {MAX_PHRASES} words or phrases and {MAX_SEARCH_LENGTH} characters"
        )


@dataclass(frozen=True, slots=True)
class Count:
    """The number of rows a Filter finds without its limit, and of rows left out only because their date is
    unknown.
    """

    matching: int
    undated: int


TallyBy = Literal["statements by act", "statements by actor", "events by type", "events by actor"]


@dataclass(frozen=True, slots=True)
class JudgementFilter:
    """Conditions on judgements: of one kind, about one article or a row of it, by people only, at most
    `limit`.

    `id`: only the one with this id. `lefts`: those whose left side is one of these rows or articles.
    `withdrawn`: withdrawn judgements, too. `as_of`: those in force at the end of that day. `doubtful`:
    doubtful judgements of the program that no person has decided yet, highest score first.
    """

    kind: JudgementKind | None = None
    about: str | None = None
    withdrawn: bool = False
    by_people: bool = False
    doubtful: bool = False
    as_of: date | None = None
    limit: int | None = None
    id: str | None = None
    lefts: tuple[str, ...] | None = None


class Dossier(BulkWrites, DossierLists, Protocol):
    """The store of one matter. Every method raises StoreError when the dossier cannot be read or written.

    Iterators load rows as they go, from a snapshot taken at the first row; others may write meanwhile.
    Statements, events and articles are ordered by day, latest first and undated last, then by article and
    position in the text; actors by the number of statements; outcomes by the time they were written.
    """

    @property
    def name(self) -> str:
        """The path or address for messages, without a password."""
        ...

    def has(self, article_id: str) -> bool:
        """Whether the dossier has a record of this article."""
        ...

    def write(self, outcome: Outcome, learnt: datetime | None = None) -> WriteResult:
        """Store an outcome in one transaction that a later crash does not undo.

        A Record is "added", or "unchanged" when the article has a record already, which stays. It replaces an
        earlier failure of the same article, or of a source that gave no article then. An Undone is "noted"
        and replaces what was noted for the article before (for the source, if it gave no article); it is
        "unchanged" when that is the same or the article has a record. A withdrawn article stays "withdrawn".
        `learnt` is when the article became known, by default now.
        """
        ...

    def replace_record(self, record: Record, gone: Iterable[str] = ()) -> None:
        """Replace the record of an article by a newer one and archive the old one.

        Raises StoreError if there is none.

        The program's judgements about the rows `gone` (ids within the record) are withdrawn, and the article
        is linked again.
        """
        ...

    def list_runs(self) -> dict[str, Run]:
        """Return the run of each article's current record, in the order in which articles were added."""
        ...

    def withdraw_article(self, article_id: str, by: str, why: str) -> None:
        """Remove an article with all its rows and records, leaving a note.

        Raises StoreError if there is none.
        """
        ...

    def list_withdrawn(self) -> Iterator[WithdrawnArticle]:
        """Yield the notes on withdrawn articles, in the order of their ids."""
        ...

    def get_record(self, article_id: str) -> Record | None:
        """Return the record of an article with people's decisions applied; None if there is none."""
        ...

    def list_records(self, article_ids: Iterable[str]) -> Iterator[StoredRecord]:
        """Yield the records of these articles, as `get_record` returns them, in this order.

        Articles without a record are passed over. What is known of an actor from several articles is looked
        up once.
        """
        ...

    def get_uncorrected_record(self, article_id: str, *, added: bool = False) -> Record | None:
        """Return the current record of an article as the program made it; None if there is none.

        With `added`, also with the rows that people added.
        """
        ...

    def get_text(self, article_id: str) -> StoredText | None:
        """Return an article's text with its passages; None if there is none."""
        ...

    def list_earlier_records(self, article_id: str) -> list[EarlierRecord]:
        """Return the replaced records of an article, oldest first."""
        ...

    def list_statements(self, wanted: Filter) -> Iterator[StoredStatement]:
        """Yield the statements that match."""
        ...

    def list_events(self, wanted: Filter) -> Iterator[StoredEvent]:
        """Yield the events that match."""
        ...

    def list_commitments(self, wanted: Filter) -> Iterator[StoredCommitment]:
        """Yield the commitments that match."""
        ...

    def list_articles(self, wanted: Filter) -> Iterator[StoredArticle]:
        """Yield the articles that match."""
        ...

    def list_ids(self, what: RowKind, wanted: Filter) -> list[str]:
        """Return the ids (`ARTICLE` or `ARTICLE/ROW`) of the rows that match, in the order of their list."""
        ...

    def list_answers(self, wanted: Filter) -> list[AnswerEdge]:
        """Return what matching statements answer, by their article or by a judgement, earliest day first."""
        ...

    def list_topics(self, wanted: Filter) -> list[StoredTopic]:
        """Return a row for each matching statement and topic of it, earliest day first."""
        ...

    def list_actors(self, wanted: Filter) -> Iterator[StoredActor]:
        """Yield the actors that match, each across its articles; their counts are of matching articles."""
        ...

    def list_actor_rows(self, references: Sequence[str]) -> list[StoredActorRow]:
        """Return the actors of single articles by their references (`ARTICLE/ACTOR`), in no order."""
        ...

    def list_parties(self, what: RowKind, references: Sequence[str]) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return the ids across articles of the actors of rows, by reference (`ARTICLE/ROW`) and part.

        Parts are "speaker", "spoken-for" and "addressee" of statements, "actor" and "recipient" of events and
        "party" of commitments; each in the order of the record.
        """
        ...

    def list_outcomes(self) -> Iterator[StoredOutcome]:
        """Yield the outcome of every article that came in."""
        ...

    def list_unlinked(self, rule: str) -> list[str]:
        """Return the ids of the articles that `rule` has not compared yet, earliest publication first."""
        ...

    def find_articles_sharing(
        self, article_id: str, fingerprints: Sequence[int], limit: int, far_apart: FarApart = NEVER_FAR
    ) -> list[str]:
        """Return the ids of at most `limit` other articles that share fingerprints, most shared first; of
        those that are `far_apart`, only where they share as many as it says.
        """
        ...

    def list_actor_features(self, article_id: str) -> list[ActorFeatures]:
        """Return the actors of an article for comparison."""
        ...

    def list_namesakes(
        self, article_id: str, folded: Iterable[str], surnames: Iterable[str] = (), limit: int = MAX_BEARERS
    ) -> list[ActorFeatures]:
        """Return actors of other articles, each across them, with one of these folded names, or persons with
        one of the keys `surnames` (`surname_key`); some `limit` of one name.
        """
        ...

    def list_statement_features(self, article_id: str) -> list[StatementFeatures]:
        """Return the statements of an article that have a speaker, for comparison."""
        ...

    def list_statements_by(
        self, article_id: str, speakers: Mapping[str, tuple[date, date]]
    ) -> list[StatementFeatures]:
        """Return statements of other articles that can have been made by these actors between two days: those
        nearest in time. Their `earlier_outlets` are left empty (`list_earlier_outlets`).
        """
        ...

    def list_earlier_outlets(self, references: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return the folded names of outlets that had statements before their articles, by reference."""
        ...

    def list_event_features(self, article_id: str) -> list[EventFeatures]:
        """Return the events of an article for comparison."""
        ...

    def list_similar_events(
        self, article_id: str, events: Sequence[EventFeatures], within: int
    ) -> list[list[EventFeatures]]:
        """Return for each event those of other articles with its type, a shared party and at most `within`
        days apart, one of each cluster.
        """
        ...

    def list_commitment_features(self, article_id: str) -> list[CommitmentFeatures]:
        """Return the commitments of an article for comparison."""
        ...

    def list_similar_commitments(
        self, article_id: str, commitments: Sequence[CommitmentFeatures]
    ) -> list[list[CommitmentFeatures]]:
        """Return for each commitment those of other articles with a shared party that are nearest in time and
        have most words in common with it, one of each cluster.
        """
        ...

    def list_promises(
        self, article_id: str, known_as: Iterable[str], of: str | None = None
    ) -> list[PromiseFeatures]:
        """Return the latest commitments of other articles, or `of` one, that bind one of these actors: the
        first report of each.
        """
        ...

    def list_later_articles(self, article_id: str, known_as: Sequence[str], limit: int) -> list[str]:
        """Return compared articles published after this one that name one of these actors, earliest first."""
        ...

    def list_same_page(self, article_id: str) -> list[str]:
        """Return the ids of the other articles at the same URL."""
        ...

    def write_judgements(self, judgements: Iterable[Judgement]) -> None:
        """Store judgements of a rule, all or none; those already stored are skipped."""
        ...

    def retire_rules(self, rule: str) -> None:
        """Withdraw what other versions of a rule (`rule:linking/2` of `rule:linking/3`) judged about actors,
        and let their articles be compared again. What people judged stays.
        """
        ...

    def write_linked(
        self, article_id: str, rule: str, fingerprints: Sequence[int], judgements: Iterable[Judgement]
    ) -> None:
        """Store an article's fingerprints (0 to 2**63 - 1), the judgements of `rule`, and that it has
        compared the article.
        """
        ...

    def list_clusters(self, kind: JudgementKind, members: Sequence[str] | None = None) -> dict[str, str]:
        """Return the cluster of each of `members` that is in one (by default of everything), by the
        judgements in force.
        """
        ...

    def list_cluster_members(self, kind: JudgementKind, clusters: Iterable[str]) -> dict[str, list[str]]:
        """Return the members of clusters, in the order of ids."""
        ...

    def judge(self, judgement: Judgement, seen: int | None = None) -> bool:
        """Store a judgement; return False when the same author has already made the same one.

        Decisions on rows and fields apply to all queries from then on. With `seen` (see `count_decisions`),
        raises ConflictError when somebody has decided since. Raises SettingError for an invalid correction.
        """
        ...

    def withdraw(self, judgement_id: str, by: str, why: str, seen: int | None = None) -> None:
        """Withdraw a judgement, which stays in the history.

        Raises StoreError if there is none or it is withdrawn.
        """
        ...

    def import_judgement(self, judgement: Judgement) -> bool:
        """Store a judgement of another dossier unchanged; return False if it is known or its articles are not
        here.
        """
        ...

    def count_decisions(self, *about: str) -> int:
        """Return a number that grows with every decision of people about these rows and every withdrawal of
        one.
        """
        ...

    def count_doubtful(self, kind: JudgementKind | None = None) -> int:
        """Return the number of the program's judgements that wait for a person, of one kind or all."""
        ...

    def list_judgements(self, wanted: JudgementFilter) -> Iterator[Judgement]:
        """Yield judgements in the order in which they were made."""
        ...

    def check(self) -> Iterator[Fault]:
        """Yield what is wrong with the dossier: with its file, its records, its rows, its judgements."""
        ...

    def copy_to(self, path: Path) -> None:
        """Write a snapshot of the dossier to a new file; others may write meanwhile. Raises StoreError."""
        ...

    def close(self) -> None:
        """Close the dossier. Closing twice is allowed."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
