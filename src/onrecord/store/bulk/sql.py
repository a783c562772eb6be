"""The SQL implementation of BulkWrites, for a dossier that has connections and writes single outcomes."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Connection

from onrecord.model.judgement import Judgement
from onrecord.model.record import Outcome
from onrecord.store.bulk import findings
from onrecord.store.bulk.protocol import WriteResult


class SqlBulkWrites(ABC):
    """The methods of BulkWrites, documented there."""

    @abstractmethod
    def _time(self) -> datetime: ...

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]: ...

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Connection]: ...

    @abstractmethod
    def _write(self, connection: Connection, outcome: Outcome, time: datetime) -> WriteResult: ...

    def write_all(self, outcomes: Iterable[Outcome]) -> list[WriteResult]:
        time = self._time()
        with self._writing() as connection:
            return [self._write(connection, outcome, time) for outcome in outcomes]

    def find_digests(self, article_ids: Iterable[str]) -> dict[str, str]:
        with self._reading() as connection:
            return findings.find_digests(connection, article_ids)

    def import_found(self, judgements: Sequence[Judgement]) -> int:
        with self._writing() as connection:
            return findings.import_found(connection, judgements)

    def mark_compared(self, rule: str, articles: Mapping[str, Sequence[int]]) -> None:
        with self._writing() as connection:
            findings.mark_compared(connection, rule, articles, self._time())

    def forget_compared(self, rule: str, articles: Iterable[str]) -> None:
        with self._writing() as connection:
            findings.forget_compared(connection, rule, articles, self._time())
