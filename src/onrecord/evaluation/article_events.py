"""Scores for events in whole articles: which marked ones are found, and of these recipients, date, place, reality and teller."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from onrecord.evaluation.corpora import load_rows
from onrecord.model.annotation import Attribution, Circumstance, EventMention, EventType, Mention, Reality, Sentence
from onrecord.model.article import Article, Published
from onrecord.model.errors import GoldError
from onrecord.model.reading import Reading
from onrecord.model.span import Span

ReadLayers = Callable[[Article], Reading]
FIELDS = ("recipients", "date", "place", "reality", "told_by")


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """A marked event. `types` and `reality` hold all that the codebook allows; `optional` ones may be found or not.

    `actors`, `recipients`, `place` and `told_by` are words that name them anywhere in the article; `date` is EDTF.
    """

    types: tuple[EventType, ...]
    trigger: tuple[Span, ...]
    actors: tuple[Span, ...]
    recipients: tuple[Span, ...]
    date: str | None
    place: Span | None
    reality: tuple[Reality, ...]
    told_by: Span | None
    optional: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of events.jsonl: all events of an article, the line of `file` (below the shared data folder) with this `url`."""

    file: str
    url: str
    sha256: str
    part: Literal["tune", "held-out"]
    events: tuple[GoldEvent, ...]


@dataclass(slots=True)
class EventScore:
    """Counts: marked and predicted events, those that fit in type and sentence, those that fit in actor too; right fields.

    `told` counts the pairs in which gold or prediction has a field, `right` those of them in which both agree.
    """

    marked: int = 0
    predicted: int = 0
    typed: int = 0
    found: int = 0
    told: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    agreed: Counter[str] = field(default_factory=Counter)

    def add(self, other: "EventScore") -> None:
        """Add the counts of another score."""
        self.marked += other.marked
        self.predicted += other.predicted
        self.typed += other.typed
        self.found += other.found
        self.told.update(other.told)
        self.right.update(other.right)
        self.agreed.update(other.agreed)

    @property
    def precision(self) -> float:
        """Share of the predicted that are marked with that type, sentence and actor."""
        return self.found / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the marked that are predicted so."""
        return self.found / self.marked if self.marked else 0.0

    def share(self, name: str) -> float:
        """Share of the found whose field is right; where the text tells nothing, nothing is right."""
        return self.agreed[name] / self.found if self.found else 0.0

    def share_told(self, name: str) -> float:
        """Share right of those in which gold or prediction has the field."""
        return self.right[name] / self.told[name] if self.told[name] else 0.0


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    url: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None


_ROWS: TypeAdapter[EventRow] = TypeAdapter(EventRow)
_TEXTS: TypeAdapter[_Text] = TypeAdapter(_Text)


def load_event_rows(path: Path, data: Path) -> list[tuple[EventRow, Article]]:
    """Load events.jsonl with its articles, from files below `data`. Raises GoldError when one is not there or has changed."""
    rows = [row for _, row in load_rows(path, _ROWS)]
    texts = {file: {text.url: text for _, text in load_rows(data / file, _TEXTS)} for file in sorted({row.file for row in rows})}
    return [(row, _article(texts[row.file].get(row.url), row)) for row in rows]


def _article(text: _Text | None, row: EventRow) -> Article:
    if text is None:
        raise GoldError(f"there is no article {row.url!r} in {row.file}")
    if hashlib.sha256(text.text.encode()).hexdigest() != row.sha256:
        raise GoldError(f"the text of {row.url!r} in {row.file} is not the one that was marked")
    published = Published(text.published, "given") if text.published else Published()
    return Article(text.text, text.title, text.outlet, text.url, published=published)


def evaluate_article_events(path: Path, data: Path, read: ReadLayers) -> dict[str, EventScore]:
    """Score `read` on all rows, by part, and by type in the held-out part."""
    scores: dict[str, EventScore] = {"all": EventScore(), "tune": EventScore(), "held-out": EventScore()}
    for row, article in load_event_rows(path, data):
        score = score_events(row.events, read(article))
        scores["all"].add(score)
        scores[row.part].add(score)
    return scores


def score_events(marked: Sequence[GoldEvent], reading: Reading) -> EventScore:
    """Compare the events of an article.

    A marked event is found when a predicted one has its type, a trigger in a sentence of its triggers and one of its actors
    (none where none is marked), each once. Predictions that fit only an optional one are left out of the count.
    """
    page = _Page.of(reading)
    left = list(reading.of(EventMention))
    score = EventScore(marked=sum(not row.optional for row in marked))
    pairs = _pairs([row for row in marked if not row.optional], left, page)
    for gold, event in pairs:
        left.remove(event)
        score.found += 1
        for name, (told, right) in _fields(gold, event, page).items():
            score.told[name] += told
            score.right[name] += told and right
            score.agreed[name] += right
    excused = [event for event in left if any(row.optional and page.fits_type(row, event) for row in marked)]
    score.predicted = score.found + len(left) - len(excused)
    score.typed = len(_pairs([row for row in marked if not row.optional], list(reading.of(EventMention)), page, actors=False))
    return score


def _pairs(
    marked: list[GoldEvent], predicted: list[EventMention], page: "_Page", actors: bool = True
) -> list[tuple[GoldEvent, EventMention]]:
    """Return which predicted event is which marked one: those with a word of the trigger in common first."""
    fitting = [
        (not page.shares_trigger(gold, event), not page.shares_recipient(gold, event), i, j)
        for i, gold in enumerate(marked)
        for j, event in enumerate(predicted)
        if page.fits_type(gold, event) and (not actors or page.fits_actor(gold, event))
    ]
    used_gold: set[int] = set()
    used: set[int] = set()
    pairs = []
    for *_, i, j in sorted(fitting):
        if i not in used_gold and j not in used:
            used_gold.add(i)
            used.add(j)
            pairs.append((marked[i], predicted[j]))
    return pairs


@dataclass(frozen=True, slots=True)
class _Page:
    """An article's layers, asked for what gold and prediction have in common."""

    sentences: tuple[Span, ...]
    mentions: tuple[Mention, ...]
    tellers: tuple[frozenset[int], ...]
    sources: tuple[tuple[Span, ...], ...]

    @classmethod
    def of(cls, reading: Reading) -> "_Page":
        rows = reading.of(Attribution)
        speakers: dict[int, int] = {row.attribution: row.speaker for row in reading.of(Circumstance) if row.speaker is not None}
        tellers = tuple(frozenset({speakers[index]} if index in speakers else ()) for index in range(len(rows)))
        spans = tuple(sentence.span for sentence in reading.of(Sentence))
        return cls(spans, reading.of(Mention), tellers, tuple(row.source for row in rows))

    def actors_at(self, spans: Iterable[Span]) -> frozenset[int]:
        """Return the actors that words name."""
        wanted = tuple(spans)
        return frozenset(row.actor for row in self.mentions if any(row.span.overlaps(span) for span in wanted))

    def sentences_of(self, spans: Iterable[Span]) -> frozenset[int]:
        wanted = tuple(spans)
        return frozenset(i for i, row in enumerate(self.sentences) if any(row.overlaps(span) for span in wanted))

    def fits_type(self, gold: GoldEvent, event: EventMention) -> bool:
        return event.type in gold.types and bool(self.sentences_of(gold.trigger) & self.sentences_of(event.trigger))

    def fits_actor(self, gold: GoldEvent, event: EventMention) -> bool:
        if not gold.actors:
            return not event.actors
        return self._same(gold.actors, event.actors, event.actor_spans)

    def shares_trigger(self, gold: GoldEvent, event: EventMention) -> bool:
        return any(one.overlaps(other) for one in gold.trigger for other in event.trigger)

    def shares_recipient(self, gold: GoldEvent, event: EventMention) -> bool:
        return self._same(gold.recipients, event.recipients, event.recipient_spans)

    def _same(self, marked: tuple[Span, ...], actors: tuple[int, ...], spans: tuple[Span, ...]) -> bool:
        named = any(one.overlaps(other) for one in marked for other in spans)
        return named or bool(self.actors_at(marked) & set(actors))

    def told_by(self, gold: GoldEvent, event: EventMention) -> bool:
        if gold.told_by is None or event.told_by is None:
            return gold.told_by is None and event.told_by is None
        same = bool(self.actors_at([gold.told_by]) & self.tellers[event.told_by])
        return same or any(span.overlaps(gold.told_by) for span in self.sources[event.told_by])


