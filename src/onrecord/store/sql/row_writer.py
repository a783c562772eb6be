"""Writes outcomes and the rows of records into the tables, in the caller's transaction."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import StoreError
from onrecord.model.ids import make_id, text_digest
from onrecord.model.record import (
    ArticleRow,
    Commitment,
    Event,
    MentionRow,
    Quantity,
    Record,
    Run,
    Statement,
    Undone,
)
from onrecord.model.serial import outcome_to_json
from onrecord.store.actor_ids import describe_actor, known_as_of, surname_key
from onrecord.store.migrations.runner import timestamp
from onrecord.store.protocol import WriteResult
from onrecord.store.rows_from_record import (
    count_statements_by_actor,
    names_of,
    reporting_statement_of,
)
from onrecord.store.search_terms import is_text, printable
from onrecord.store.sql import schema

Row = dict[str, object]


def write_record(connection: Connection, record: Record, now: datetime) -> WriteResult:
    """Store a record with all its rows. Its outcome replaces earlier failures of the article or source."""
    record = replace(record, article=replace(record.article, source=printable(record.article.source)))
    article, outcomes = record.article, schema.outcomes
    keys = (article.id, _source_key(article.source))
    failures = delete(outcomes).where(outcomes.c.key.in_(keys), outcomes.c.outcome != "done")
    connection.execute(failures)
    if is_stored(connection, article.id):
        return "unchanged"
    line = _check_text(outcome_to_json(record))
    if is_withdrawn(connection, article.id):
        return "withdrawn"
    number = _write_article(connection, record, now)
    row: Row = {"number": number, "article_id": article.id, "title": article.title, "text": article.text}
    _insert(connection, schema.records, [row | {"json": line, "sha256": text_digest(line)}])
    _write_rows(connection, record)
    outcome: Row = {"source": article.source, "article_id": article.id, "outcome": "done"}
    _write_outcome(connection, article.id, now, outcome)
    return "added"


def write_undone(connection: Connection, undone: Undone, now: datetime) -> WriteResult:
    """Store an outcome without a record, in place of an earlier one.

    An article that has a record stays done.
    """
    if undone.article is not None and is_stored(connection, undone.article):
        return "unchanged"
    source = printable(undone.source)
    key = undone.article or _source_key(source)
    row: Row = {
        "source": source,
        "article_id": undone.article,
        "outcome": undone.outcome,
        "stage": undone.stage,
        "reason": undone.reason,
        "detail": printable(undone.detail),
    }
    outcomes = schema.outcomes
    query = select(*(outcomes.c[name] for name in row)).where(outcomes.c.key == key)
    before = connection.execute(query).mappings().one_or_none()
    if before is not None and dict(before) == row:
        return "unchanged"
    connection.execute(delete(outcomes).where(outcomes.c.key == key))
    _write_outcome(connection, key, now, row)
    return "noted"


def rewrite_rows(connection: Connection, record: Record) -> None:
    """Replace the rows of an article by those of a corrected record. The stored record does not change."""
    article = record.article
    for table in (schema.commitments, schema.events, schema.statements, schema.actors):
        connection.execute(delete(table).where(table.c.article_id == article.id))
    row = make_article_row(record)
    connection.execute(update(schema.articles).where(schema.articles.c.id == article.id).values(**row))
    _write_rows(connection, record)


def replace_record(connection: Connection, record: Record, now: datetime) -> None:
    """Replace the stored record of an article and archive the one before.

    Raises StoreError when there is none.
    """
    records, earlier, article = schema.records.c, schema.earlier_records, record.article.id
    current = select(records.json, records.sha256).where(records.article_id == article)
    before = connection.execute(current).first()
    if before is None:
        raise StoreError(f"{article} is not in the dossier, so that its record cannot be replaced")
    line = _check_text(outcome_to_json(record))
    query = select(func.count()).select_from(earlier).where(earlier.c.article_id == article)
    position = connection.execute(query).scalar_one()
    row: Row = {"article_id": article, "position": position, "replaced_at": timestamp(now)}
    _insert(connection, earlier, [row | dict(before._mapping)])
    newer = {"json": line, "sha256": text_digest(line)}
    connection.execute(update(schema.records).where(records.article_id == article).values(**newer))
    run_id = _write_run(connection, record.run)
    connection.execute(update(schema.articles).where(schema.articles.c.id == article).values(run_id=run_id))


def withdraw_article(connection: Connection, article_id: str, by: str, why: str, now: datetime) -> None:
    """Remove an article with all its rows and leave a note. Raises StoreError when there is none."""
    table, outcomes = schema.articles.c, schema.outcomes
    query = select(table.url, table.outlet, table.published).where(table.id == article_id)
    found = connection.execute(query).first()
    if found is None:
        raise StoreError(
            f"there is no article {article_id}; `onrecord show DOSSIER articles` lists their ids"
        )
    connection.execute(delete(schema.articles).where(table.id == article_id))
    connection.execute(delete(outcomes).where(outcomes.c.article_id == article_id))
    row: Row = {"article_id": article_id, "withdrawn_at": timestamp(now), "by": by, "why": why}
    _insert(connection, schema.withdrawn_articles, [row | dict(found._mapping)])


def is_withdrawn(connection: Connection, article_id: str) -> bool:
    """Whether this article was withdrawn."""
    table = schema.withdrawn_articles.c
    query = select(table.article_id).where(table.article_id == article_id)
    return connection.execute(query).first() is not None


def is_stored(connection: Connection, article_id: str) -> bool:
    """Whether this article has a record."""
    query = select(schema.articles.c.number).where(schema.articles.c.id == article_id)
    return connection.execute(query).first() is not None


def _source_key(source: str) -> str:
    return f"source:{source}"  # article ids begin with "a:", so that the two kinds of keys differ


def _write_outcome(connection: Connection, key: str, now: datetime, row: Row) -> None:
    _insert(connection, schema.outcomes, [{"key": key, "noted_at": timestamp(now), **row}])


def _check_text(line: str) -> str:
    if not is_text(line):
        raise StoreError(
            "the record contains lone surrogates, which cannot be stored; "
            "replace them in the article's text and fields"
        )
    return line


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    rows = list(rows)
    if rows:
        connection.execute(insert(table), rows)


def _days(value: str | None) -> Row:
    """Return the columns for the first and last day that a date can mean."""
    bounds = edtf_bounds(value) if value else None
    return {"day_from": bounds[0] if bounds else None, "day_to": bounds[1] if bounds else None}


def _write_article(connection: Connection, record: Record, now: datetime) -> int:
    article = record.article
    row = make_article_row(record)
    row |= {"id": article.id, "language": article.language, "source": article.source}
    row |= {"characters": len(article.text)}
    row |= {"run_id": _write_run(connection, record.run), "added_at": timestamp(now)}
    key = connection.execute(insert(schema.articles), row).inserted_primary_key
    assert key is not None  # noqa: S101 - for the type checker: one row was inserted
    return int(key[0])


def make_article_row(record: Record) -> Row:
    """Return the columns of an article that people may correct, and the numbers of its rows."""
    row = {name: getattr(record.article, name) for name in ("title", "outlet", "url")}
    return row | _authors_and_date(record.article) | _row_counts(record)


def _authors_and_date(article: ArticleRow) -> Row:
    published = article.published
    return {
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "published": published.value,
        "published_how": published.how,
        **_days(published.value),
    }


def _row_counts(record: Record) -> Row:
    return {name: len(getattr(record, name)) for name in ("actors", "statements", "events", "commitments")}


def make_run_id(run: Run) -> str:
    """Return the id of a run, which is made from what it tells."""
    return make_id("r", run.onrecord, *_run_cells(run))


def _run_cells(run: Run) -> tuple[str, str]:
    readers, settings = (
        json.dumps(part, sort_keys=True, ensure_ascii=False) for part in (run.readers, run.settings)
    )
    return readers, settings


def _write_run(connection: Connection, run: Run) -> str:
    readers, settings = _run_cells(run)
    run_id = make_run_id(run)
    if connection.execute(select(schema.runs.c.id).where(schema.runs.c.id == run_id)).first() is None:
        row: Row = {"id": run_id, "onrecord": run.onrecord, "readers": readers, "settings": settings}
        _insert(connection, schema.runs, [row])
    return run_id


def surname_keys(called: Iterable[str]) -> dict[str, str | None]:
    """Return the keys of a person's folded names; a surname alone has one where there is no full name."""
    full = [folded for folded in called if len(folded.split()) > 1]
    return {folded: surname_key(folded) for folded in full or called}


