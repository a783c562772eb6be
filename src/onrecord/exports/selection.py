"""What an export writes: the rows of a dossier that a filter finds, with what is known across articles.

Everything is read a batch of articles at a time, so memory does not grow with the dossier, except for the
ids of the rows that match where the filter selects rows.

A row has an identity: rows with the same one mean the same actor, utterance, event or commitment, by the
judgements of the program and of people that are in force. It is `ARTICLE/ROW`, one member of the group; that
row need not be in the export. An actor's identity is its id across articles (`person:dmitry-peskov`).
Articles that carry the same copy share an identity as well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Literal, TypeVar

from onrecord.model.record import Commitment, Event, Record, Statement
from onrecord.store.protocol import ACTUAL, REALITIES, Dossier, Filter, RowKind
from onrecord.store.stored_rows import AnswerEdge, StoredActor, StoredArticle, StoredRecord
from onrecord.views.queries import batches, same_day
from onrecord.views.rows.independent_reports import (
    ClustersOnDay,
    IndependentReports,
    count_independent_reports,
)

T = TypeVar("T")
Identified = Literal["statement", "event", "commitment", "reprint", "origin"]
BATCH = 50  # articles whose identities are looked up together
ROW_KINDS: tuple[Literal["statements", "events", "commitments"], ...] = (
    "statements",
    "events",
    "commitments",
)
UNDATED: tuple[Literal["statements", "events", "commitments", "articles"], ...] = (*ROW_KINDS, "articles")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Options of single formats. A value that differs from its default is one that somebody gave.

    - `kind`: the one table to write; `bom`: begin with a byte-order mark, by which Excel knows UTF-8.
    - `period`, `level`, `weights`, `undirected`, `complete`: see `onrecord.exports.event_files.dyads`.
    """

    kind: str | None = None
    bom: bool = False
    period: str = "month"
    level: str = "country"
    weights: str = "goldstein"
    undirected: bool = False
    complete: bool = False

    def given(self) -> tuple[str, ...]:
        """Return the names of the options that differ from their defaults."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name) != one.default)


@dataclass(slots=True)
class ExportReport:
    """What an export wrote ("events" -> 3), what it left out, by reason, and remarks for the user."""

    exported: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        written = ", ".join(f"{number} {what}" for what, number in self.exported.items())
        reasons = ", ".join(f"{number} {why}" for why, number in sorted(self.left_out.items()) if number)
        return f"{written or 'nothing'} exported{f'; left out: {reasons}' if reasons else ''}"


@dataclass(frozen=True, slots=True)
class SelectedRecord:
    """The record of one article, with people's decisions applied, and those of its rows that match.

    `record` is whole, so that all ids in the rows resolve in it. Its actors have the country, sector and
    Wikidata id that their other articles tell. The identities are by id within the record; `copy` is that of
    the article.
    """

    article: StoredArticle
    record: Record
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    commitments: tuple[Commitment, ...]
    actor_ids: Mapping[str, str]
    same_statement: Mapping[str, str]
    same_event: Mapping[str, str]
    same_commitment: Mapping[str, str]
    copy: str

    def reference(self, row: str) -> str:
        """Return the id of a row of this article in the dossier."""
        return f"{self.record.article.id}/{row}"


class Selection:
    """The rows of a dossier that match a filter. Every method raises StoreError when they cannot be read.

    With `acts` in the filter there are only statements, with `types` only events (with both, both).
    """

    def __init__(
        self,
        dossier: Dossier,
        wanted: Filter | None = None,
        options: ExportOptions | None = None,
        report: ExportReport | None = None,
    ) -> None:
        self.dossier = dossier
        self.wanted = wanted or Filter()
        self.options = options or ExportOptions()
        self.report = report or ExportReport()
        self._clusters: dict[str, ClustersOnDay] = {}

    @property
    def on_day(self) -> Filter:
        """The filter's day and nothing else: what was on the record then."""
        return same_day(self.wanted)

    @property
    def selects_rows(self) -> bool:
        """Whether the filter selects rows, and not only articles by day and outlet."""
        articles_only = replace(self.on_day, outlet=self.wanted.outlet, realities=self.wanted.realities)
        return self.wanted != articles_only

    def has(self, kind: RowKind) -> bool:
        """Whether rows of a kind are selected: an act selects statements only, a type events only."""
        narrowed = [
            one for one, given in (("statements", self.wanted.acts), ("events", self.wanted.types)) if given
        ]
        return not narrowed or kind in narrowed

    def articles(self) -> Iterator[StoredArticle]:
        """Yield the articles that match or have a row that matches, latest first."""
        found = self.dossier.list_articles(replace(self.on_day, outlet=self.wanted.outlet))
        chosen = self._chosen
        return found if chosen is None else (one for one in found if one.id in chosen)

    def records(self) -> Iterator[SelectedRecord]:
        """Yield the records of these articles, in the same order."""
        waiting: dict[str, StoredArticle] = {}

        def article_ids() -> Iterator[str]:
            for article in self.articles():
                waiting[article.id] = article
                yield article.id

        for batch in batches(self.dossier.list_records(article_ids()), BATCH):
            yield from self._identified([(waiting.pop(one.record.article.id), one) for one in batch])

    def actors(self) -> Iterator[StoredActor]:
        """Yield the actors of the matching articles, each across its articles, most statements first."""
        return self.dossier.list_actors(self.row_filter("articles"))

    def answers(self) -> list[AnswerEdge]:
        """Return what the matching statements answer, earliest day first, also across articles."""
        return self.dossier.list_answers(self.wanted)

    def reports(self, references: Sequence[str]) -> dict[str, IndependentReports]:
        """Return how many articles and separate origins report these statements, where several do."""
        return count_independent_reports(self.dossier, references, self.on_day)

    def row_filter(self, kind: RowKind) -> Filter:
        """Return the filter for rows of one kind: acts and types count for their own kind only."""
        acts = self.wanted.acts if kind == "statements" else ()
        return replace(self.wanted, acts=acts, types=self.wanted.types if kind == "events" else ())

    def identify(self, kind: Identified, references: Sequence[str]) -> dict[str, str]:
        """Return the identity of each row (`ARTICLE/ROW`) or article: itself where it is the only one."""
        if kind not in self._clusters:
            self._clusters[kind] = ClustersOnDay(self.dossier, kind, self.wanted)
        found = self._clusters[kind].clusters_of(references)
        return {reference: found.get(reference, reference) for reference in references}

    def count_undated(self, kinds: Iterable[str]) -> Counter[str]:
        """Count the rows of these kinds that are left out only because their date is unknown, by kind."""
        counts = {
            "statements": self.dossier.count_statements,
            "events": self.dossier.count_events,
            "commitments": self.dossier.count_commitments,
            "articles": self.dossier.count_articles,
        }
        undated: Counter[str] = Counter()
        for kind in UNDATED:
            if self.wanted.dated and kind in kinds and self.has(kind):
                undated[kind] = counts[kind](self.row_filter(kind)).undated
        return +undated

    def count_not_made(self) -> int:
        """Count the statements that are left out only because they were not really made ("never said")."""
        if self.wanted.realities != ACTUAL or not self.has("statements"):
            return 0
        usual = self.row_filter("statements")
        every = self.dossier.count_statements(replace(usual, realities=REALITIES)).matching
        return every - self.dossier.count_statements(usual).matching

    @cached_property
    def _chosen(self) -> dict[str, dict[str, set[str]]] | None:
        """The ids of the matching rows by article and kind; None where the filter does not select rows."""
        if not self.selects_rows:
            return None
        found: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
        for kind in ROW_KINDS:
            for reference in self.dossier.list_ids(kind, self.row_filter(kind)) if self.has(kind) else ():
                article, _, row = reference.partition("/")
                found[article].setdefault(kind, set()).add(row)
        if self.has("articles"):
            for article in self.dossier.list_ids("articles", self.row_filter("articles")):
                found[article].setdefault("articles", set())
        return dict(found)

    def _identified(self, found: list[tuple[StoredArticle, StoredRecord]]) -> Iterator[SelectedRecord]:
        """Yield a batch of records with the identities of their rows."""
        records = [stored.record for _, stored in found]
        statements = self.identify("statement", _references(records, "statements"))
        events = self.identify("event", _references(records, "events"))
        commitments = self.identify("commitment", _references(records, "commitments"))
        copies = self.identify("reprint", [record.article.id for record in records])
        for article, stored in found:
            record = stored.record
            yield SelectedRecord(
                article,
                record,
                tuple(row for row in record.statements if self._is_chosen(article.id, "statements", row)),
                tuple(row for row in record.events if self._is_chosen(article.id, "events", row)),
                tuple(row for row in record.commitments if self._is_chosen(article.id, "commitments", row)),
                stored.actor_ids,
                _of_article(article.id, [row.id for row in record.statements], statements),
                _of_article(article.id, [row.id for row in record.events], events),
                _of_article(article.id, [row.id for row in record.commitments], commitments),
                copies[article.id],
            )

    def _is_chosen(self, article: str, kind: RowKind, row: Statement | Event | Commitment) -> bool:
        chosen = self._chosen
        if chosen is not None:
            return row.id in chosen.get(article, {}).get(kind, ())
        return not isinstance(row, Statement) or row.reality in (self.wanted.realities or ACTUAL)


def _references(records: Iterable[Record], kind: str) -> list[str]:
    return [f"{record.article.id}/{row.id}" for record in records for row in getattr(record, kind)]


def _of_article(article: str, rows: Sequence[str], found: Mapping[str, str]) -> dict[str, str]:
    """Return the identities of an article's rows by their ids within it."""
    return {row: found.get(f"{article}/{row}", f"{article}/{row}") for row in rows}
