"""Marks of articles and rows: corrected, retracted or denied on a day, and rows that people added."""

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.store.protocol import Dossier, Filter
from onrecord.views.ledger.steps import find_in_force, load_steps


@dataclass(frozen=True, slots=True)
class Marks:
    """What is noted about articles and rows, by their ids, and which are retracted.

    A row has the notes of its article as well, except that its claims were denied.
    """

    notes: dict[str, tuple[str, ...]]
    of_whole_article: dict[str, tuple[str, ...]]
    retracted: frozenset[str]

    def of(self, reference: str) -> tuple[str, ...]:
        """Return the notes on a row (`ARTICLE/ROW`) or an article."""
        article, _, row = reference.partition("/")
        own = self.notes.get(reference, ())
        return tuple(dict.fromkeys((*own, *self.of_whole_article.get(article, ())))) if row else own

    def is_retracted(self, reference: str) -> bool:
        """Return whether a row, or its article, was retracted."""
        return reference in self.retracted or reference.partition("/")[0] in self.retracted


def load_marks(dossier: Dossier, wanted: Filter, references: Iterable[str]) -> Marks:
    """Return the marks of some rows and articles on the record on the filter's day, and of the rows'
    articles. Raises StoreError.
    """
    own = set(references)
    about = own | {reference.partition("/")[0] for reference in own}
    steps = load_steps(dossier, wanted, about)
    notes: dict[str, tuple[str, ...]] = {}
    whole: dict[str, tuple[str, ...]] = {}
    for reference, rows in steps.items():
        told = [
            (row.detail.step, f"{row.detail.step} on {row.detail.day or 'an unknown day'}") for row in rows
        ]
        is_article = "/" not in reference
        kept = [note for step, note in told if is_article or step in ("denied", "corrected", "retracted")]
        if kept:
            notes[reference] = tuple(dict.fromkeys(kept))
        if is_article:
            by_outlet = [note for step, note in told if step in ("corrected", "retracted")]
            whole[reference] = tuple(dict.fromkeys(by_outlet))
    for judgement in find_in_force(dossier, "added", wanted, about):
        notes[judgement.left] = (f"added by {judgement.by}", *notes.get(judgement.left, ()))
    retracted = frozenset(
        reference for reference, rows in steps.items() if any(row.detail.step == "retracted" for row in rows)
    )
    return Marks(notes, whole, retracted)
