"""Copies what is left of a damaged dossier to a new one. The damaged one is not changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, insert

from onrecord.model.errors import OnRecordError, StoreError
from onrecord.model.judgement import RULE_PREFIX, Judgement
from onrecord.store.damage.salvage import Salvage, salvage_database, salvage_file
from onrecord.store.sql import schema
from onrecord.store.sql.dossier import SqlDossier
from onrecord.store.sql.judgements import make_judgement_row
from onrecord.store.sql.postgresql import is_address, make_postgresql_engine
from onrecord.store.sql.sqlite import new_file, open_sqlite

LOST = {"withdrawn_by": f"{RULE_PREFIX}rescue", "withdrawn_why": "an article that it is about is lost"}


@dataclass(frozen=True, slots=True)
class Lost:
    """An article that could not be saved, its title ("" where unknown), and why."""

    article: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Rescue:
    """What was saved: numbers of articles, judgements and notes on withdrawn articles; and what was lost.

    `left_out` counts judgements about articles that are lost; they stay in the history, withdrawn.
    """

    articles: int
    judgements: int
    withdrawn: int
    lost: tuple[Lost, ...]
    left_out: int


def rescue_dossier(damaged: str | Path, target: Path) -> Rescue:
    """Write the whole records of a damaged dossier, and all that belongs to them, to the new file `target`.

    A record is whole when it has its digest, and its words are at their spans. Articles are compared again by
    `onrecord link`. Raises StoreError where nothing can be read, or there is a file at `target` already.
    """
    with new_file(target) as part:
        if isinstance(damaged, str) and is_address(damaged):
            engine = make_postgresql_engine(damaged)
            try:
                found = salvage_database(engine)
            finally:
                engine.dispose()
        else:
            found = salvage_file(Path(damaged))
        if not (found.records or found.lost or found.undone or found.withdrawn or found.judgements):
            raise StoreError(f"{damaged}: nothing of a dossier can be found in it; restore a backup")
        with open_sqlite(part, create=True) as new:
            known = _write(new, found)
        left_out = _write_rest(part, found, [row for row in found.judgements if row.id not in known])
    lost = tuple(
        Lost(article, found.titles.get(article, ""), why) for article, why in sorted(found.lost.items())
    )
    return Rescue(len(found.records), len(found.judgements) - left_out, len(found.withdrawn), lost, left_out)


def _write(new: SqlDossier, found: Salvage) -> set[str]:
    """Write records, outcomes, and the judgements about what is there; return the ids of these."""
    for article, record in found.records.items():
        try:
            new.write(record, _moment(found.learnt.get(article)))
        except OnRecordError as error:
            found.lost[article] = str(error)
    for article in found.lost:
        found.records.pop(article, None)
    for undone in found.undone:
        new.write(undone)
    return {judgement.id for judgement in found.judgements if new.import_judgement(judgement)}


def _moment(time: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(time).astimezone(UTC) if time else None
    except ValueError:
        return None


def _write_rest(part: Path, found: Salvage, judgements: Sequence[Judgement]) -> int:
    """Write earlier records, notes on withdrawn articles, and judgements about articles that are not there.

    Of these judgements, those in force are withdrawn; return their number.
    """
    earlier = [row for row in found.earlier if row["article_id"] in found.records]
    positions: dict[object, int] = {}
    engine = create_engine(f"sqlite:///{part}")
    with engine.begin() as connection:
        for row in earlier:
            place = positions[row["article_id"]] = positions.get(row["article_id"], -1) + 1
            connection.execute(insert(schema.earlier_records), row | {"position": place})
        if found.withdrawn:
            connection.execute(insert(schema.withdrawn_articles), list(found.withdrawn.values()))
        for judgement in judgements:
            withdrawal = {} if judgement.withdrawn_at else LOST | {"withdrawn_at": judgement.made_at}
            connection.execute(insert(schema.judgements), make_judgement_row(judgement) | withdrawal)
    engine.dispose()
    return sum(judgement.withdrawn_at is None for judgement in judgements)
