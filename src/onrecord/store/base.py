"""What a dossier promises, whatever it is kept in: the Dossier protocol, the Filter of a question and its Count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Literal, Protocol, Self

from onrecord.model.annotation import Act
from onrecord.model.errors import SettingError
from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.model.record import EventType, Outcome, Record
from onrecord.store.kept import (
    ActorKept,
    ActTally,
    AnswerTally,
    ArticleKept,
    DayTally,
    EventKept,
    OutcomeKept,
    OutletTally,
    RoleKept,
    StatementKept,
)
from onrecord.store.words import LONGEST_SEARCH, MOST_PHRASES, find_phrases, fold_name

MOST_ROWS = 2**31 - 1
Written = Literal["added", "unchanged", "noted"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What to leave out of an answer; everything that is given has to hold. Raises SettingError when it makes no sense.

    - `actor`: whole words in a row out of any name by which an article calls an actor ("Peskov" finds "Dmitry Peskov").
      Case, accents, a leading article and a possessive do not count. A statement is asked for its mouth, an event for
      its actors and recipients, an article for everybody it names. An actor of a list is found by any of its names in any
      article, and then counted in all.
    - `since`, `until`: days, both inclusive. A row whose date is vague ("June 2025") counts when one of the days it can
      mean lies between. The date of a statement is when it was said if the text tells, else when the article was
      published; of an event when it happened, if the text tells; of an article its publication; of an actor the
      publication of the articles that name it. Rows of unknown date are left out; `Count.undated` tells how many.
    - `contains`: all these words, words in double quotes in a row; in a statement's content and source, in an event's
      words, in an article's title and text. Case and accents do not count. An actor is asked for the articles naming it.
    - `as_of`: only what was on the record at the end of that day: articles published by then (a vague date counts by its last
      day), and of those without a date the ones the dossier had by then. `learnt`: the same by when the dossier had them, for
      all of them.
    - `limit`: at most so many rows; `offset`: without the first so many.
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

    def __post_init__(self) -> None:
        if self.limit is not None and not 0 <= self.limit <= MOST_ROWS:
            raise SettingError(f"limit is {self.limit}; it has to lie between 0 and {MOST_ROWS}")
        if not 0 <= self.offset <= MOST_ROWS:
            raise SettingError(f"offset is {self.offset}; it has to lie between 0 and {MOST_ROWS}")
        if self.since and self.until and self.since > self.until:
            raise SettingError(f"since ({self.since}) is later than until ({self.until}); nothing can lie between")
        if self.learnt and self.as_of is None:
            raise SettingError("learnt says how a day is meant; give the day (as of)")
        if self.actor is not None and not fold_name(self.actor):
            raise SettingError(f"actor {self.actor[:40]!r} holds no word; give a name or a part of one, such as Peskov")
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
        raise SettingError(f"contains is too long: at most {MOST_PHRASES} words or phrases and {LONGEST_SEARCH} characters")


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a Filter finds without its limit, and how many it left out only because their date is unknown."""

    matching: int
    undated: int


TallyBy = Literal["statements by act", "statements by actor", "events by type", "events by actor"]


@dataclass(frozen=True, slots=True)
class JudgementFilter:
    """Which judgements: of one kind, about one article (or a row of it), and whether those withdrawn are told, too."""

    kind: JudgementKind | None = None
    about: str | None = None
    withdrawn: bool = False


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

    def write(self, outcome: Outcome) -> Written:
        """Keep an outcome, wholly or not at all; a process that dies later loses nothing of it.

        A Record is "added", or "unchanged" when the article's record is there already (the one kept stays). It takes the
        place of an earlier failure of the same article, or of a source that gave no article then. An Undone is "noted"
        and takes the place of what was noted for the article before (for the source, where it gave no article);
        "unchanged" when that is the same or the article's record is there.
        """
        ...

    def get_record(self, article_id: str) -> Record | None:
        """Return the record as it was written, None when there is none of this article."""
        ...

    def list_statements(self, wanted: Filter) -> Iterator[StatementKept]:
        """Yield the statements that `wanted` leaves."""
        ...

    def list_events(self, wanted: Filter) -> Iterator[EventKept]:
        """Yield the events that `wanted` leaves."""
        ...

    def list_articles(self, wanted: Filter) -> Iterator[ArticleKept]:
        """Yield the articles that `wanted` leaves."""
        ...

    def list_actors(self, wanted: Filter) -> Iterator[ActorKept]:
        """Yield the actors that `wanted` leaves, those of the same name and kind as one; counts are of those left."""
        ...

    def list_outcomes(self) -> Iterator[OutcomeKept]:
        """Yield every outcome: one for each article that came in."""
        ...

    def count_statements(self, wanted: Filter) -> Count:
        """Count the statements `wanted` finds."""
        ...

    def count_events(self, wanted: Filter) -> Count:
        """Count the events `wanted` finds."""
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

    def list_roles(self, wanted: Filter) -> list[RoleKept]:
        """List the titles borne by actors of the name `wanted.actor`, by when they were first borne. One row a title and body."""
        ...

    def count_changes(self) -> str:
        """Tell how much was ever written here: another answer means that pages made before may be out of date."""
        ...

    def list_unlinked(self, rule: str) -> list[str]:
        """Return the ids of the articles `rule` has not compared yet, those published first first."""
        ...

    def find_sharing(self, article_id: str, prints: Sequence[int], limit: int) -> list[str]:
        """Return the ids of at most `limit` other articles that share prints, most shared first."""
        ...

    def write_linked(self, article_id: str, rule: str, prints: Sequence[int], judgements: Iterable[Judgement]) -> None:
        """Keep an article's prints (0 to 2**63 - 1), what `rule` judged of it, and that it did; wholly or not at all."""
        ...

    def judge(self, judgement: Judgement) -> bool:
        """Keep a judgement; False when the same is held already by the same."""
        ...

    def withdraw(self, judgement_id: str, by: str, why: str) -> None:
        """Withdraw a judgement, which stays to be seen. Raises StoreError when there is none, or it was withdrawn before."""
        ...

    def list_judgements(self, wanted: JudgementFilter) -> Iterator[Judgement]:
        """Yield judgements in the order in which they were made."""
        ...

    def close(self) -> None:
        """Let go of the dossier. Closing twice is allowed."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
