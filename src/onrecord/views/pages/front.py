"""The front page of a dossier: how much it holds, and ways in: who denied what, what was agreed, who speaks most, what is new."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.model.edtf import edtf_bounds
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.rows.actors import ActorRow, build_actors
from onrecord.views.rows.articles import ArticleRow, build_articles
from onrecord.views.rows.commitments import CommitmentRow, build_commitments
from onrecord.views.rows.statements import StatementRow, build_statements

FEW = 6


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What a newcomer sees first."""

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
    """Return the front page; of `wanted` only the day counts as of which it is asked for. Raises StoreError."""
    few = replace(wanted, limit=FEW, offset=0)
    several = replace(few, limit=FEW * 4)
    denials = build_statements(dossier, replace(several, acts=("reject",)))
    accusations = build_statements(dossier, replace(several, acts=("accuse",)))
    ledger = build_commitments(dossier, few)
    actors, articles = build_actors(dossier, replace(few, limit=FEW * 2)), build_articles(dossier, few)
    return FrontPage(
        name=name,
        articles=articles.matching,
        statements=dossier.count_statements(wanted).matching,
        events=dossier.count_events(wanted).matching,
        actors=actors.matching,
        denials=_told_once(dossier, denials.rows, wanted),
        denied=denials.matching,
        accusations=_told_once(dossier, accusations.rows, wanted),
        accused=accusations.matching,
        commitments=tuple(ledger.rows),
        committed=ledger.matching,
        busiest=tuple(actors.rows),
        newest=tuple(articles.rows),
    )


def _told_once(dossier: Dossier, rows: Iterable[StatementRow], wanted: Filter) -> tuple[StatementRow, ...]:
    """Return the few utterances reported last, each by its first report: the day it was made, not the day it was told again."""
    found = list(rows)
    families = dossier.list_clusters("statement", [row.id for row in found])
    latest: dict[str, StatementRow] = {}
    for row in found:
        latest.setdefault(families.get(row.id, row.id), row)
    few = dict(list(latest.items())[:FEW])
    told = {
        member: name for name, members in dossier.list_cluster_members("statement", few).items() for member in members
    }
    if told:
        there = Filter(
            as_of=wanted.as_of, learnt=wanted.learnt, acts=(found[0].act,), rows=tuple(sorted(told))
        )
        for row in build_statements(dossier, there).rows:
            few[told[row.id]] = min(few[told[row.id]], row, key=_first_told)
    return tuple(sorted(few.values(), key=lambda row: row.said or "", reverse=True))


def _first_told(row: StatementRow) -> tuple[str, bool, str]:
    """Return what puts reports of one utterance in order: by day, a day that is told before one of publication."""
    bounds = edtf_bounds(row.said) if row.said else None
    return bounds[1].isoformat() if bounds else "9999", row.dated_by != "text", row.id
