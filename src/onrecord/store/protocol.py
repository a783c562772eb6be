"""What a dossier promises, whatever it is kept in: the Dossier protocol, the Filter of a question and its Count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self, get_args

from onrecord.model.annotation import Act
from onrecord.model.errors import SettingError
from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.model.record import EventType, Outcome, Reality, Record, Run
from onrecord.store.match_features import ActorFeatures, CommitmentFeatures, EventFeatures, StatementFeatures
from onrecord.store.search_terms import LONGEST_SEARCH, MOST_PHRASES, find_phrases, fold_name
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

MOST_ROWS = 2**31 - 1
DOUBTFUL = 0.3  # score from which a program's "not the same" is worth a person's look
ACTUAL: tuple[Reality, ...] = ("actual",)
REALITIES: tuple[Reality, ...] = get_args(Reality)
RowKind = Literal["articles", "statements", "events", "commitments"]
WriteResult = Literal["added", "unchanged", "noted", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What to leave out of an answer; everything that is given has to hold. Raises SettingError when it makes no sense.

    - `actor`: whole words in a row out of any name by which an article calls an actor ("Peskov" finds "Dmitry Peskov").
      Case, accents, a leading article and a possessive do not count. A statement is asked for its mouths, an event for
      its actors and recipients, an article for everybody it names. An actor is found by any of its names in any article, and
      then meant in all.
    - `known_as`: the id of one actor (`StoredActor.id`), asked for as `actor` asks for a name.
    - `since`, `until`: days, both inclusive. A row whose date is vague ("June 2025") counts when one of the days it can
      mean lies between. The date of a statement is when it was said if the text tells, else when the article was
      published; of an event when it happened, if the text tells; of an article its publication; of an actor the
      publication of the articles that name it. Rows of unknown date are left out; `Count.undated` tells how many.
    - `contains`: all these words, words in double quotes in a row; in a statement's content and source, in an event's
      words, in an article's title and text. Case and accents do not count. An actor is asked for the articles naming it.
    - `as_of`: only what was on the record at the end of that day: articles published by then (a vague date counts by its last
      day), and of those without a date the ones the dossier had by then. `learnt`: the same by when the dossier had them, for
      all of them.
    - `versions`: rows of articles, too, that a later version of the same page has superseded (as of the day asked for).
    - `rows`: only these rows (`ARTICLE/ROW`) of a list of statements, events or commitments; of articles, only these.
    - `limit`: at most so many rows; `offset`: without the first so many.
    - `realities`: statements of one of these realities; only those told to have been made where nothing else is asked for. Of
      `rows`, which are asked for by their ids, any.
    - `acts`: statements of one of these acts; `types`: events of one of these types. They say nothing of rows of other kinds.
    - `outlet`: what articles of this outlet hold, its name as the record gives it.
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
            raise SettingError(f"limit is {self.limit}; it has to lie between 0 and {MOST_ROWS}")
        if not 0 <= self.offset <= MOST_ROWS:
            raise SettingError(f"offset is {self.offset}; it has to lie between 0 and {MOST_ROWS}")
        if self.since and self.until and self.since > self.until:
            raise SettingError(
                f"since ({self.since}) is later than until ({self.until}); nothing can lie between"
            )
        if self.learnt and self.as_of is None:
            raise SettingError("learnt says how a day is meant; give the day (as of)")
        if self.actor is not None and not fold_name(self.actor):
            raise SettingError(
                f"actor {self.actor[:40]!r} holds no word; give a name or a part of one, such as Peskov"
            )
        if self.contains is not None:
            _check_search(self.contains)

    @property
    def dated(self) -> bool:
        """Tell whether rows of unknown date are left out."""
        return self.since is not None or self.until is not None


def _check_search(search: str) -> None:
    phrases = find_phrases(search[:LONGEST_SEARCH])
    if not phrases:
        raise SettingError(f"contains {search[:40]!r} holds no word to look for")
    if len(phrases) > MOST_PHRASES or len(search) > LONGEST_SEARCH:
        raise SettingError(
            f"contains is too long: at most {MOST_PHRASES} words or phrases and {LONGEST_SEARCH} characters"
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a Filter finds without its limit, and how many it left out only because their date is unknown."""

    matching: int
    undated: int


TallyBy = Literal["statements by act", "statements by actor", "events by type", "events by actor"]


@dataclass(frozen=True, slots=True)
class JudgementFilter:
    """Which judgements: of one kind, about one article (or a row of it), by people only, at most so many.

    `withdrawn`: those withdrawn are told, too. `as_of`: as they stood at the end of that day. `doubtful`: those of a program that
    nobody has decided yet, nearest to the line first.
    """

    kind: JudgementKind | None = None
    about: str | None = None
    withdrawn: bool = False
    by_people: bool = False
    doubtful: bool = False
    as_of: date | None = None
    limit: int | None = None


