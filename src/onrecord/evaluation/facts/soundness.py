"""Soundness of a record: digest, ids, references, span edges, coverage, enumerations, plausible counts."""

from collections.abc import Iterator, Mapping
from typing import cast, get_args

from onrecord.evaluation.facts.raw_record import RawStatement, RecordView, addressee_ids
from onrecord.evaluation.jsonl import Json
from onrecord.model.annotation import ACTS, Medium
from onrecord.model.ids import text_digest
from onrecord.model.record import SCHEMA, CommitmentStatus, EventType, KnownFrom, Reality, StatementKind
from onrecord.model.span import Span

MEDIA = {None, *get_args(Medium)}
KINDS = set(get_args(StatementKind))
EVENT_TYPES = set(get_args(EventType))
REALITIES = set(get_args(Reality))
KNOWN_FROM = {None, *get_args(KnownFrom)}
STATUSES = set(get_args(CommitmentStatus))
# More than one row in twelve words means that an annotator has failed; a very short text may have six.
WORDS_A_ROW = 12
ALWAYS_ALLOWED = 6
_SPANNED = ("actors", "statements", "events", "commitments", "passages")


def find_faults(record: RecordView) -> Iterator[str]:
    """Yield a message for each fault. Raises TypeError or KeyError for a row of the wrong shape."""
    yield from _find_article_faults(record)
    yield from _find_id_faults(record)
    for statement in record.raw.get("statements") or []:
        yield from _find_statement_faults(statement)
    for actor in record.actors.values():
        if actor.get("known_from") not in KNOWN_FROM:
            yield f"{actor['id']} has an unknown known_from"
    for event in record.events:
        is_known = event.get("type") in EVENT_TYPES and event.get("reality") in REALITIES
        if not is_known or not event["evidence"].get("all"):
            yield f"{event['id']} has an unknown type or reality, or no evidence"
    for commitment in record.commitments:
        if commitment.get("status") not in STATUSES or not commitment.get("evidence"):
            yield f"{commitment['id']} has an unknown status or no evidence"
    raw = cast("Mapping[str, Json]", record.raw)
    for part in _SPANNED:
        yield from _find_span_faults(record.text, raw.get(part))
    yield from _find_passage_faults(record)


def _find_article_faults(record: RecordView) -> Iterator[str]:
    raw = record.raw
    if raw.get("schema") != SCHEMA or raw.get("outcome") != "done":
        yield "schema or outcome"
    if text_digest(record.text) != raw["article"]["sha256"]:
        yield "article.sha256 is not that of the text"
    if not record.statements:
        yield "no statements"
    limit = max(ALWAYS_ALLOWED, len(record.text.split()) / WORDS_A_ROW)
    if len(raw.get("statements") or []) > limit or len(record.events) > limit:
        yield "has more rows than a text of this length can have"


def _find_id_faults(record: RecordView) -> Iterator[str]:
    statements = record.raw.get("statements") or []
    ids: list[str | None] = [*record.actors, *(row["id"] for row in statements)]
    ids += [row["id"] for row in record.events] + [row["id"] for row in record.commitments]
    ids += [link["id"] for row in statements for link in row.get("source_chain") or []]
    if len(ids) != len(set(ids)):
        yield "an id is used twice"
    actors, known = set(record.actors), set(record.statements)
    for to in _actor_references(record):
        if to is not None and to not in actors:
            yield f"no actor has the id {to}"
    for to in [row.get("within") for row in statements] + [row.get("told_by") for row in record.events]:
        if to is not None and to not in known:
            yield f"no statement has the id {to}"
    answered = {answer.get("to") for row in statements for answer in row.get("answers") or []} - {None}
    yield from (
        f"no statement or link has the id {to}, which is answered"
        for to in sorted(answered - known - set(record.links), key=str)
    )
    events = {row["id"] for row in record.events}
    for event in ((row.get("agreed") or {}).get("event") for row in record.commitments):
        if event is not None and event not in events:
            yield f"no event has the id {event}"


def _actor_references(record: RecordView) -> Iterator[str | None]:
    for actor in record.actors.values():
        yield from (role.get("of") for role in actor.get("roles") or [])
    for statement in record.raw.get("statements") or []:
        yield from (statement.get("actor"), *(statement.get("actors") or []), statement.get("on_behalf_of"))
        yield from ((statement.get("medium") or {}).get("outlet"), *addressee_ids(statement))
        for link in statement.get("source_chain") or []:
            yield from (link.get("actor"), link.get("outlet"))
    for event in record.events:
        yield from (*(event.get("actors") or []), *(event.get("recipients") or []))
    for commitment in record.commitments:
        yield from commitment.get("parties") or []


def _find_statement_faults(statement: RawStatement) -> Iterator[str]:
    evidence, name = statement["evidence"], statement["id"]
    content = [Span(*span) for span in evidence.get("content") or []]
    if not content:
        yield f"{name} has no content"
    own = [Span(*span) for part in ("source", "cue") for span in evidence.get(part) or []]
    if any(span.overlaps(other) for span in own for other in content):
        yield f"{name} overlaps itself"
    if "actors" in statement and statement.get("actor") != next(iter(statement["actors"] or []), None):
        yield f"{name} has an actor that is not the first of its actors"
    medium = (statement.get("medium") or {}).get("kind")
    if statement.get("act") not in ACTS or statement.get("kind") not in KINDS or medium not in MEDIA:
        yield f"{name} has an unknown act, kind or medium"
    if statement.get("reality", "actual") not in REALITIES:
        yield f"{name} has an unknown reality"
    if not 0 <= statement.get("confidence", -1) <= 1:
        yield f"{name} has a confidence outside 0 to 1"
    if not statement.get("source_chain"):
        yield f"{name} has no source chain"


def _find_span_faults(text: str, value: Json) -> Iterator[str]:
    """Check the spans in rows: a list of two whole numbers is a span."""
    if isinstance(value, dict):
        for part in value.values():
            yield from _find_span_faults(text, part)
    elif isinstance(value, list) and len(value) == 2 and all(type(at) is int for at in value):
        span = Span(*cast("list[int]", value))
        if not 0 <= span.start < span.end <= len(text):
            yield f"span {value} is outside the text"
        elif not span.is_sound(text):
            yield f"span {value} begins or ends on white space or inside a word: {span.words(text)[:40]!r}"
    elif isinstance(value, list):
        for part in value:
            yield from _find_span_faults(text, part)


def _find_passage_faults(record: RecordView) -> Iterator[str]:
    left = 0
    for passage in record.raw.get("passages") or []:
        span = Span(*passage["span"])
        if span.start < left:
            yield "passages overlap or are out of order"
        elif record.text[left : span.start].strip():
            yield f"no passage covers {record.text[left : span.start].strip()[:40]!r}"
        left = span.end
    if record.text[left:].strip():
        yield f"no passage covers {record.text[left:].strip()[:40]!r}"