def _write_rows(connection: Connection, record: Record) -> None:
    for table, rows in make_rows(record):
        _insert(connection, table, rows)


def make_rows(record: Record) -> Iterator[tuple[Table, list[Row]]]:
    """Yield the tables with a record's rows, in an order that references allow.

    `known_as`, and `articles` of actors, are those of an article that is not linked.
    """
    yield from _actor_tables(record)
    yield from _statement_tables(record)
    yield from _event_tables(record)
    yield from _commitment_tables(record)


def _actor_tables(record: Record) -> Iterator[tuple[Table, list[Row]]]:
    actors: list[Row] = []
    names: list[Row] = []
    mentions: list[Row] = []
    roles: list[Row] = []
    for position, (row, actor) in enumerate(zip(_actor_rows(record), record.actors, strict=True)):
        actors.append(row | {"position": position})
        key: Row = {"article_id": record.article.id, "actor_id": actor.id}
        known_as: Row = {"known_as": row["known_as"]}
        called = names_of(actor, record.article.text)
        surnames = surname_keys(called) if actor.kind == "person" else {}
        names.extend(
            key | known_as | {"folded": folded, "name": name, "surname": surnames.get(folded)}
            for folded, name in called.items()
        )
        mentions.extend(
            key | _mention_row(index, mention, record) for index, mention in enumerate(actor.mentions)
        )
        for index, role in enumerate(actor.roles):
            words = str(role.evidence)
            own: Row = {"position": index, "title": role.title, "of_id": role.of, "words": words}
            roles.append(key | known_as | own)
    yield schema.actors, actors
    yield schema.actor_names, names
    yield schema.mentions, mentions
    yield schema.roles, roles


