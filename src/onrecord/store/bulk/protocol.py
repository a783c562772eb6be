"""The part of the Dossier protocol that takes many articles and judgements at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol

from onrecord.model.judgement import Judgement
from onrecord.model.record import Outcome

WriteResult = Literal["added", "unchanged", "noted", "withdrawn"]


class BulkWrites(Protocol):
    """Each method is one transaction: all or nothing. Raises StoreError as the methods of a Dossier do."""

    def write_all(self, outcomes: Iterable[Outcome]) -> list[WriteResult]:
        """Store outcomes as `Dossier.write` does."""
        ...

    def find_digests(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Return the SHA-256 of the stored records (as JSON) of these articles, by article."""
        ...

    def import_found(self, judgements: Sequence[Judgement]) -> int:
        """Store judgements of rules on pairs, made elsewhere, unchanged; return how many are new.

        Each cluster is built once. Judgements about articles that are not here are left out.
        """
        ...

    def mark_compared(self, rule: str, articles: Mapping[str, Sequence[int]]) -> None:
        """Store that `rule` has compared articles elsewhere, with the fingerprints of each.

        Where none are given for an article, those stored stay.
        """
        ...

    def forget_compared(self, rule: str, articles: Iterable[str]) -> None:
        """Let `rule` compare these articles again: what it judged about their actors is withdrawn."""
        ...
