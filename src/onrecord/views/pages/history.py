"""The history page: what people decided."""

from dataclasses import dataclass

from onrecord.model.judgement import Judgement
from onrecord.store.protocol import Dossier, JudgementFilter

MOST_DECISIONS = 200


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The latest decisions of people, withdrawn ones among them, latest first."""

    rows: tuple[Judgement, ...]


def build_history(dossier: Dossier) -> HistoryPage:
    """Return the history page. Raises StoreError."""
    decisions = list(dossier.list_judgements(JudgementFilter(by_people=True, withdrawn=True)))
    return HistoryPage(tuple(reversed(decisions[-MOST_DECISIONS:])))
