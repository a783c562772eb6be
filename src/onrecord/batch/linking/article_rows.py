"""What linking needs of an article, from the line of its record: one row, made once.

The features are packed with `pickle`, because only workers of one run read them.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from onrecord.batch.linking.frames import Columns, Row, map_rows
from onrecord.model.errors import OnRecordError
from onrecord.model.ids import make_id
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json
from onrecord.resolve.actor_resolution import can_be_matched, find_bearer, find_senses_of
from onrecord.resolve.match import Match
from onrecord.resolve.near_duplicates import article_fingerprints, make_comparable
from onrecord.store.features.features_from_record import (
    actor_features,
    commitment_features,
    event_features,
    published_days,
    statement_features,
    text_of,
)
from onrecord.store.features.match_features import (
    ActorFeatures,
    CommitmentFeatures,
    EventFeatures,
    StatementFeatures,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

BAD = "bad"  # kind of the id of a line that is no record; its title says why
UNDATED = 4_000_000  # sorts after all days: articles without one are linked last
ARTICLE: Columns = {
    "id": "string",
    "day": "int",  # the first on which it can have been published, an ordinal
    "url": "string",
    "title": "string",
    "outlet": "string",  # folded
    "published": "string",
    "words": "string",  # its own words, folded, with a space between two
    "credits": "strings",
    "fingerprints": "longs",
    "actors": "binary",  # list of Mention
    "rows": "binary",  # Rows
}


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor of one article that can be matched, the bearers that the article means by its ambiguous names,
    and who bears its bare surname in the article.
    """

    features: ActorFeatures
    senses: tuple[tuple[str, str], ...]
    bearer: tuple[ActorFeatures, Match] | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The statements, events and commitments of an article. `known_as` and `parties` are ids of its actors.

    `known_as` gives the ids across articles of those actors before they are linked.
    """

    known_as: Mapping[str, str]
    statements: tuple[StatementFeatures, ...]
    events: tuple[EventFeatures, ...]
    commitments: tuple[CommitmentFeatures, ...]

    def named(self, linked: Mapping[str, str]) -> "Rows":
        """Return the rows with ids across articles; `linked` are those that linking changed."""
        names = {**self.known_as, **linked}
        return Rows(
            names,
            tuple(replace(row, known_as=names[row.known_as]) for row in self.statements),
            tuple(
                replace(row, parties=frozenset(names[actor] for actor in row.parties)) for row in self.events
            ),
            tuple(
                replace(row, parties=frozenset(names[actor] for actor in row.parties))
                for row in self.commitments
            ),
        )


def read_articles(lines: "DataFrame") -> "DataFrame":
    """Return one row of ARTICLE for each article, and for each line that is no record.

    `lines` has one column, the lines of records. Lines of articles that were not read are passed over.
    """
    return map_rows(lines, ARTICLE, _article_rows).dropDuplicates(["id"])


def pack(value: object) -> bytes:
    """Return a value as bytes for another worker of this run."""
    return pickle.dumps(value, protocol=5)


def unpack(value: bytes) -> Any:
    """Return what was packed."""
    return pickle.loads(value)  # noqa: S301 - written by a worker of this run


def _article_rows(lines: Iterator[Row]) -> Iterator[Row]:
    for (line,) in lines:
        if not line or line.isspace():
            continue
        try:
            outcome = outcome_from_json(line)
        except OnRecordError as error:
            yield (make_id(BAD, line), UNDATED, None, str(error), None, None, "", [], [], b"", b"")
            continue
        if isinstance(outcome, Record):
            yield article_row(outcome)


def article_row(record: Record) -> Row:
    """Return the row of an article, in the order of ARTICLE."""
    text = make_comparable(text_of(record))
    days = published_days(record)
    names = {actor.id: actor.id for actor in record.actors}
    actors = tuple(actor_features(record))
    known_as = {actor.reference.partition("/")[2]: actor.known_as for actor in actors}
    rows = Rows(
        known_as,
        tuple(statement_features(record, names)),
        tuple(event_features(record, names)),
        tuple(commitment_features(record, names)),
    )
    return (
        record.article.id,
        days[0].toordinal() if days else UNDATED,
        record.article.url,
        record.article.title,
        text.outlet,
        text.published,
        " ".join(text.words.folded),
        sorted(text.credits),
        sorted({*article_fingerprints(text)}),
        pack(list(_mentions(actors, record.article.text))),
        pack(rows),
    )


def _mentions(actors: Iterable[ActorFeatures], text: str) -> Iterator[Mention]:
    actors = tuple(actors)
    for actor in actors:
        if can_be_matched(actor):
            senses = tuple(sorted(find_senses_of(actor, text).items()))
            yield Mention(actor, senses, find_bearer(actor, actors))
