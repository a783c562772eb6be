"""Writing: one outcome into the tables, inside the caller's transaction."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from onrecord.model.edtf import Bounds, edtf_bounds
from onrecord.model.errors import StoreError
from onrecord.model.ids import make_id
from onrecord.model.record import Commitment, Event, MentionRow, Quantity, Record, Run, Statement, Undone
from onrecord.model.serial import outcome_to_json
from onrecord.store.protocol import WriteResult
from onrecord.store.rows_from_record import count_statements_by_actor, known_as, names_of, reporting_statement_of
from onrecord.store.search_terms import is_text, printable
from onrecord.store.sql import schema
from onrecord.store.migrations.runner import timestamp

Row = dict[str, object]


def write_record(connection: Connection, record: Record, now: datetime) -> WriteResult:
    """Keep a record with all its rows, and its outcome in place of what was noted for its article or source before."""
    record = replace(record, article=replace(record.article, source=printable(record.article.source)))
    article = record.article
    keys = (article.id, _source_key(article.source))
    connection.execute(
        delete(schema.outcomes).where(schema.outcomes.c.key.in_(keys), schema.outcomes.c.outcome != "done")
    )
    if is_stored(connection, article.id):
        return "unchanged"
    line = _checked(outcome_to_json(record))
    if is_withdrawn(connection, article.id):
        return "withdrawn"
    number = _write_article(connection, record, now)
    row: Row = {"number": number, "article_id": article.id, "title": article.title, "text": article.text}
    _insert(connection, schema.records, [row | {"json": line}])
    _write_rows(connection, record)
    _note(
        connection, article.id, now, {"source": article.source, "article_id": article.id, "outcome": "done"}
    )
    return "added"


def _write_rows(connection: Connection, record: Record) -> None:
    _write_actors(connection, record)
    _write_statements(connection, record)
    _write_events(connection, record)
    _write_commitments(connection, record)


def rewrite_rows(connection: Connection, record: Record) -> None:
    """Make the rows of an article anew from its record as it stands; what was read stays as it is."""
    article = record.article
    for table in (schema.commitments, schema.events, schema.statements, schema.actors):
        connection.execute(delete(table).where(table.c.article_id == article.id))
    row: Row = {name: getattr(article, name) for name in ("title", "outlet", "url")}
    row |= {"authors": json.dumps(article.authors, ensure_ascii=False)}
    row |= {"published": article.published.value, "published_how": article.published.how}
    row |= _between(_days(article.published.value)) | _counts(record)
    connection.execute(update(schema.articles).where(schema.articles.c.id == article.id).values(**row))
    _write_rows(connection, record)


def replace_record(connection: Connection, record: Record, now: datetime) -> None:
    """Keep a newer reading of an article and put the one before aside. Raises StoreError when there is none."""
    records, readings, article = schema.records.c, schema.earlier_records, record.article.id
    before = connection.execute(select(records.json).where(records.article_id == article)).scalar()
    if before is None:
        raise StoreError(f"{article} is not in the dossier, so no newer reading can take its place")
    line = _checked(outcome_to_json(record))
    query = select(func.count()).select_from(readings).where(readings.c.article_id == article)
    place = connection.execute(query).scalar_one()
    kept: Row = {"article_id": article, "position": place, "json": before, "replaced_at": timestamp(now)}
    _insert(connection, readings, [kept])
    connection.execute(update(schema.records).where(records.article_id == article).values(json=line))
    run = _write_run(connection, record.run)
    connection.execute(update(schema.articles).where(schema.articles.c.id == article).values(run_id=run))


def withdraw_article(connection: Connection, article_id: str, by: str, why: str, now: datetime) -> None:
    """Remove an article with everything it brought and leave a note. Raises StoreError when it is not there."""
    table = schema.articles.c
    known = connection.execute(
        select(table.url, table.outlet, table.published).where(table.id == article_id)
    ).first()
    if known is None:
        raise StoreError(
            f"there is no article {article_id}; `onrecord show DOSSIER articles` lists their ids"
        )
    connection.execute(delete(schema.articles).where(table.id == article_id))
    connection.execute(delete(schema.outcomes).where(schema.outcomes.c.article_id == article_id))
    row: Row = {"article_id": article_id, "withdrawn_at": timestamp(now), "by": by, "why": why}
    _insert(connection, schema.withdrawn_articles, [row | dict(known._mapping)])


def is_withdrawn(connection: Connection, article_id: str) -> bool:
    """Tell whether this article was taken down."""
    table = schema.withdrawn_articles.c
    return (
        connection.execute(select(table.article_id).where(table.article_id == article_id)).first() is not None
    )


def write_undone(connection: Connection, undone: Undone, now: datetime) -> WriteResult:
    """Note an outcome without a record, in place of what was noted before; an article whose record is kept stays done."""
    if undone.article is not None and is_stored(connection, undone.article):
        return "unchanged"
    source = printable(undone.source)
    key = undone.article or _source_key(source)
    told: Row = {
        "source": source,
        "article_id": undone.article,
        "outcome": undone.outcome,
        "stage": undone.stage,
    }
    told |= {"reason": undone.reason, "detail": printable(undone.detail)}
    columns = (schema.outcomes.c[name] for name in told)
    noted = connection.execute(select(*columns).where(schema.outcomes.c.key == key)).mappings().one_or_none()
    if noted is not None and dict(noted) == told:
        return "unchanged"
    connection.execute(delete(schema.outcomes).where(schema.outcomes.c.key == key))
    _note(connection, key, now, told)
    return "noted"


def is_stored(connection: Connection, article_id: str) -> bool:
    """Tell whether a record of this article is there."""
    return (
        connection.execute(select(schema.articles.c.number).where(schema.articles.c.id == article_id)).first()
        is not None
    )


def _source_key(source: str) -> str:
    return f"source:{source}"  # article ids begin with "a:", so the two kinds of key never meet


def _note(connection: Connection, key: str, now: datetime, told: Row) -> None:
    _insert(connection, schema.outcomes, [{"key": key, "noted_at": timestamp(now), **told}])


def _checked(line: str) -> str:
    if not is_text(line):
        raise StoreError(
            "the record holds lone surrogates, which cannot be kept; replace them in the article's text and fields"
        )
    return line


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    rows = list(rows)
    if rows:
        connection.execute(insert(table), rows)


def _days(value: str | None) -> Bounds | None:
    return edtf_bounds(value) if value else None


def _between(days: Bounds | None) -> Row:
    return {"day_from": days[0] if days else None, "day_to": days[1] if days else None}


def _write_article(connection: Connection, record: Record, now: datetime) -> int:
    article = record.article
    row: Row = {
        name: getattr(article, name) for name in ("id", "title", "outlet", "url", "language", "source")
    }
    row |= {"authors": json.dumps(article.authors, ensure_ascii=False), "characters": len(article.text)}
    row |= {"published": article.published.value, "published_how": article.published.how}
    row |= _between(_days(article.published.value))
    row |= _counts(record)
    row |= {"run_id": _write_run(connection, record.run), "added_at": timestamp(now)}
    key = connection.execute(insert(schema.articles), row).inserted_primary_key
    assert key is not None  # noqa: S101 - for the type checker: one row was inserted
    return int(key[0])


def _counts(record: Record) -> Row:
    return {name: len(getattr(record, name)) for name in ("actors", "statements", "events", "commitments")}


def _write_run(connection: Connection, run: Run) -> str:
    readers, settings = (
        json.dumps(part, sort_keys=True, ensure_ascii=False) for part in (run.readers, run.settings)
    )
    run_id = make_id("r", run.onrecord, readers, settings)
    if connection.execute(select(schema.runs.c.id).where(schema.runs.c.id == run_id)).first() is None:
        _insert(
            connection,
            schema.runs,
            [{"id": run_id, "onrecord": run.onrecord, "readers": readers, "settings": settings}],
        )
    return run_id


def _write_actors(connection: Connection, record: Record) -> None:
    actors: list[Row] = []
    names: list[Row] = []
    mentions: list[Row] = []
    roles: list[Row] = []
    for place, (row, actor) in enumerate(zip(_actor_rows(record), record.actors, strict=True)):
        actors.append(row | {"position": place})
        key: Row = {"article_id": record.article.id, "actor_id": actor.id}
        shown: Row = {"known_as": row["known_as"]}
        called = names_of(actor, record.article.text)
        names.extend(key | shown | {"folded": folded, "name": name} for folded, name in called.items())
        mentions.extend(key | _mention_row(at, mention, record) for at, mention in enumerate(actor.mentions))
        for at, role in enumerate(actor.roles):
            roles.append(
                key
                | shown
                | {"position": at, "title": role.title, "of_id": role.of, "words": str(role.evidence)}
            )
    _insert(connection, schema.actors, actors)
    _insert(connection, schema.actor_names, names)
    _insert(connection, schema.mentions, mentions)
    _insert(connection, schema.roles, roles)


def _actor_rows(record: Record) -> Iterator[Row]:
    said = count_statements_by_actor(record)
    days = _between(_days(record.article.published.value))
    seen: set[str] = set()
    for actor in record.actors:
        row: Row = {
            "article_id": record.article.id,
            "id": actor.id,
            "name": actor.name,
            "known_as": known_as(actor),
            "kind": actor.kind,
        }
        row |= {name: getattr(actor, name) for name in ("country", "sector", "wikidata", "known_from")} | days
        yield row | {"articles": int(known_as(actor) not in seen), "statements": said[actor.id]}
        seen.add(known_as(actor))


def _mention_row(place: int, mention: MentionRow, record: Record) -> Row:
    span = mention.span
    words = span.words(record.article.text)
    return {"position": place, "start": span.start, "end": span.end, "form": mention.form, "words": words}


def _write_statements(connection: Connection, record: Record) -> None:
    rows = [
        _statement_row(statement, record) | {"position": place}
        for place, statement in enumerate(record.statements)
    ]
    _insert(connection, schema.statements, rows)
    _insert(connection, schema.speakers, _mouth_rows(record))
    addressees: list[Row] = []
    answers: list[Row] = []
    links: list[Row] = []
    topics: list[Row] = []
    for statement in record.statements:
        key: Row = {"article_id": record.article.id, "statement_id": statement.id}
        for place, addressee in enumerate(statement.addressees):
            addressees.append(
                key | {"position": place, "actor_id": addressee.actor, "words": str(addressee.evidence)}
            )
        for place, answer in enumerate(statement.answers):
            row = key | {"position": place, "to_id": answer.to, "relation": answer.relation}
            answers.append(row | {"words": str(answer.evidence)})
        for place, link in enumerate(statement.source_chain):
            row = key | {
                "position": place,
                "id": link.id,
                "actor_id": link.actor,
                "medium": link.medium,
                "date": link.date,
            }
            links.append(row | {"outlet_id": link.outlet, "title": link.title, "words": str(link.evidence)})
        for place, topic in enumerate(statement.topics):
            topics.append(key | {"position": place, "topic": topic.name, "words": str(topic.evidence)})
    _insert(connection, schema.topics, topics)
    _insert(connection, schema.addressees, addressees)
    _insert(connection, schema.answers, answers)
    _insert(connection, schema.links, links)


def _mouth_rows(record: Record) -> Iterator[Row]:
    for statement in record.statements:
        key: Row = {"article_id": record.article.id, "statement_id": statement.id}
        for place, actor in enumerate(statement.actors):
            yield key | {"part": "mouth", "position": place, "actor_id": actor}
        if statement.on_behalf_of is not None:
            yield key | {"part": "spoken-for", "position": 0, "actor_id": statement.on_behalf_of}


def _statement_row(statement: Statement, record: Record) -> Row:
    said, medium, evidence = statement.said, statement.medium, statement.evidence
    row: Row = {
        "article_id": record.article.id,
        "id": statement.id,
        "actor_id": statement.actor,
        "kind": statement.kind,
    }
    row |= {name: getattr(statement, name) for name in ("act", "confidence", "reality")} | {
        "within_id": statement.within
    }
    row |= {"said": said.value if said else None, "said_words": str(said.evidence) if said else ""}
    row |= {"medium": medium.kind if medium else None, "medium_outlet_id": medium.outlet if medium else None}
    row |= {"medium_title": medium.title if medium else None}
    row |= {"source": str(evidence.source), "cue": str(evidence.cue), "content": str(evidence.content)}
    return row | _between(_days(said.value if said else record.article.published.value))


def _write_events(connection: Connection, record: Record) -> None:
    rows = [
        _event_row(event, record.article.id) | {"position": place}
        for place, event in enumerate(record.events)
    ]
    _insert(connection, schema.events, rows)
    parties: list[Row] = []
    quantities: list[Row] = []
    for event in record.events:
        key: Row = {"article_id": record.article.id, "event_id": event.id}
        for part, actors in (("actor", event.actors), ("recipient", event.recipients)):
            parties.extend(
                key | {"part": part, "position": place, "actor_id": actor}
                for place, actor in enumerate(actors)
            )
        quantities.extend(
            key | _quantity_row(place, quantity) for place, quantity in enumerate(event.quantities)
        )
    _insert(connection, schema.event_parties, parties)
    _insert(connection, schema.quantities, quantities)


def _event_row(event: Event, article_id: str) -> Row:
    place, date = event.place, event.date
    row: Row = {
        "article_id": article_id,
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "reality": event.reality,
    }
    row |= {
        "contexts": json.dumps(event.contexts, ensure_ascii=False),
        "told_by_id": event.told_by,
        "round": event.round,
    }
    row |= {"date": date.value if date else None, "date_words": str(date.evidence) if date else ""}
    row |= {"place": place.name if place else None, "place_country": place.country if place else None}
    row |= {name: getattr(place, name) if place else None for name in ("geonames", "lat", "lon")}
    row |= {"words": str(event.evidence.all), "confidence": event.confidence}
    return row | _between(_days(date.value if date else None))


def _quantity_row(place: int, quantity: Quantity) -> Row:
    row: Row = {name: getattr(quantity, name) for name in ("value", "unit", "qualifier", "each", "deadline")}
    return row | {"position": place, "to_value": quantity.to, "words": str(quantity.evidence)}


def _write_commitments(connection: Connection, record: Record) -> None:
    rows = [
        _commitment_row(commitment, record) | {"position": at}
        for at, commitment in enumerate(record.commitments)
    ]
    _insert(connection, schema.commitments, rows)
    committed: list[Row] = []
    terms: list[Row] = []
    for commitment in record.commitments:
        key: Row = {"article_id": record.article.id, "commitment_id": commitment.id}
        committed.extend(
            key | {"position": place, "actor_id": party} for place, party in enumerate(commitment.parties)
        )
        terms.extend(key | _quantity_row(place, term) for place, term in enumerate(commitment.terms))
    _insert(connection, schema.commitment_parties, committed)
    _insert(connection, schema.terms, terms)


def _commitment_row(commitment: Commitment, record: Record) -> Row:
    agreed = commitment.agreed
    row: Row = {
        "article_id": record.article.id,
        "told_by_id": reporting_statement_of(commitment, record),
        "id": commitment.id,
        "what": commitment.to,
        "status": commitment.status,
    }
    row |= {"words": str(commitment.evidence), "status_words": str(commitment.status_evidence)}
    row |= {
        "agreed_event_id": agreed.event if agreed else None,
        "agreed_date": agreed.date if agreed else None,
    }
    row |= {"agreed_place": agreed.place if agreed else None}
    return row | _between(_days(record.article.published.value))
