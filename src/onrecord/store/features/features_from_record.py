"""Makes from one record the features by which its rows are compared. Pure; a test holds both ways equal.

They are those that a dossier gives for an article that is not linked yet.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from onrecord.model.edtf import edtf_bounds
from onrecord.model.record import Quantity, Record, Statement
from onrecord.store.actor_ids import is_named, known_as_of
from onrecord.store.features.match_features import (
    ActorFeatures,
    CommitmentFeatures,
    EventFeatures,
    StatementFeatures,
)
from onrecord.store.rows_from_record import names_of
from onrecord.store.search_terms import fold_name
from onrecord.store.stored_rows import StoredText

KnownAs = Mapping[str, str]  # ids across articles by the ids of actors within their article


def text_of(record: Record) -> StoredText:
    """Return the text of a record."""
    article = record.article
    published = article.published.value
    return StoredText(article.id, article.text, record.passages, article.title, article.outlet, published)


def published_days(record: Record) -> tuple[date, date] | None:
    """Return the first and last day on which an article can have been published."""
    return _days(record.article.published.value)


def known_as_by_actor(record: Record) -> dict[str, str]:
    """Return the id across articles of each actor before it is linked."""
    return {actor.id: known_as_of(actor, record.article.id) for actor in record.actors}


def actor_features(record: Record) -> Iterator[ActorFeatures]:
    """Yield the actors of a record, in its order."""
    article = record.article
    for actor in record.actors:
        yield ActorFeatures(
            reference=f"{article.id}/{actor.id}",
            known_as=known_as_of(actor, article.id),
            kinds=frozenset({actor.kind}),
            names=frozenset({fold_name(actor.name)} - {""}),
            called=frozenset(names_of(actor, article.text)),
            countries=_without_none(actor.country),
            roles=frozenset(role.title.casefold() for role in actor.roles),
            is_named=is_named(actor.name, {mention.form for mention in actor.mentions}),
            wikidata=_without_none(actor.wikidata),
            printed=frozenset({actor.name}),
        )


def statement_features(record: Record, known_as: KnownAs) -> Iterator[StatementFeatures]:
    """Yield the statements of a record that have a speaker, in its order."""
    outlets = {actor.id: fold_name(actor.name) for actor in record.actors if actor.kind == "outlet"}
    published = published_days(record)
    for row in record.statements:
        if row.actor is None:
            continue
        yield StatementFeatures(
            reference=f"{record.article.id}/{row.id}",
            known_as=known_as[row.actor],
            act=row.act,
            kind=row.kind,
            within=row.within,
            content=str(row.evidence.content),
            days=_days(row.said.value) if row.said else published,
            has_stated_day=row.said is not None,
            medium=row.medium.kind if row.medium else None,
            earlier_outlets=_earlier_outlets(row, outlets),
        )


def _earlier_outlets(row: Statement, outlets: Mapping[str, str]) -> frozenset[str]:
    named = {side for link in row.source_chain for side in (link.outlet, link.actor) if side is not None}
    return frozenset(outlets[actor] for actor in named if actor in outlets)


def event_features(record: Record, known_as: KnownAs) -> Iterator[EventFeatures]:
    """Yield the events of a record, in its order."""
    for row in record.events:
        yield EventFeatures(
            reference=f"{record.article.id}/{row.id}",
            cluster=None,
            type=row.type,
            reality=row.reality,
            parties=frozenset(known_as[actor] for actor in (*row.actors, *row.recipients)),
            days=_days(row.date.value) if row.date else None,
            published=published_days(record),
            place=row.place.name if row.place else None,
            geonames=row.place.geonames if row.place else None,
            round=row.round,
            amounts=_amounts(row.quantities),
            words=str(row.evidence.all),
        )


def commitment_features(record: Record, known_as: KnownAs) -> Iterator[CommitmentFeatures]:
    """Yield the commitments of a record, in its order."""
    for row in record.commitments:
        yield CommitmentFeatures(
            reference=f"{record.article.id}/{row.id}",
            cluster=None,
            parties=frozenset(known_as[actor] for actor in row.parties),
            what=row.to,
            status=row.status,
            terms=_amounts(row.terms),
            agreed=row.agreed.date if row.agreed else None,
            place=row.agreed.place if row.agreed else None,
            words=str(row.evidence),
        )


def _amounts(quantities: Iterable[Quantity]) -> frozenset[tuple[float, str]]:
    return frozenset((quantity.value, quantity.unit.casefold()) for quantity in quantities)


def _days(value: str | None) -> tuple[date, date] | None:
    return edtf_bounds(value) if value else None


def _without_none(value: str | None) -> frozenset[str]:
    return frozenset() if value is None else frozenset({value})
