"""The confidence of a row: the probability that all its important cells are right.

These are spans, actors, act and reality; of events also recipients, date, place and reporting statement. A
logistic model reads features of the row itself. One of them is the annotator's confidence, which rates the
words and not the person. The weights (`row_confidence.txt`) are fitted on the corpus by
training/row_confidence/fit.py; a row counts as right when `onrecord evaluate records` finds it entirely
right.
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import exp, log

from onrecord.assemble.lexicon import assembly_words
from onrecord.model.errors import ModelError
from onrecord.model.evidence import Evidence
from onrecord.model.record import Actor, Event, MentionRow, Record, Statement
from onrecord.model.span import Span

Features = Mapping[str, float]
_WORD = re.compile(r"\w+")
_LEAST = 0.02  # confidences are cut off at this distance from 0 and 1, where the log odds diverge
_LONG = 40  # words from which a content often includes words of others
_LONGEST_MENTION = 400  # code points; bounds the search for mentions that overlap a span
_SHORT = 3  # words below which a content often is none


def rate_rows(record: Record) -> dict[str, float]:
    """Return the probability that each statement and event of a record is entirely right, by id."""
    index = RecordIndex.of(record)
    probabilities = {
        row.id: _probability("statement", statement_features(row, index)) for row in record.statements
    }
    probabilities |= {row.id: _probability("event", event_features(row, index)) for row in record.events}
    return probabilities


def with_confidence(record: Record, probabilities: Mapping[str, float]) -> Record:
    """Return the record with these probabilities as the confidences of its rows."""
    statements = tuple(replace(row, confidence=probabilities[row.id]) for row in record.statements)
    events = tuple(replace(row, confidence=probabilities[row.id]) for row in record.events)
    return replace(record, statements=statements, events=events)


@dataclass(frozen=True, slots=True)
class RecordIndex:
    """Look-ups over a record for the features of its rows; their cost does not grow with the article."""

    text: str
    actors: Mapping[str, Actor]
    statements: Mapping[str, Statement]
    headlines: tuple[Span, ...]
    cues: frozenset[Evidence]
    mentions: Mapping[str, tuple[MentionRow, ...]]  # by actor, in text order

    @classmethod
    def of(cls, record: Record) -> "RecordIndex":
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

    def form_of_naming(self, actors: tuple[str, ...], evidence: Evidence) -> str:
        """Return how words name an actor: name, noun, pronoun, metonym, or elsewhere."""
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
        """Return the text before `at` back to the last full stop or line end, at most 300 code points."""
        return re.split(r"[.!?]\s|\n", self.text[max(0, at - 300) : at])[-1]


def _start(mention: MentionRow) -> Span:
    return mention.span


def statement_features(row: Statement, index: RecordIndex) -> dict[str, float]:
    """Return the features of a statement."""
    features = {"always": 1.0, "annotator": _logit(row.confidence)}
    features.update(dict.fromkeys(_speaker_features(row, index), 1.0))
    features.update(dict.fromkeys(_statement_row_features(row, index), 1.0))
    features["length"] = log(1 + _count(row.evidence.content))
    return features


def _speaker_features(row: Statement, index: RecordIndex) -> Iterator[str]:
    source = row.evidence.source
    if not row.actors:
        yield "nobody" if source else "no source"
        return
    actor = index.actors[row.actors[0]]
    form_of_naming = index.form_of_naming(row.actors, source)
    yield f"by {form_of_naming}"
    yield f"a {actor.kind}"
    if len(row.actors) > 1:
        yield "several"
    elif _word_pattern("list words", "|,").search(str(source)):
        yield "perhaps several"
    if actor.country is None and actor.kind in ("person", "government"):
        yield "no country"
    if _count(source) > 6:
        yield "long source"


def _statement_row_features(row: Statement, index: RecordIndex) -> Iterator[str]:
    yield row.kind
    yield f"act {row.act}"
    if row.within is not None:
        yield "within"
        yield "answered by outer" if _is_answered(row, index) else "reported by outer"
    if row.said is not None:
        yield "said"
    yield from _cue_features(row, index)
    yield from _content_features(row.evidence.content, index)


def _cue_features(row: Statement, index: RecordIndex) -> Iterator[str]:
    cue = row.evidence.cue
    if not cue:
        yield "turn" if row.kind == "direct" else "no cue"
        return
    if _count(cue) > 1:
        yield "long cue"
    before = index.sentence_before(cue.start)
    if _word_pattern("negations", r"|n[’']t\b").search(before[-25:]):
        yield "negated"
    if _word_pattern("unreal").search(before[-15:]):
        yield "unreal"


def _content_features(content: Evidence, index: RecordIndex) -> Iterator[str]:
    if len(content.spans) > 1:
        yield "several spans"
    if _count(content) > _LONG:
        yield "long"
    elif _count(content) < _SHORT:
        yield "short"
    if "\n" in index.text[content.spans[0].start : content.spans[-1].end]:
        yield "over paragraphs"
    if index.in_headline(content):
        yield "headline"
    if str(content).count("“") != str(content).count("”") or str(content).count('"') % 2:
        yield "open quotation"


def _is_answered(row: Statement, index: RecordIndex) -> bool:
    around = index.statements.get(row.within or "")
    return around is not None and any(answer.to == row.id for answer in around.answers)


def event_features(row: Event, index: RecordIndex) -> dict[str, float]:
    """Return the features of an event."""
    features = {"always": 1.0, "annotator": _logit(row.confidence)}
    features.update(dict.fromkeys(_party_features(row, index), 1.0))
    features.update(dict.fromkeys(_event_row_features(row, index), 1.0))
    features["length"] = log(1 + _count(row.evidence.all))
    return features


def _party_features(row: Event, index: RecordIndex) -> Iterator[str]:
    for sort, actors, evidence in (
        ("by", row.actors, row.evidence.actor),
        ("to", row.recipients, row.evidence.recipient),
    ):
        if not actors:
            yield f"{sort} nobody"
            continue
        yield f"{sort} {index.form_of_naming(actors, evidence)}"
        yield f"{sort} a {index.actors[actors[0]].kind}"
        if len(actors) > 1:
            yield f"{sort} several"
        elif _word_pattern("list words", "|,").search(str(evidence)):
            yield f"{sort} perhaps several"


def _event_row_features(row: Event, index: RecordIndex) -> Iterator[str]:
    yield row.type
    yield row.reality
    if row.mode is not None:
        yield "mode"
    if row.date is not None:
        yield "day"
    if row.place is not None:
        yield "place"
    if row.told_by is not None:
        yield "reported"
    if row.quantities:
        yield "quantities"
    if len(row.evidence.all.spans) > 1:
        yield "reported again"
    if row.evidence.trigger in index.cues:
        yield "is a statement"
    if index.in_headline(row.evidence.all):
        yield "headline"
    if _count(row.evidence.trigger) > 1:
        yield "phrase"


@cache
def _word_pattern(name: str, more: str = "") -> re.Pattern[str]:
    """Return a pattern for the words of a class; `more` is appended to it."""
    words = "|".join(sorted(map(re.escape, assembly_words(name))))
    return re.compile(rf"\b(?:{words})\b{more}", re.IGNORECASE)


def _count(evidence: Evidence) -> int:
    return sum(len(_WORD.findall(words)) for words in evidence.words)


def _logit(confidence: float) -> float:
    bounded = min(max(confidence, _LEAST), 1 - _LEAST)
    return log(bounded / (1 - bounded))


def _probability(sort: str, features: Features) -> float:
    weights = load_weights()[sort]
    return round(1 / (1 + exp(-sum(weights.get(name, 0.0) * value for name, value in features.items()))), 4)


@cache
def weights_version() -> str:
    """Return a digest of the weights, for the run: other weights give other confidences."""
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
    """Return the weights by layer and feature. Raises ModelError when the file is missing or broken."""
    weights: dict[str, dict[str, float]] = {"statement": {}, "event": {}}
    try:
        for line in _read_weights().splitlines():
            if line.strip() and not line.startswith("#"):
                sort, feature, weight = (part.strip() for part in line.split("|"))
                weights[sort][feature] = float(weight)
    except (ValueError, KeyError) as error:
        raise ModelError(
            f"the weights of confidences cannot be read ({error}); install onrecord again"
        ) from error
    return weights
