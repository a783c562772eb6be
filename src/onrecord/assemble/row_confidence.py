"""How likely a row is right in all that matters: spans, actors, act, reality; of events also recipients, day, place, teller.

A logistic model over signs that the row itself shows. The readers' own confidence is one of them: it rates the words, not
the person. Weights are data (`row_confidence.txt`), fitted on the corpus by training/row_confidence/fit.py against rows that
`onrecord evaluate records` finds entirely right.
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import exp, log

from onrecord.model.errors import ModelError
from onrecord.model.evidence import Evidence
from onrecord.model.record import Actor, Event, MentionRow, Record, Statement
from onrecord.model.span import Span

Signs = Mapping[str, float]
_WORD = re.compile(r"\w+")
_LEAST = 0.02  # readers' chances are kept this far from 0 and 1, where their logarithm runs away
_NEGATED = re.compile(r"\b(?:not|never|no|without|nor)\b|n[’']t\b", re.IGNORECASE)
_UNREAL = re.compile(r"\b(?:would|could|may|might|should|if|will|to)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\band\b|,|\bboth\b", re.IGNORECASE)
_LONG = 40  # words of a content from which it often takes in what is not its own
_LONGEST_MENTION = 400  # code points before a span from which a mention may reach into it
_SHORT = 3  # words of a content below which it often is none


def rate_rows(record: Record) -> dict[str, float]:
    """Return the chance that each statement and event of a record is entirely right, by its id."""
    page = _Page.of(record)
    rated = {row.id: _chance("statement", statement_signs(row, page)) for row in record.statements}
    rated |= {row.id: _chance("event", event_signs(row, page)) for row in record.events}
    return rated


def with_confidence(record: Record, rated: Mapping[str, float]) -> Record:
    """Return the record with these chances as the confidences of its rows."""
    statements = tuple(replace(row, confidence=rated[row.id]) for row in record.statements)
    events = tuple(replace(row, confidence=rated[row.id]) for row in record.events)
    return replace(record, statements=statements, events=events)


@dataclass(frozen=True, slots=True)
class _Page:
    """A record, asked for what its rows point at; long articles cost no more than their words."""

    text: str
    actors: Mapping[str, Actor]
    statements: Mapping[str, Statement]
    headlines: tuple[Span, ...]
    cues: frozenset[Evidence]
    mentions: Mapping[str, tuple[MentionRow, ...]]  # by actor, in text order

    @classmethod
    def of(cls, record: Record) -> "_Page":
        return cls(
            record.article.text,
            {actor.id: actor for actor in record.actors},
            {row.id: row for row in record.statements},
            tuple(passage.span for passage in record.passages if passage.kind == "headline"),
            frozenset(row.evidence.cue for row in record.statements if row.evidence.cue),
            {actor.id: tuple(sorted(actor.mentions, key=_start)) for actor in record.actors},
        )

    def in_headline(self, evidence: Evidence) -> bool:
        return any(headline.overlaps(span) for headline in self.headlines for span in evidence.spans)

    def naming(self, actors: tuple[str, ...], evidence: Evidence) -> str:
        """Tell how words name an actor: by name, noun, pronoun, metonym, or not at all."""
        forms = {form for name in actors for span in evidence.spans for form in self._forms_at(name, span)}
        return next(
            (form for form in ("name", "metonym", "nominal", "pronoun") if form in forms), "elsewhere"
        )

    def _forms_at(self, actor: str, span: Span) -> Iterator[str]:
        mentions = self.mentions[actor]
        at = bisect_left(mentions, span.start - _LONGEST_MENTION, key=lambda mention: mention.span.start)
        while at < len(mentions) and mentions[at].span.start < span.end:
            if mentions[at].span.overlaps(span):
                yield mentions[at].form
            at += 1

    def sentence_before(self, at: int) -> str:
        """Return the words from the beginning of the sentence up to `at`, roughly: from the last full stop or line end."""
        return re.split(r"[.!?]\s|\n", self.text[max(0, at - 300) : at])[-1]


def _start(mention: MentionRow) -> Span:
    return mention.span


def page_of(record: Record) -> "_Page":
    """Return what the signs of a record's rows are taken from."""
    return _Page.of(record)


def statement_signs(row: Statement, page: _Page) -> dict[str, float]:
    """Return what speaks for or against a statement."""
    signs = {"always": 1.0, "readers": _logit(row.confidence)}
    signs.update(dict.fromkeys(_of_speaker(row, page), 1.0))
    signs.update(dict.fromkeys(_of_words(row, page), 1.0))
    signs["length"] = log(1 + _count(row.evidence.content))
    return signs


def _of_speaker(row: Statement, page: _Page) -> Iterator[str]:
    source = row.evidence.source
    if not row.actors:
        yield "nobody" if source else "no source"
        return
    actor = page.actors[row.actors[0]]
    naming = page.naming(row.actors, source)
    yield f"by {naming}"
    yield f"a {actor.kind}"
    if len(row.actors) > 1:
        yield "several"
    elif _SEVERAL.search(str(source)):
        yield "perhaps several"
    if actor.country is None and actor.kind in ("person", "government"):
        yield "no country"
    if _count(source) > 6:
        yield "long source"