def _actor_rows(record: Record) -> Iterator[Row]:
    statements = count_statements_by_actor(record)
    days = _days(record.article.published.value)
    seen: set[str] = set()
    for actor in record.actors:
        known_as = known_as_of(actor, record.article.id)
        yield {
            "article_id": record.article.id,
            "id": actor.id,
            "name": actor.name,
            "known_as": known_as,
            "kind": actor.kind,
            "country": actor.country,
            "sector": actor.sector,
            "wikidata": actor.wikidata,
            "known_from": actor.known_from,
            "articles": int(known_as not in seen),
            "statements": statements[actor.id],
            "described": describe_actor(actor.kind, actor.name, actor.country, actor.wikidata),
            **days,
        }
        seen.add(known_as)


def _mention_row(position: int, mention: MentionRow, record: Record) -> Row:
    span = mention.span
    words = span.words(record.article.text)
    return {"position": position, "start": span.start, "end": span.end, "form": mention.form, "words": words}


def _statement_tables(record: Record) -> Iterator[tuple[Table, list[Row]]]:
    known = _known_as(record)
    rows = [
        _statement_row(row, record) | {"position": position, "known_as": known.get(row.actor)}
        for position, row in enumerate(record.statements)
    ]
    yield schema.statements, rows
    yield schema.speakers, list(_speaker_rows(record))
    addressees: list[Row] = []
    answers: list[Row] = []
    links: list[Row] = []
    topics: list[Row] = []
    for statement in record.statements:
        key: Row = {"article_id": record.article.id, "statement_id": statement.id}
        for position, addressee in enumerate(statement.addressees):
            row: Row = {"actor_id": addressee.actor, "words": str(addressee.evidence)}
            addressees.append(key | row | {"position": position})
        for position, answer in enumerate(statement.answers):
            row = {"to_id": answer.to, "relation": answer.relation, "words": str(answer.evidence)}
            answers.append(key | row | {"position": position})
        for position, link in enumerate(statement.source_chain):
            row = {"id": link.id, "actor_id": link.actor, "medium": link.medium, "date": link.date}
            row |= {"outlet_id": link.outlet, "title": link.title, "words": str(link.evidence)}
            links.append(key | row | {"position": position})
        for position, topic in enumerate(statement.topics):
            row = {"topic": topic.name, "words": str(topic.evidence)}
            topics.append(key | row | {"position": position})
    yield schema.topics, topics
    yield schema.addressees, addressees
    yield schema.answers, answers
    yield schema.links, links


def _known_as(record: Record) -> dict[str | None, str]:
    """Return the ids across articles of a record's actors, of one that is not linked."""
    return {actor.id: known_as_of(actor, record.article.id) for actor in record.actors}


def _speaker_rows(record: Record) -> Iterator[Row]:
    for statement in record.statements:
        key: Row = {"article_id": record.article.id, "statement_id": statement.id}
        for position, actor in enumerate(statement.actors):
            yield key | {"part": schema.SPEAKER, "position": position, "actor_id": actor}
        if statement.on_behalf_of is not None:
            yield key | {"part": schema.SPOKEN_FOR, "position": 0, "actor_id": statement.on_behalf_of}


