"""Independent reports: how many articles report a statement, and from how many separate origins."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.model.clusters import find_clusters
from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.ledger.marks import load_marks
from onrecord.views.queries import BATCH

EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class IndependentReports:
    """The number of articles (`pages`) that report a statement, and of the separate origins behind them.

    `reports` are the statements (`ARTICLE/STATEMENT`) that report the same utterance, the given one among
    them.
    """

    pages: int
    origins: int
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupingReason:
    """A judgement for which statements count as one utterance, or their articles as one origin."""

    id: str
    kind: JudgementKind
    left: str
    right: str
    reason: str
    by: str


SINGLE_REPORT = IndependentReports(1, 1)
NO_REPORT = IndependentReports(0, 0)  # of what was retracted and nobody else reports


def count_independent_reports(
    dossier: Dossier, references: Sequence[str], wanted: Filter = EVERYTHING
) -> dict[str, IndependentReports]:
    """Return the counts of those statements (`ARTICLE/STATEMENT`) that several articles report, and of
    those that were retracted.

    Raises StoreError.

    Of `wanted` only the day counts: articles that are not on the record on that day are not counted, nor what
    was retracted by then.
    """
    statement_clusters = ClustersOnDay(dossier, "statement", wanted)
    clusters = statement_clusters.clusters_of(references)
    members = statement_clusters.members_of(set(clusters.values()))
    reports = sorted({member for cluster in members.values() for member in cluster})
    marks = load_marks(dossier, wanted, (*reports, *references))
    articles = _articles_on_record(dossier, {reference.partition("/")[0] for reference in reports}, wanted)
    copies = ClustersOnDay(dossier, "reprint", wanted).clusters_of(sorted(articles))
    shared_origins = ClustersOnDay(dossier, "origin", wanted).clusters_of(reports)
    found = {reference: NO_REPORT for reference in references if marks.is_retracted(reference)}
    for cluster, rows in members.items():
        known = [row for row in rows if row.partition("/")[0] in articles]
        counted = [row for row in known if not marks.is_retracted(row)]
        pages = {row.partition("/")[0] for row in counted}
        if len(pages) > 1 or len(known) > len(counted):
            origins = len(group_origins(counted, copies, shared_origins))
            counts = IndependentReports(len(pages), origins, tuple(counted))
            found.update((reference, counts) for reference, name in clusters.items() if name == cluster)
    return found


def find_grouping_reasons(dossier: Dossier, reports: Iterable[str]) -> tuple[GroupingReason, ...]:
    """Return the judgements between these statements or their articles: why they are one, or of one origin.

    Raises StoreError.
    """
    rows = set(reports)
    sides = rows | {row.partition("/")[0] for row in rows}
    found: dict[str, Judgement] = {}
    for article in sorted(side for side in sides if "/" not in side):
        for judgement in dossier.list_judgements(JudgementFilter(about=article)):
            groups = judgement.kind in ("statement", "reprint", "origin")
            if groups and {judgement.left, judgement.right} <= sides:
                found[judgement.id] = judgement
    ordered = sorted(found.values(), key=lambda row: (row.kind, row.left, row.right, row.made_at))
    return tuple(
        GroupingReason(row.id, row.kind, row.left, row.right, _reason(row), row.by) for row in ordered
    )


def _reason(row: Judgement) -> str:
    return row.reason if row.same else f"not the same: {row.reason}"


class ClustersOnDay:
    """The clusters of one kind: as stored, or, with `learnt`, as the judgements stood on the filter's day."""

    def __init__(self, dossier: Dossier, kind: JudgementKind, wanted: Filter) -> None:
        self._dossier, self._kind = dossier, kind
        self._on_day: dict[str, str] | None = None
        if wanted.learnt:
            self._on_day = find_clusters(dossier.list_judgements(JudgementFilter(kind, as_of=wanted.as_of)))

    def clusters_of(self, members: Sequence[str]) -> dict[str, str]:
        """Return the cluster of each member that belongs to one."""
        if self._on_day is None:
            return self._dossier.list_clusters(self._kind, members)
        return {member: self._on_day[member] for member in members if member in self._on_day}

    def members_of(self, clusters: set[str]) -> dict[str, list[str]]:
        """Return the members of each cluster."""
        if self._on_day is None:
            return self._dossier.list_cluster_members(self._kind, clusters)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for member, cluster in self._on_day.items():
            if cluster in clusters:
                found[cluster].append(member)
        return found


def _articles_on_record(dossier: Dossier, articles: set[str], wanted: Filter) -> set[str]:
    """Return which of the articles are on the record on the filter's day; superseded versions are not."""
    on_day, ordered = Filter(as_of=wanted.as_of, learnt=wanted.learnt), sorted(articles)
    return {
        article
        for first in range(0, len(ordered), BATCH)
        for article in dossier.list_ids(
            "articles", replace(on_day, rows=tuple(ordered[first : first + BATCH]))
        )
    }


def group_origins(
    references: list[str], copies: dict[str, str], shared_origins: dict[str, str]
) -> list[set[str]]:
    """Return one set for each separate origin of some statements.

    Statements share an origin when their articles are copies of each other (`copies`, by article) or when
    they had the words from the same place (`shared_origins`, by statement). A set holds the names of the
    clusters it joins.
    """
    groups: list[set[str]] = []
    for reference in references:
        article = reference.partition("/")[0]
        clusters = {copies.get(article, article), shared_origins.get(reference, reference)}
        apart = [group for group in groups if group.isdisjoint(clusters)]
        joined = clusters.union(*(group for group in groups if not group.isdisjoint(clusters)))
        groups = [*apart, joined]
    return groups