def _of_words(row: Statement, page: _Page) -> Iterator[str]:
    yield row.kind
    yield f"act {row.act}"
    if row.within is not None:
        yield "within"
        yield "answered by the one around" if _is_answered(row, page) else "told by the one around"
    if row.said is not None:
        yield "said"
    yield from _of_cue(row, page)
    yield from _of_content(row.evidence.content, page)


def _of_cue(row: Statement, page: _Page) -> Iterator[str]:
    cue = row.evidence.cue
    if not cue:
        yield "turn" if row.kind == "direct" else "no cue"
        return
    if _count(cue) > 1:
        yield "long cue"
    before = page.sentence_before(cue.start)
    if _NEGATED.search(before[-25:]):
        yield "negated"
    if _UNREAL.search(before[-15:]):
        yield "unreal"


def _of_content(content: Evidence, page: _Page) -> Iterator[str]:
    if len(content.spans) > 1:
        yield "several stretches"
    if _count(content) > _LONG:
        yield "long"
    elif _count(content) < _SHORT:
        yield "short"
    if "\n" in page.text[content.spans[0].start : content.spans[-1].end]:
        yield "over paragraphs"
    if page.in_headline(content):
        yield "headline"
    if str(content).count("“") != str(content).count("”") or str(content).count('"') % 2:
        yield "open quotation"


def _is_answered(row: Statement, page: _Page) -> bool:
    around = page.statements.get(row.within or "")
    return around is not None and any(answer.to == row.id for answer in around.answers)


def event_signs(row: Event, page: _Page) -> dict[str, float]:
    """Return what speaks for or against an event."""
    signs = {"always": 1.0, "readers": _logit(row.confidence)}
    signs.update(dict.fromkeys(_of_parties(row, page), 1.0))
    signs.update(dict.fromkeys(_of_event(row, page), 1.0))
    signs["length"] = log(1 + _count(row.evidence.all))
    return signs


def _of_parties(row: Event, page: _Page) -> Iterator[str]:
    for sort, actors, evidence in (
        ("by", row.actors, row.evidence.actor),
        ("to", row.recipients, row.evidence.recipient),
    ):
        if not actors:
            yield f"{sort} nobody"
            continue
        yield f"{sort} {page.naming(actors, evidence)}"
        yield f"{sort} a {page.actors[actors[0]].kind}"
        if len(actors) > 1:
            yield f"{sort} several"
        elif _SEVERAL.search(str(evidence)):
            yield f"{sort} perhaps several"


def _of_event(row: Event, page: _Page) -> Iterator[str]:
    yield row.type
    yield row.reality
    if row.mode is not None:
        yield "mode"
    if row.date is not None:
        yield "day"
    if row.place is not None:
        yield "place"
    if row.told_by is not None:
        yield "told"
    if row.quantities:
        yield "quantities"
    if len(row.evidence.all.spans) > 1:
        yield "told again"
    if row.evidence.trigger in page.cues:
        yield "is a statement"
    if page.in_headline(row.evidence.all):
        yield "headline"
    if _count(row.evidence.trigger) > 1:
        yield "phrase"


def _count(evidence: Evidence) -> int:
    return sum(len(_WORD.findall(words)) for words in evidence.words)


def _logit(chance: float) -> float:
    kept = min(max(chance, _LEAST), 1 - _LEAST)
    return log(kept / (1 - kept))


def _chance(sort: str, signs: Signs) -> float:
    weights = load_weights()[sort]
    return round(1 / (1 + exp(-sum(weights.get(name, 0.0) * value for name, value in signs.items()))), 4)


@cache
def weights_version() -> str:
    """Return a digest of the weights: the same record read with others has other confidences."""
    return hashlib.sha256(_read_weights().encode()).hexdigest()[:12]


def _read_weights() -> str:
    try:
        return (files("onrecord.assemble") / "row_confidence.txt").read_text("utf-8")
    except OSError as error:
        raise ModelError(
            f"the weights of confidences cannot be read ({error}); install onrecord again"
        ) from error


@cache
def load_weights() -> Mapping[str, Mapping[str, float]]:
    """Return the weights of statements and events by sign. Raises ModelError when the file is missing or broken."""
    weights: dict[str, dict[str, float]] = {"statement": {}, "event": {}}
    try:
        for line in _read_weights().splitlines():
            if line.strip() and not line.startswith("#"):
                sort, sign, weight = (part.strip() for part in line.split("|"))
                weights[sort][sign] = float(weight)
    except (ValueError, KeyError) as error:
        raise ModelError(
            f"the weights of confidences cannot be read ({error}); install onrecord again"
        ) from error
    return weights
