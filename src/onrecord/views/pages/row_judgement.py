"""The page on which a person judges one row: its words, the fields to correct, earlier decisions."""

import json
from dataclasses import dataclass
from typing import Any, Literal, get_args

from onrecord.model.annotation import ACTS, EVENT_TYPES, ActorKind, CommitmentStatus, Medium, Reality
from onrecord.model.judgement import Judgement
from onrecord.model.record import Record, StatementKind, find_list
from onrecord.model.serial import outcome_to_json
from onrecord.model.span import Span
from onrecord.store.protocol import Dossier, JudgementFilter
from onrecord.views.pages.reader import Block, build_around

AROUND = 3  # lines shown before and after the words
RowList = Literal["actors", "statements", "events", "commitments"]
_CHOICES: dict[str, tuple[str, ...]] = {
    "act": ACTS,
    "kind": get_args(StatementKind),
    "medium": ("", *get_args(Medium)),
    "type": EVENT_TYPES,
    "reality": get_args(Reality),
    "status": get_args(CommitmentStatus),
}
_FIELDS: dict[RowList, tuple[str, ...]] = {
    "statements": ("actor", "on_behalf_of", "act", "reality", "kind", "said", "medium", "within"),
    "events": ("type", "reality", "actors", "recipients", "date", "place", "told_by"),
    "commitments": ("to", "status", "parties"),
    "actors": ("name", "kind", "country", "sector"),
}
_ACTOR_FIELDS = ("actor", "actors", "on_behalf_of", "recipients", "parties")
_STATEMENT_FIELDS = ("within", "told_by")
_LIST_FIELDS = ("actors", "recipients", "parties")
_PARTS = ("source", "cue", "content")
# The key of the value that is corrected, in fields that are objects in the record.
_VALUE_KEYS = {"said": "value", "date": "value", "medium": "kind", "place": "name"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible value of a field, and its label."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field to correct: its present values (several if `many`) and its choices; none for free text."""

    name: str
    values: tuple[str, ...]
    choices: tuple[Choice, ...]
    many: bool


@dataclass(frozen=True, slots=True)
class PartSpans:
    """A part of a statement (source, cue or content): its spans and their words."""

    name: str
    spans: tuple[Span, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgingPage:
    """One row to judge. `place` is its list in the record; `is_out` means that it was rejected.

    `seen` goes back with a decision, so that a concurrent one is a conflict.
    """

    row: str
    place: RowList
    summary: str
    confidence: float | None
    title: str | None
    outlet: str | None
    fields: tuple[Field, ...]
    parts: tuple[PartSpans, ...]
    blocks: tuple[Block, ...]
    decisions: tuple[Judgement, ...]
    seen: int
    is_out: bool


def build_judging(dossier: Dossier, reference: str) -> JudgingPage | None:
    """Return the page of a row (`ARTICLE/ROW`), None when there is none. Raises StoreError."""
    article, _, row = reference.partition("/")
    record, reading = dossier.get_record(article), dossier.get_uncorrected_record(article)
    if record is None or reading is None:
        return None
    place, is_out = find_list(record, row), False
    if place is None:  # a rejected row is left only in the record as the program made it
        place, is_out, record = find_list(reading, row), True, reading
    if place is None:
        return None
    raw: dict[str, Any] = json.loads(outcome_to_json(record))
    target = next(candidate for candidate in raw[place] if candidate["id"] == row)
    spans = _spans(place, target)
    judgements = dossier.list_judgements(JudgementFilter(about=article, withdrawn=True))
    return JudgingPage(
        row=reference,
        place=place,
        summary=_summary(place, target, record),
        confidence=target.get("confidence"),
        title=record.article.title,
        outlet=record.article.outlet,
        fields=tuple(_field(name, place, target, record) for name in _FIELDS[place]),
        parts=tuple(
            _part(name, target["evidence"][name], record)
            for name in (_PARTS if place == "statements" else ())
        ),
        blocks=_around(record, spans),
        decisions=tuple(one for one in judgements if reference in (one.left, one.right)),
        seen=dossier.count_decisions(reference),
        is_out=is_out,
    )


def _spans(place: RowList, target: dict[str, Any]) -> list[Span]:
    if place == "actors":
        return [Span(*mention["span"]) for mention in target["mentions"]]
    evidence = target["evidence"]
    found = evidence if place == "commitments" else evidence["all" if place == "events" else "content"]
    return [Span(*span) for span in found]


def _part(name: str, spans: list[list[int]], record: Record) -> PartSpans:
    found = tuple(Span(*span) for span in spans)
    return PartSpans(name, found, tuple(span.words(record.article.text) for span in found))


def _around(record: Record, spans: list[Span]) -> tuple[Block, ...]:
    """Return the lines from the first to the last span with some around them, a limited number."""
    if not spans:
        return build_around(record, Span(0, 1), AROUND)
    return build_around(record, spans[0].joined(spans[-1]), AROUND, most=3 * AROUND + 1)


def _summary(place: RowList, target: dict[str, Any], record: Record) -> str:
    text = record.article.text
    if place == "actors":
        return str(target["name"])
    words = " … ".join(span.words(text) for span in _spans(place, target))
    return words if place != "commitments" else f"{target['to']}: {words}"


def _field(name: str, place: RowList, target: dict[str, Any], record: Record) -> Field:
    value = target.get(name)
    if isinstance(value, dict):
        value = value.get(_VALUE_KEYS[name])
    values = tuple(value) if isinstance(value, list) else () if value is None else (str(value),)
    return Field(name, values, _choices(name, place, target, record), name in _LIST_FIELDS)


def _choices(name: str, place: RowList, target: dict[str, Any], record: Record) -> tuple[Choice, ...]:
    if name in _ACTOR_FIELDS:
        actors = tuple(Choice(actor.id, f"{actor.name} ({actor.kind})") for actor in record.actors)
        return actors if name in _LIST_FIELDS else (Choice("", "no named actor"), *actors)
    if name in _STATEMENT_FIELDS:
        others = (row for row in record.statements if row.id != target["id"])
        statements = tuple(Choice(row.id, f"{row.id}: {str(row.evidence.content)[:60]}") for row in others)
        return (Choice("", "the article itself"), *statements)
    options = get_args(ActorKind) if name == "kind" and place == "actors" else _CHOICES.get(name, ())
    return tuple(Choice(option, option or "not given") for option in options)