def _statement_row(statement: Statement, record: Record) -> Row:
    said, medium, evidence = statement.said, statement.medium, statement.evidence
    return {
        "article_id": record.article.id,
        "id": statement.id,
        "actor_id": statement.actor,
        "kind": statement.kind,
        "act": statement.act,
        "confidence": statement.confidence,
        "reality": statement.reality,
        "within_id": statement.within,
        "said": said.value if said else None,
        "said_words": str(said.evidence) if said else "",
        "medium": medium.kind if medium else None,
        "medium_outlet_id": medium.outlet if medium else None,
        "medium_title": medium.title if medium else None,
        "source": str(evidence.source),
        "cue": str(evidence.cue),
        "content": str(evidence.content),
        **_days(said.value if said else record.article.published.value),
    }


def _event_tables(record: Record) -> Iterator[tuple[Table, list[Row]]]:
    rows = [
        _event_row(event, record.article.id) | {"position": position}
        for position, event in enumerate(record.events)
    ]
    yield schema.events, rows
    parties: list[Row] = []
    quantities: list[Row] = []
    known, published = _known_as(record), _days(record.article.published.value)
    for event in record.events:
        key: Row = {"article_id": record.article.id, "event_id": event.id}
        days = _days(event.date.value if event.date else None)
        party = key | {"type": event.type} | (days if days["day_from"] else published)
        for part, actors in (("actor", event.actors), ("recipient", event.recipients)):
            for position, actor in enumerate(actors):
                own: Row = {
                    "part": part,
                    "position": position,
                    "actor_id": actor,
                    "known_as": known.get(actor, ""),
                }
                parties.append(party | own)
        for position, quantity in enumerate(event.quantities):
            quantities.append(key | _quantity_row(position, quantity))
    yield schema.event_parties, parties
    yield schema.quantities, quantities


def _event_row(event: Event, article_id: str) -> Row:
    place, date = event.place, event.date
    return {
        "article_id": article_id,
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "reality": event.reality,
        "contexts": json.dumps(event.contexts, ensure_ascii=False),
        "told_by_id": event.told_by,
        "round": event.round,
        "date": date.value if date else None,
        "date_words": str(date.evidence) if date else "",
        "place": place.name if place else None,
        "place_country": place.country if place else None,
        "geonames": place.geonames if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "words": str(event.evidence.all),
        "confidence": event.confidence,
        **_days(date.value if date else None),
    }


def _quantity_row(position: int, quantity: Quantity) -> Row:
    row: Row = {name: getattr(quantity, name) for name in ("value", "unit", "qualifier", "each", "deadline")}
    return row | {"position": position, "to_value": quantity.to, "words": str(quantity.evidence)}


def _commitment_tables(record: Record) -> Iterator[tuple[Table, list[Row]]]:
    rows = [
        _commitment_row(commitment, record) | {"position": position}
        for position, commitment in enumerate(record.commitments)
    ]
    yield schema.commitments, rows
    parties: list[Row] = []
    terms: list[Row] = []
    known, day = _known_as(record), _days(record.article.published.value)["day_from"]
    countries = {actor.id: actor.country for actor in record.actors if actor.kind in schema.STATES}
    for commitment in record.commitments:
        key: Row = {"article_id": record.article.id, "commitment_id": commitment.id}
        for position, party in enumerate(commitment.parties):
            own: Row = {"position": position, "actor_id": party, "known_as": known.get(party, "")}
            parties.append(key | own | {"country": countries.get(party), "day_from": day})
        for position, term in enumerate(commitment.terms):
            terms.append(key | _quantity_row(position, term))
    yield schema.commitment_parties, parties
    yield schema.terms, terms


def _commitment_row(commitment: Commitment, record: Record) -> Row:
    agreed = commitment.agreed
    return {
        "article_id": record.article.id,
        "told_by_id": reporting_statement_of(commitment, record),
        "id": commitment.id,
        "what": commitment.to,
        "status": commitment.status,
        "words": str(commitment.evidence),
        "status_words": str(commitment.status_evidence),
        "agreed_event_id": agreed.event if agreed else None,
        "agreed_date": agreed.date if agreed else None,
        "agreed_place": agreed.place if agreed else None,
        **_days(record.article.published.value),
    }