class Dossier(Protocol):
    """The store of one matter. Every method raises StoreError when the dossier cannot be read or written.

    Iterators read as they go, from the dossier as it was when the first row was asked for; others may write meanwhile.
    Order: statements, events and articles latest day first (undated last), then by article and place in the text; actors
    by how much they said; outcomes in the order in which they came.
    """

    @property
    def name(self) -> str:
        """Where the dossier is, as messages say it: no password in it."""
        ...

    def has(self, article_id: str) -> bool:
        """Tell whether the dossier keeps a record of this article."""
        ...

    def write(self, outcome: Outcome, learnt: datetime | None = None) -> WriteResult:
        """Keep an outcome, wholly or not at all; a process that dies later loses nothing of it.

        A Record is "added", or "unchanged" when the article's record is there already (the one kept stays). It takes the
        place of an earlier failure of the same article, or of a source that gave no article then. An Undone is "noted"
        and takes the place of what was noted for the article before (for the source, where it gave no article);
        "unchanged" when that is the same or the article's record is there. An article that was withdrawn stays "withdrawn".
        `learnt` is when it came to be known, now where it is not given.
        """
        ...

    def replace_record(self, record: Record, gone: Iterable[str] = ()) -> None:
        """Put a newer reading of an article in place of the one kept, which is kept aside. Raises StoreError if there is none.

        What a program judged about the rows `gone` (ids within the record) is withdrawn, and the article is compared again.
        """
        ...

    def list_runs(self) -> dict[str, Run]:
        """Return of each article the run that read it last, earliest added first."""
        ...

    def withdraw_article(self, article_id: str, by: str, why: str) -> None:
        """Take an article down: it goes with all its rows and readings, and a note stays. Raises StoreError if there is none."""
        ...

    def list_withdrawn(self) -> Iterator[WithdrawnArticle]:
        """Yield the notes on articles taken down, in the order of their ids."""
        ...

    def get_record(self, article_id: str) -> Record | None:
        """Return the record as it stands: as read, with people's decisions applied; None when there is none of this article."""
        ...

    def get_uncorrected_record(self, article_id: str) -> Record | None:
        """Return the record as the program read it last, None when there is none of this article."""
        ...

    def get_text(self, article_id: str) -> StoredText | None:
        """Return an article's text with its passages, None when there is none of this article."""
        ...

    def list_earlier_records(self, article_id: str) -> list[EarlierRecord]:
        """Return the earlier readings of an article, the first first."""
        ...

    def list_statements(self, wanted: Filter) -> Iterator[StoredStatement]:
        """Yield the statements that `wanted` leaves."""
        ...

    def list_events(self, wanted: Filter) -> Iterator[StoredEvent]:
        """Yield the events that `wanted` leaves."""
        ...

    def list_commitments(self, wanted: Filter) -> Iterator[StoredCommitment]:
        """Yield the commitments that `wanted` leaves."""
        ...

    def list_articles(self, wanted: Filter) -> Iterator[StoredArticle]:
        """Yield the articles that `wanted` leaves."""
        ...

    def list_ids(self, what: RowKind, wanted: Filter) -> list[str]:
        """Return the ids (`ARTICLE`, else `ARTICLE/ROW`) of what `wanted` leaves, in the order in which it is listed."""
        ...

    def list_answers(self, wanted: Filter) -> list[AnswerEdge]:
        """Return what the statements that `wanted` leaves answer, by their article or by a judgement, earliest day first."""
        ...

    def list_topics(self, wanted: Filter) -> list[StoredTopic]:
        """Return what the statements that `wanted` leaves are about, a row a statement and topic, earliest day first."""
        ...

    def list_actors(self, wanted: Filter) -> Iterator[StoredActor]:
        """Yield the actors that `wanted` leaves, those of the same name and kind as one; counts are of those left."""
        ...

    def list_actor_rows(self, references: Sequence[str]) -> list[StoredActorRow]:
        """Return actors by their references (`ARTICLE/ACTOR`), as their articles have them, in no order."""
        ...

    def list_outcomes(self) -> Iterator[StoredOutcome]:
        """Yield every outcome: one for each article that came in."""
        ...

    def count_statements(self, wanted: Filter) -> Count:
        """Count the statements `wanted` finds."""
        ...

    def count_events(self, wanted: Filter) -> Count:
        """Count the events `wanted` finds."""
        ...

    def count_commitments(self, wanted: Filter) -> Count:
        """Count the commitments `wanted` finds."""
        ...

    def count_articles(self, wanted: Filter) -> Count:
        """Count the articles `wanted` finds."""
        ...

    def count_actors(self, wanted: Filter) -> Count:
        """Count the actors (same name and kind as one) `wanted` finds; `undated` counts those only undated articles name."""
        ...

    def tally_acts(self, wanted: Filter) -> list[ActTally]:
        """Count the statements `wanted` leaves by first day and act, in that order; those without a day are left out."""
        ...

    def tally_days(self, wanted: Filter, by: TallyBy) -> list[DayTally]:
        """Count by day and lane what `wanted` leaves, in that order: statements or events, each by what it is or by who."""
        ...

    def tally_answers(self, wanted: Filter, limit: int) -> list[AnswerTally]:
        """Count who answers whom within articles: the pairs with most answers first; `wanted` is asked of the answer."""
        ...

    def tally_outlets(self, wanted: Filter, limit: int) -> list[OutletTally]:
        """Count the articles `wanted` leaves by outlet, most first; those without an outlet are left out."""
        ...

    def list_roles(self, wanted: Filter) -> list[StoredRole]:
        """List the titles borne by actors of the name `wanted.actor`, by when they were first borne. One row a title and body."""
        ...

    def list_least_confident(self, wanted: Filter) -> list[str]:
        """List the statements (`ARTICLE/STATEMENT`) `wanted` leaves that nobody has decided on, least confidence first."""
        ...

    def find_actor_rows(self, known_as: Sequence[str]) -> dict[str, str]:
        """Return for each actor (`StoredActor.id`) a row of it, `ARTICLE/ACTOR`: what a judgement on the actor is about."""
        ...

    def count_changes(self) -> str:
        """Tell how much was ever written here: another answer means that pages made before may be out of date."""
        ...

    def list_unlinked(self, rule: str) -> list[str]:
        """Return the ids of the articles `rule` has not compared yet, those published first first."""
        ...

    def find_articles_sharing(self, article_id: str, prints: Sequence[int], limit: int) -> list[str]:
        """Return the ids of at most `limit` other articles that share prints, most shared first."""
        ...

    def list_actor_features(self, article_id: str) -> list[ActorFeatures]:
        """Return the actors of an article as they are compared."""
        ...

    def list_namesakes(
        self, article_id: str, folded: Iterable[str], surnames: Iterable[str] = (), limit: int = 200
    ) -> list[ActorFeatures]:
        """Return the actors of other articles that bear one of these folded names, those known as one together.

        Persons whose full names end with one of `surnames` (folded) are found as well; at most about `limit` in all.
        """
        ...

    def list_statement_features(self, article_id: str) -> list[StatementFeatures]:
        """Return the statements of an article that have a mouth, as they are compared."""
        ...

    def list_statements_by(
        self, article_id: str, known_as: Iterable[str], days: tuple[date, date]
    ) -> list[StatementFeatures]:
        """Return the statements of other articles by these actors that can have been made between two days."""
        ...

    def list_event_features(self, article_id: str) -> list[EventFeatures]:
        """Return the events of an article as they are compared."""
        ...

    def list_similar_events(self, article_id: str, event: EventFeatures, within: int) -> list[EventFeatures]:
        """Return events of other articles, one a family, of the same type that share a party and lie within so many days."""
        ...

    def list_commitment_features(self, article_id: str) -> list[CommitmentFeatures]:
        """Return the commitments of an article as they are compared."""
        ...

    def list_similar_commitments(self, article_id: str, commitment: CommitmentFeatures) -> list[CommitmentFeatures]:
        """Return the latest commitments of other articles, one a family, that share a party."""
        ...

    def list_same_page(self, article_id: str) -> list[str]:
        """Return the other articles at the same address."""
        ...

    def write_judgements(self, judgements: Iterable[Judgement]) -> None:
        """Keep what a rule judged, all or nothing; what it held before already is left as it is."""
        ...

    def write_linked(
        self, article_id: str, rule: str, prints: Sequence[int], judgements: Iterable[Judgement]
    ) -> None:
        """Keep an article's prints (0 to 2**63 - 1), what `rule` judged of it, and that it did; wholly or not at all."""
        ...

    def list_clusters(self, kind: JudgementKind, members: Sequence[str] | None = None) -> dict[str, str]:
        """Return the family of each of `members` that is in one (of everything, where none are given), by what holds now."""
        ...

    def list_cluster_members(self, kind: JudgementKind, families: Iterable[str]) -> dict[str, list[str]]:
        """Return the members of families, in the order of ids."""
        ...

    def judge(self, judgement: Judgement, seen: int | None = None) -> bool:
        """Keep a judgement; False when the same is held already by the same.

        Decisions on rows and fields change what questions find from then on. With `seen` (see `count_decisions`), raises
        ConflictError when somebody has judged the same meanwhile. Raises SettingError for a correction that cannot be.
        """
        ...

    def withdraw(self, judgement_id: str, by: str, why: str, seen: int | None = None) -> None:
        """Withdraw a judgement, which stays to be seen. Raises StoreError when there is none, or it was withdrawn before."""
        ...

    def import_judgement(self, judgement: Judgement) -> bool:
        """Keep a judgement of another dossier as it is, withdrawn or not; False when known, or its articles are not here."""
        ...

    def count_decisions(self, *about: str) -> int:
        """Return a number that grows with every decision people make, or take back, about these rows: what somebody has seen."""
        ...

    def count_doubtful(self) -> int:
        """Return how many of the program's judgements wait for a person."""
        ...

    def list_judgements(self, wanted: JudgementFilter) -> Iterator[Judgement]:
        """Yield judgements in the order in which they were made."""
        ...

    def copy_to(self, path: Path) -> None:
        """Write the dossier as it is now to a new file, while others may write on. Raises StoreError."""
        ...

    def close(self) -> None:
        """Let go of the dossier. Closing twice is allowed."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
