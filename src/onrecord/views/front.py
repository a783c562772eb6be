"""The front page of a dossier: how much it holds, and ways in: who denied what, what was agreed, who speaks most, what is new."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.store.base import Dossier, Filter
from onrecord.views.actors import ActorRow, build_actors
from onrecord.views.articles import ArticleRow, build_articles
from onrecord.views.commitments import CommitmentRow, build_commitments
from onrecord.views.statements import StatementRow, build_statements

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
        denials=_told_once(dossier, denials.rows),
        denied=denials.matching,
        accusations=_told_once(dossier, accusations.rows),
        accused=accusations.matching,
        commitments=tuple(ledger.rows),
        committed=ledger.matching,
        busiest=tuple(actors.rows),
        newest=tuple(articles.rows),
    )


def _told_once(dossier: Dossier, rows: Iterable[StatementRow]) -> tuple[StatementRow, ...]:
    """Return the first few utterances: of several reports of one, the latest."""
    found = list(rows)
    families = dossier.list_families("statement", [row.id for row in found])
    first: dict[str, StatementRow] = {}
    for row in found:
        first.setdefault(families.get(row.id, row.id), row)
    return tuple(first.values())[:FEW]
