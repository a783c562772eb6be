"""Checks of a record's integrity. They return problems and change nothing."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from onrecord.model.record import Actor, Record, Statement

_WIKIDATA = re.compile(r"Q[1-9][0-9]*")


def check_record(record: Record) -> list[str]:
    """Return a sentence for each problem with ids, references, spans, passages or overlapping roles."""
    return [
        *_check_ids(record),
        *_check_passages(record),
        *_check_statements(record),
        *_check_events(record),
        *_check_commitments(record),
        *_check_actors(record),
    ]


def _check_ids(record: Record) -> Iterator[str]:
    ids = [actor.id for actor in record.actors]
    ids += [statement.id for statement in record.statements]
    ids += [link.id for statement in record.statements for link in statement.source_chain]
    ids += [event.id for event in record.events]
    ids += [commitment.id for commitment in record.commitments]
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"the id {name} is used {times} times"


def _check_passages(record: Record) -> Iterator[str]:
    text, last = record.article.text, 0
    for passage in record.passages:
        if not passage.span.is_sound(text):
            yield f"passage {list(passage.span)} is not sound"
        if passage.span.start < last or text[last : passage.span.start].strip():
            yield f"passage {list(passage.span)} overlaps the one before it or leaves text out"
        last = passage.span.end
    if text[last:].strip():
        yield f"the text after {last} is in no passage"


def _check_statements(record: Record) -> Iterator[str]:
    actors = {actor.id for actor in record.actors}
    statements = {statement.id for statement in record.statements}
    targets = statements | {link.id for statement in record.statements for link in statement.source_chain}
    around = {row.id: row.within for row in record.statements}
    for row in record.statements:
        used = [row.actor, *row.actors, row.on_behalf_of, row.medium.outlet if row.medium else None]
        used += [addressee.actor for addressee in row.addressees]
        used += [actor for link in row.source_chain for actor in (link.actor, link.outlet)]
        for actor in dict.fromkeys(used):
            if actor is not None and actor not in actors:
                yield f"{row.id} speaks of {actor}, which is no actor"
        if row.actor != next(iter(row.actors), None):
            yield f"{row.id} has the actor {row.actor}, not the first of its actors {list(row.actors)}"
        if _is_within_itself(row, around):
            yield f"{row.id} is within itself"
        if row.within is not None and row.within not in statements:
            yield f"{row.id} is within {row.within}, which is no statement"
        for answer in row.answers:
            if answer.to == row.id:
                yield f"{row.id} answers itself"
            if answer.to not in targets:
                yield f"{row.id} answers {answer.to}, which is neither statement nor link"
        yield from _check_roles(row)


def _is_within_itself(row: Statement, around: Mapping[str, str | None]) -> bool:
    seen, at = {row.id}, row.within
    while at is not None and at not in seen:
        seen.add(at)
        at = around.get(at)
    return at is not None and at == row.id


def _check_events(record: Record) -> Iterator[str]:
    actors = {actor.id for actor in record.actors}
    statements = {statement.id for statement in record.statements}
    for row in record.events:
        for actor in (*row.actors, *row.recipients):
            if actor not in actors:
                yield f"{row.id} speaks of {actor}, which is no actor"
        if row.told_by is not None and row.told_by not in statements:
            yield f"{row.id} is reported by {row.told_by}, which is no statement"
        if not row.evidence.all:
            yield f"{row.id} has no evidence"
        if not 0 <= row.confidence <= 1:
            yield f"{row.id} has the confidence {row.confidence}"


def _check_commitments(record: Record) -> Iterator[str]:
    actors = {actor.id for actor in record.actors}
    events = {event.id for event in record.events}
    for commitment in record.commitments:
        for actor in commitment.parties:
            if actor not in actors:
                yield f"{commitment.id} speaks of {actor}, which is no actor"
        if (
            commitment.agreed is not None
            and commitment.agreed.event is not None
            and commitment.agreed.event not in events
        ):
            yield f"{commitment.id} was agreed in {commitment.agreed.event}, which is no event"
        if not commitment.evidence:
            yield f"{commitment.id} has no evidence"


def _check_roles(row: Statement) -> Iterator[str]:
    evidence = row.evidence
    if not evidence.content:
        yield f"{row.id} has no content"
    own = (*evidence.source.spans, *evidence.cue.spans)
    if any(mine.overlaps(theirs) for mine in own for theirs in evidence.content.spans):
        yield f"{row.id} has source or cue inside its content"
    if not row.source_chain:
        yield f"{row.id} has no source chain"
    if not 0 <= row.confidence <= 1:
        yield f"{row.id} has the confidence {row.confidence}"


def _check_actors(record: Record) -> Iterator[str]:
    text, known = record.article.text, {actor.id for actor in record.actors}
    for actor in record.actors:
        for mention in actor.mentions:
            if not mention.span.is_sound(text):
                yield f"{actor.id} has an unsound mention {list(mention.span)}"
        for role in actor.roles:
            if role.of is not None and role.of not in known:
                yield f"{actor.id} has a role of {role.of}, which is no actor"
        yield from _check_knowledge(actor)


def _check_knowledge(actor: Actor) -> Iterator[str]:
    if actor.wikidata is not None and not _WIKIDATA.fullmatch(actor.wikidata):
        yield f"{actor.id} has the Wikidata id {actor.wikidata!r}, which is none"
    if actor.known_from is not None and actor.country is None and actor.sector is None:
        yield f"{actor.id} has neither country nor sector, but they are known from {actor.known_from}"
