"""What the ledger asks of a dossier: commitments by who is bound, and articles that tell of them."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from onrecord.store.features.promise_features import PromiseFeatures
from onrecord.store.sql.ledger import promises


class LedgerPart:
    """Methods of SqlDossier, documented in the Dossier protocol."""

    def _reading(self) -> AbstractContextManager[Connection]:
        raise NotImplementedError

    def list_promises(
        self, article_id: str, known_as: Iterable[str], of: str | None = None
    ) -> list[PromiseFeatures]:
        with self._reading() as connection:
            return promises.list_promises(connection, article_id, known_as, of)

    def list_later_articles(self, article_id: str, known_as: Sequence[str], limit: int) -> list[str]:
        with self._reading() as connection:
            return promises.list_later_articles(connection, article_id, known_as, limit)
