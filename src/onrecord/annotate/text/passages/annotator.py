"""The passage annotator: divides the text into headline, byline, dateline, body, caption and furniture.

Each segment (mostly a line) gets a score for each kind of passage, from the weights of its cues and features.
The kinds of all segments are chosen together (Viterbi). Staying within a kind, or within furniture, can be
worth more than a segment's own score, so a donation appeal of several paragraphs stays together until news
resumes.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.annotate.lexicon_files import weight_rows
from onrecord.annotate.text.passages.cues import CueList, load_cues, words_of
from onrecord.annotate.text.passages.features import Traits, find_features, find_traits
from onrecord.annotate.text.passages.lines import split_long
from onrecord.annotate.text.passages.segments import find_segments
from onrecord.annotate.times.entries import find_entry_days
from onrecord.model.annotation import NEWS, PASSAGE_KINDS, Passage, PassageKind
from onrecord.model.article import Article
from onrecord.model.errors import ModelError
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

KINDS: tuple[PassageKind, ...] = (
    "body",
    *(kind for kind in PASSAGE_KINDS if kind != "body"),
)  # body comes first, so it wins ties
_NEWS = tuple(i for i, kind in enumerate(KINDS) if kind in NEWS)
_OTHER = tuple(i for i, kind in enumerate(KINDS) if kind not in NEWS)
_HEADING = 12  # words: a line of at most this length, without a sentence end, can be the heading of an entry
_PROSE = 12  # words: if no segment is news, furniture of at least this length becomes body

Scores = list[float]
Weighted = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of features: for a kind by itself, and for a kind that the previous segment has too."""

    alone: Mapping[str, Weighted]
    after: Mapping[str, Weighted]
    enter: float  # added on a step from news to furniture
    among: float  # added on a step from one kind of furniture to another
    unfounded: float  # added besides, when the segment's own score for that kind is below `founded`
    founded: float  # the least own score that counts as evidence


def load_weights() -> Weights:
    """Load encoder/models/en/passages.txt.

    Raises ModelError where a line is not `feature | kind | alone | after`.
    """
    alone: dict[str, list[tuple[int, float]]] = {}
    after: dict[str, list[tuple[int, float]]] = {}
    steps: dict[str, float] = {}
    for row in weight_rows("passages"):
        if len(row) == 2:
            steps[row[0]] = float(row[1])
            continue
        if len(row) != 4 or any(kind not in KINDS for kind in row[1].split()):
            raise ModelError(f"passages.txt: not `feature | kinds | alone | after`: {' | '.join(row)}")
        for kind in row[1].split():
            number = next(i for i, known in enumerate(KINDS) if known == kind)
            for table, weight in ((alone, float(row[2])), (after, float(row[3]))):
                if weight:
                    table.setdefault(row[0], []).append((number, weight))
    return Weights(
        _frozen(alone), _frozen(after), steps["enter"], steps["among"], steps["unfounded"], steps["founded"]
    )


def _frozen(table: Mapping[str, Sequence[tuple[int, float]]]) -> Mapping[str, Weighted]:
    return {name: tuple(rows) for name, rows in table.items()}