def _fields(gold: GoldEvent, event: EventMention, page: _Page) -> dict[str, tuple[bool, bool]]:
    """Return for each field whether gold or prediction tells it, and whether they agree."""
    date = event.time.value if event.time else None
    recipients = (
        page.shares_recipient(gold, event)
        if gold.recipients and event.recipients
        else not gold.recipients and not event.recipients
    )
    place = event.place is None if gold.place is None else event.place is not None and event.place.span.overlaps(gold.place)
    return {
        "recipients": (bool(gold.recipients or event.recipients), recipients),
        "date": (bool(gold.date or date), gold.date == date),
        "place": (bool(gold.place or event.place), place),
        "reality": (gold.reality != ("actual",) or event.reality != "actual", event.reality in gold.reality),
        "told_by": (gold.told_by is not None or event.told_by is not None, page.told_by(gold, event)),
    }


def render_event_scores(scores: dict[str, EventScore]) -> str:
    """Return a table of the scores."""
    return "\n".join(_lines(scores))


def _lines(scores: dict[str, EventScore]) -> Iterator[str]:
    for part, score in scores.items():
        f1 = 2 * score.found / (score.predicted + score.marked) if score.predicted + score.marked else 0.0
        yield (
            f"{part:9s} type + actor  precision {score.precision:.3f}  recall {score.recall:.3f}  F1 {f1:.3f}  "
            f"({score.found} found, {score.predicted} predicted, {score.marked} marked; {score.typed} fit in type alone)"
        )
        for name in FIELDS:
            where = f"{score.right[name]} of {score.told[name]} where either tells it"
            yield f"{part:9s} {name:12s}  right {score.share(name):.3f}  ({where})"


def event_figures(scores: dict[str, EventScore]) -> dict[str, float]:
    """Return the figures that have floors."""
    held = scores["held-out"]
    return {"precision": held.precision, "recall": held.recall, **{f"{name}": held.share(name) for name in FIELDS}}
