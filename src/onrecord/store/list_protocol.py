"""The part of the Dossier protocol that lists and counts what many articles tell together."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from onrecord.model.judgement import Judgement
from onrecord.store.stored_rows import (
    ActTally,
    AnswerEdge,
    AnswerTally,
    CalledActor,
    DayTally,
    OutletTally,
    StoredRole,
    StoredSaying,
    StoredStatement,
)

if TYPE_CHECKING:
    from onrecord.store.protocol import Count, Filter, TallyBy


class DossierLists(Protocol):
    """Lists and counts over many articles. Each takes a few queries, whatever the number of rows."""

    def list_stories(self, wanted: "Filter") -> tuple[int, list[tuple[str, ...]]]:
        """Return the number of stories among the matching articles, and the articles of those of the page.

        A story is an article, or the matching articles of a cluster of reprints, latest first. Stories with
        most articles come first, then the latest.
        """
        ...

    def list_reprint_reasons(self, articles: Sequence[str]) -> list[Judgement]:
        """Return the judgements in force that two of these articles carry the same copy, in no order."""
        ...

    def list_commitment_clusters(
        self, wanted: "Filter", checkable: bool | None = None
    ) -> tuple[int, list[tuple[str, bool]]]:
        """Return the number of commitments with a matching report, and those of the page: the cluster, and
        whether it can be checked.

        A commitment that only one report tells is named by it. Those that can be checked come first, of these
        those with the latest report. `checkable` selects those that can be, or those that cannot.
        """
        ...

    def list_threads(self, wanted: "Filter") -> tuple[int, list[str]]:
        """Return the number of threads with a matching statement, and those of the page.

        A thread is named by its first utterance in the order of ids. Those with most turns come first, then
        the latest. They are those of now: `as_of` and `versions` do not change what belongs to a thread.
        """
        ...

    def list_statement_heads(self, wanted: "Filter") -> Iterator[StoredStatement]:
        """Yield the matching statements without addressees, joint speakers, answers and chains: in a fraction
        of the time.
        """
        ...

    def list_answers_in(self, threads: Sequence[str]) -> list[AnswerEdge]:
        """Return the responses in these threads, as `list_answers` does."""
        ...

    def list_positions(self, wanted: "Filter") -> tuple[int, list[tuple[str, str, int]]]:
        """Return the number of positions in the matching statements, and those of the page.

        A position is an actor (its id across articles) and a topic on which it made several utterances, with
        their number. Those with most utterances come first.
        """
        ...

    def list_sayings(
        self, wanted: "Filter", positions: Sequence[tuple[str, str]], most: int
    ) -> dict[tuple[str, str], list[StoredSaying]]:
        """Return the matching statements of positions, earliest first.

        Of a position with more than `most` utterances, those of its earliest and latest ones.
        """
        ...

    def list_called(self, articles: Iterable[str]) -> dict[str, list[CalledActor]]:
        """Return the actors of these articles with their names, by article, in the order of the record."""
        ...

    def count_decisions_about(self, pairs: Sequence[tuple[str, ...]]) -> list[int]:
        """Return for each group of rows what `count_decisions` returns for it."""
        ...

    def find_samples(
        self, wanted: "Filter", by: "TallyBy", cells: Sequence[tuple[date, str]]
    ) -> dict[tuple[date, str], str]:
        """Return the first matching row of each day and act (or event type), in the order of ids."""
        ...

    def tally_acts(self, wanted: "Filter") -> list[ActTally]:
        """Count the matching statements by first day and speech act, in that order, without undated ones."""
        ...

    def tally_days(self, wanted: "Filter", by: "TallyBy") -> list[DayTally]:
        """Count the matching statements or events by first day and lane, in that order.

        By act or type, samples are not looked up where the kept tables tell the numbers.
        """
        ...

    def tally_answers(self, wanted: "Filter", limit: int) -> list[AnswerTally]:
        """Count who answers whom within articles, most answers first.

        `wanted` applies to the answering statement.
        """
        ...

    def tally_outlets(self, wanted: "Filter", limit: int) -> list[OutletTally]:
        """Count the matching articles by outlet, most first, without those that have no outlet."""
        ...

    def list_roles(self, wanted: "Filter") -> list[StoredRole]:
        """List the titles of the actors that match, by their first day. One row for each title and body."""
        ...

    def list_least_confident(self, wanted: "Filter") -> list[str]:
        """List the matching statements (`ARTICLE/STATEMENT`) without a decision, least confidence first."""
        ...

    def find_actor_rows(self, known_as: Sequence[str]) -> dict[str, str]:
        """Return one row (`ARTICLE/ACTOR`) of each actor, by its id across articles (`StoredActor.id`).

        A judgement on an actor is made about such a row.
        """
        ...

    def count_changes(self) -> str:
        """Return a token of the dossier's state: if it differs later, pages made before may be out of date.

        The part after "~" changes only with decisions of people and with withdrawn judgements.
        """
        ...

    def count_statements(self, wanted: "Filter") -> "Count":
        """Count the statements that match."""
        ...

    def count_events(self, wanted: "Filter") -> "Count":
        """Count the events that match."""
        ...

    def count_commitments(self, wanted: "Filter") -> "Count":
        """Count the commitments that match."""
        ...

    def count_articles(self, wanted: "Filter") -> "Count":
        """Count the articles that match."""
        ...

    def count_actors(self, wanted: "Filter") -> "Count":
        """Count the actors that match; `undated` counts those that only undated articles name."""
        ...
