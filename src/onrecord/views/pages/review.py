"""The review page: pairs and statements that wait for a person's decision."""

from dataclasses import dataclass

from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.lists import ROWS_PER_PAGE
from onrecord.views.rows.review import ReviewRow, build_review
from onrecord.views.rows.statements import StatementRow, build_statements


@dataclass(frozen=True, slots=True)
class ReviewStatement:
    """A statement nobody has decided on.

    `seen` goes back with a decision, so that a concurrent one is a conflict.
    """

    row: StatementRow
    seen: int


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Pairs that may be the same and statements that may be wrong. `waiting` counts all pairs."""

    pairs: tuple[ReviewRow, ...]
    waiting: int
    statements: tuple[ReviewStatement, ...]


def build_review_page(dossier: Dossier, wanted: Filter) -> ReviewPage:
    """Return the review page. `wanted` selects the statements; the pairs do not depend on it.

    Raises StoreError.
    """
    pairs = build_review(dossier, Filter(limit=ROWS_PER_PAGE))
    references = dossier.list_least_confident(wanted)
    listed = build_statements(dossier, Filter(rows=tuple(references), versions=True)).rows
    rows = {row.id: row for row in listed}
    seen = dossier.count_decisions_about([(reference,) for reference in references])
    statements = tuple(
        ReviewStatement(rows[reference], count)
        for reference, count in zip(references, seen, strict=True)
        if reference in rows
    )
    return ReviewPage(tuple(pairs.rows), pairs.matching, statements)