@dataclass(frozen=True)
class PassageAnnotator:
    """Divides a text into passages: every non-space character is in exactly one, in text order.

    A passage begins and ends with a non-space character and never splits a word. None is longer than 20,000
    characters, unless it is a single word. Losing news is worse than letting furniture through: ties go to
    body, and a text without any body segment is read as body.
    """

    cues: CueList = field(default_factory=load_cues, repr=False, compare=False)
    weights: Weights = field(default_factory=load_weights, repr=False, compare=False)

    @property
    def name(self) -> str:
        return "passages"

    @property
    def needs(self) -> tuple[Layer, ...]:
        return ()

    @property
    def gives(self) -> tuple[Layer, ...]:
        return (Passage,)

    def annotate(self, article: Article, view: Annotations) -> Iterator[Passage]:  # noqa: ARG002
        """Yield the passages of the article's text."""
        segments = find_segments(article.text, self.cues.classes)
        outlet = outlet_words(article.outlet)
        traits = [find_traits(article.text, segment, self.cues, outlet) for segment in segments]
        kinds = _choose(self._scored(article, traits), self.weights)
        spans = [segment.span for segment in segments]
        found = _with_entry_headings(_with_news(kinds, traits), spans, article.text)
        for segment, kind in zip(segments, found, strict=True):
            for span in split_long(article.text, segment.span):
                yield Passage(span, kind)

    def _scored(self, article: Article, traits: Sequence[Traits]) -> Iterator[tuple[Scores, Scores]]:
        """Yield for each segment the scores of each kind, and the scores added when the kind is repeated."""
        around = find_features(article, traits, self.cues.classes)
        for trait, features in zip(traits, around, strict=True):
            alone, after = [0.0] * len(KINDS), [0.0] * len(KINDS)
            for name, value in {**trait.features, **features}.items():
                if value:
                    for kind, weight in self.weights.alone.get(name, ()):
                        alone[kind] += weight * value
                    for kind, weight in self.weights.after.get(name, ()):
                        after[kind] += weight * value
            for cue in trait.cues:
                alone[KINDS.index(cue.kind)] += cue.weight
            yield alone, after


def outlet_words(outlet: str | None) -> tuple[str, ...]:
    """Return an outlet's name in lower-cased words without a leading article; empty when it is unknown."""
    words = tuple(word.text for word in words_of(outlet or "", 0, len(outlet or "")))
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _choose(scored: Iterator[tuple[Scores, Scores]], weights: Weights) -> list[PassageKind]:
    """Return the sequence of kinds with the greatest sum of scores (Viterbi)."""
    best = [0.0] + [-math.inf] * (len(KINDS) - 1)  # the text starts as if a body segment came before it
    back: list[list[int]] = []
    for alone, after in scored:
        best, origins = _step(best, alone, after, weights)
        back.append(origins)
    kind = _greatest(best, range(len(KINDS)))
    path: list[PassageKind] = []
    for origins in reversed(back):
        path.append(KINDS[kind])
        kind = origins[kind]
    return path[::-1]


def _step(best: Scores, alone: Scores, after: Scores, weights: Weights) -> tuple[Scores, list[int]]:
    """Return the best sums that end in each kind after one more segment, and the kind that each came from."""
    news, other = _greatest(best, _NEWS), _greatest(best, _OTHER)
    sums: Scores = []
    origins: list[int] = []
    for k in range(len(KINDS)):
        unfounded = weights.unfounded if alone[k] < weights.founded else 0.0
        value, origin = best[k] + after[k], k
        for kind, step in ((news, weights.enter), (other, weights.among)):
            reached = best[kind] + (0.0 if k in _NEWS else step + unfounded)
            if reached > value:
                value, origin = reached, kind
        sums.append(value + alone[k])
        origins.append(origin)
    return sums, origins


def _greatest(scores: Scores, among: Sequence[int]) -> int:
    """Return the index of the greatest of some scores; the first one wins ties."""
    return max(among, key=scores.__getitem__)


def _with_news(kinds: Sequence[PassageKind], traits: Sequence[Traits]) -> Sequence[PassageKind]:
    """Return the kinds; if none is body, all prose becomes body."""
    if any(kind == "body" for kind in kinds):
        return kinds
    return [
        "body" if kind not in NEWS and trait.count >= _PROSE else kind
        for kind, trait in zip(kinds, traits, strict=True)
    ]


def _with_entry_headings(
    kinds: Sequence[PassageKind], spans: Sequence[Span], text: str
) -> Sequence[PassageKind]:
    """Return the kinds; a short line right below the time of an entry of a live blog is its headline."""
    starts = set(find_entry_days(text).starts)
    out = list(kinds)
    for number in range(1, len(out) - 1):
        words = spans[number].words(text)
        is_heading = len(words.split()) <= _HEADING and words[-1].isalnum()
        if spans[number - 1].start in starts and is_heading and out[number] == out[number + 1] == "body":
            out[number] = "headline"
    return out
