"""The front page: size of the dossier, latest denials, accusations and commitments, main speakers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.model.edtf import edtf_bounds
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.rows.actors import ActorRow, build_actors
from onrecord.views.rows.articles import ArticleRow, build_articles
from onrecord.views.rows.commitments import CommitmentRow, build_commitments
from onrecord.views.rows.statements import StatementRow, build_statements

MOST_ROWS = 6  # rows of each list; twice as many actors
REPORTS_READ = 4 * MOST_ROWS  # reports from which MOST_ROWS different utterances are taken


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The front page. `denied`, `accused` and `committed` count all rows behind the lists before them."""

    name: str
    articles: int
    statements: int
    events: int
    actors: int
    denials: tuple[StatementRow, ...]
    denied: int
    accusations: tuple[StatementRow, ...]
    accused: int
    commitments: tuple[CommitmentRow, ...]
    committed: int
    busiest: tuple[ActorRow, ...]
    newest: tuple[ArticleRow, ...]


def build_front(dossier: Dossier, wanted: Filter, name: str) -> FrontPage:
    """Return the front page of the record on the day of `wanted`. Raises StoreError."""
    first = replace(wanted, limit=MOST_ROWS, offset=0)
    reports = replace(first, limit=REPORTS_READ)
    denials = build_statements(dossier, replace(reports, acts=("reject",)))
    accusations = build_statements(dossier, replace(reports, acts=("accuse",)))
    commitments = build_commitments(dossier, first, "checkable")
    actors = build_actors(dossier, replace(first, limit=2 * MOST_ROWS))
    articles = build_articles(dossier, first)
    return FrontPage(
        name=name,
        articles=articles.matching,
        statements=dossier.count_statements(wanted).matching,
        events=dossier.count_events(wanted).matching,
        actors=actors.matching,
        denials=_unique_utterances(dossier, denials.rows, wanted),
        denied=denials.matching,
        accusations=_unique_utterances(dossier, accusations.rows, wanted),
        accused=accusations.matching,
        commitments=tuple(commitments.rows),
        committed=commitments.matching,
        busiest=tuple(actors.rows),
        newest=tuple(articles.rows),
    )


def _unique_utterances(
    dossier: Dossier, rows: Iterable[StatementRow], wanted: Filter
) -> tuple[StatementRow, ...]:
    """Return the latest utterances, each by its first report: the day it was made, not of a repetition."""
    found = list(rows)
    clusters = dossier.list_clusters("statement", [row.id for row in found])
    latest: dict[str, StatementRow] = {}
    for row in found:
        latest.setdefault(clusters.get(row.id, row.id), row)
    shown = dict(list(latest.items())[:MOST_ROWS])
    members = dossier.list_cluster_members("statement", shown)
    cluster_of = {member: cluster for cluster, reports in members.items() for member in reports}
    if cluster_of:
        reports = tuple(sorted(cluster_of))
        of_act = Filter(as_of=wanted.as_of, learnt=wanted.learnt, acts=(found[0].act,), rows=reports)
        for row in build_statements(dossier, of_act).rows:
            cluster = cluster_of[row.id]
            shown[cluster] = min(shown[cluster], row, key=_report_order)
    return tuple(sorted(shown.values(), key=lambda row: row.said or "", reverse=True))


def _report_order(row: StatementRow) -> tuple[str, bool, str]:
    """Return the sort key of reports: by day, and a day from the text before one of publication."""
    bounds = edtf_bounds(row.said) if row.said else None
    return bounds[1].isoformat() if bounds else "9999", row.dated_by != "text", row.id
