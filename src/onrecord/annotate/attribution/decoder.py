"""Decoding of the attribution model: scores of windows to attributions with spans and confidence.

The network tags each word and scores three links: cue to first source word, cue to last source word, and
content word to cue. Position 0 of a window ([CLS]) stands for "none": no source in the text, or a cue outside
the window.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.annotate.encoder.windows import Ints, Range, Words, cut_windows, read_words

Floats = NDArray[np.float32]

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
SOURCE, CUE, CONTENT = 0, 1, 2
CLS, SEP = 101, 102
FEATURES = (
    "cue",
    "cue_least",
    "content",
    "content_edges",
    "content_link",
    "source",
    "source_link",
    "implicit",
    "length",
    "quoted",
)

# Windows encoded in one call of the network. One at a time is fastest on one core (8,060 words a second of
# processor time against 7,850, 7,500 and 6,500 for 2, 4 and 8, PolNeAR dev), needs no padding, and makes a
# window's scores independent of its neighbours (int8 activations are scaled by call). Measure again with
# benchmarks or training/attribution/evaluate.py.
BATCH_WINDOWS = 1
# Windows decoded together, because one Viterbi loop serves all of them.
CHUNK_WINDOWS = 32
# Words in a source that only the pointers found; a longer one means that the two pointers disagree.
LONGEST_POINTED_SOURCE = 25
# Distance of probabilities from 0 and 1 before their log-odds are taken.
EDGE = 1e-4


@dataclass(frozen=True)
class FoundAttribution:
    """Code-point ranges (end exclusive) of the three roles, and the probability that they are right."""

    source: tuple[Range, ...]
    cue: tuple[Range, ...]
    content: tuple[Range, ...]
    confidence: float


@dataclass(frozen=True)
class DecodingSettings:
    """Settings fitted on held-out training articles, read from the model's JSON file."""

    window: int  # subwords of text in a window, [CLS] and [SEP] not counted
    outside_bias: float  # added to the log score of tag O
    none_bias: float  # factor on the chance of "no source"
    threshold: float  # relations of lower confidence are dropped
    weights: tuple[float, ...]  # logistic calibrator: one weight for each of FEATURES
    intercept: float
    steps: tuple[tuple[float, ...], ...] = (
        (0.0,) * 7,
    ) * 7  # learned score of the second tag after the first


class Network(Protocol):
    """A loaded attribution network."""

    @property
    def tokenizer(self) -> Tokenizer: ...

    @property
    def settings(self) -> DecodingSettings: ...

    def run(self, inputs: dict[str, Ints]) -> tuple[Floats, Floats, Floats]:
        """Return tags [B,T,7], links [B,3,T,T], hidden [B,T,H] of inputs named as in window_inputs."""
        ...


@dataclass(frozen=True)
class WindowPass:
    """One window after the encoder, by words: word 0 of `links` is "none", word i + 1 is `begin` + i."""

    begin: int
    end: int
    tags: Floats  # [n, 7] log chances
    links: Floats  # [3, n + 1, n + 1] raw scores
    hidden: Floats  # [n, H] last hidden state of each word's first subword


@dataclass(frozen=True)
class Candidate:
    """One relation in word indices of the article; `features` in the order of FEATURES."""

    source: Range | None
    cue: Range
    contents: tuple[Range, ...]
    features: tuple[float, ...]


def window_inputs(words: Words, windows: Sequence[Range]) -> dict[str, Ints]:
    """Return the padded arrays [B, T] of windows of one article."""
    lows = [int(words.first_pieces[begin]) for begin, _ in windows]
    highs = [
        min(int(words.first_pieces[end]), low + 254) for (_, end), low in zip(windows, lows, strict=True)
    ]
    longest = max(high - low for low, high in zip(lows, highs, strict=True)) + 2
    names = ("ids", "attention", "shapes", "quotes", "places")
    inputs = {name: np.zeros((len(windows), longest), dtype=np.int64) for name in names}
    sizes = np.diff(words.first_pieces)
    for row, ((begin, end), low, high) in enumerate(zip(windows, lows, highs, strict=True)):
        length = high - low
        inputs["ids"][row, 0] = CLS
        inputs["ids"][row, 1 : length + 1] = words.pieces[low:high]
        inputs["ids"][row, length + 1] = SEP
        inputs["attention"][row, : length + 2] = 1
        for name, values in (("shapes", words.shapes), ("quotes", words.quotes), ("places", words.places)):
            inputs[name][row, 1 : length + 1] = np.repeat(values[begin:end], sizes[begin:end])[:length]
    return inputs


def log_softmax(scores: Floats, axis: int = -1) -> Floats:
    """Return the logarithms of the softmax of scores along an axis."""
    shifted = scores - scores.max(axis=axis, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return result


def pass_windows(words: Words, network: Network) -> Iterator[list[WindowPass]]:
    """Yield chunks of encoded windows in text order; memory holds one chunk."""
    windows = cut_windows(words, network.settings.window)
    for low in range(0, len(windows), CHUNK_WINDOWS):
        chunk = windows[low : low + CHUNK_WINDOWS]
        sizes = [int(words.first_pieces[end] - words.first_pieces[begin]) for begin, end in chunk]
        order = sorted(range(len(chunk)), key=lambda i: sizes[i])
        passes: dict[int, WindowPass] = {}
        for at in range(0, len(order), BATCH_WINDOWS):
            rows = order[at : at + BATCH_WINDOWS]
            outputs = network.run(window_inputs(words, [chunk[i] for i in rows]))
            for row, number in enumerate(rows):
                passes[number] = _on_words(words, chunk[number], row, outputs)
        yield [passes[i] for i in range(len(chunk))]


def _on_words(words: Words, window: Range, row: int, outputs: tuple[Floats, Floats, Floats]) -> WindowPass:
    begin, end = window
    tags, links, hidden = outputs
    first = words.first_pieces[begin:end] - words.first_pieces[begin] + 1
    spots = np.concatenate([[0], first])
    scores = links[row][:, spots[:, None], spots[None, :]]
    return WindowPass(begin, end, log_softmax(tags[row, first]), scores, hidden[row, first])


def _transitions() -> Floats:
    """Return 0 where tag j may follow tag i, else a score that no path survives."""
    allowed = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for j, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            role = tag[2:]
            for i, before in enumerate(TAGS):
                if before[2:] != role:
                    allowed[i, j] = -1e4
    return allowed


def best_tags(
    windows: Sequence[Floats], outside_bias: float, steps: Sequence[Sequence[float]] | None = None
) -> list[Ints]:
    """Return the best allowed BIO sequence of each window (Viterbi, all windows in one loop)."""
    allowed = _transitions()
    first = allowed[0]
    if steps is not None:
        allowed = allowed + np.array(steps, dtype=np.float32)
    longest = max(len(tags) for tags in windows)
    scores = np.zeros((len(windows), longest, len(TAGS)), dtype=np.float32)
    for row, tags in enumerate(windows):
        scores[row, : len(tags)] = tags
        scores[row, len(tags) :, 1:] = -1e4  # past the end everything is outside, at no cost
    scores[:, :, 0] += outside_bias
    back = np.zeros(scores.shape, dtype=np.int8)
    best = scores[:, 0] + first
    for t in range(1, longest):
        paths = best[:, :, None] + allowed
        back[:, t] = paths.argmax(axis=1)
        best = paths.max(axis=1) + scores[:, t]
    rows = np.arange(len(windows))
    path = np.zeros((len(windows), longest), dtype=np.int64)
    path[:, -1] = best.argmax(axis=1)
    for t in range(longest - 1, 0, -1):
        path[:, t - 1] = back[rows, t, path[:, t]]
    return [path[row, : len(tags)] for row, tags in enumerate(windows)]


def tagged_spans(tags: Ints) -> tuple[list[Range], list[Range], list[Range]]:
    """Return the source, cue and content spans of an allowed tag sequence, as word ranges."""
    found: tuple[list[Range], list[Range], list[Range]] = ([], [], [])
    for role in (SOURCE, CUE, CONTENT):
        inside = tags == 2 * role + 2
        for start in np.flatnonzero(tags == 2 * role + 1):
            rest = inside[start + 1 :]
            stop = int(start) + 1 + (int(rest.argmin()) if not rest.all() else len(rest))
            found[role].append((int(start), stop))
    return found


def _choose_source(chances: Floats, spans: Sequence[Range], none_bias: float) -> tuple[Range | None, float]:
    """Return the source a cue points at, and its probability. `chances`: [2, n + 1], start and end."""
    none = float(chances[:, 0].mean()) * none_bias
    best: tuple[Range | None, float] = (None, none)
    for start, stop in spans:
        score = float(chances[:, start + 1 : stop + 1].sum(axis=1).mean())
        if score > best[1]:
            best = ((start, stop), score)
    start, last = (int(i) for i in chances[:, 1:].argmax(axis=1))
    if start <= last < start + LONGEST_POINTED_SOURCE and not any(s <= last and start < e for s, e in spans):
        score = float((chances[0, start + 1] + chances[1, last + 1]) / 2)
        if score > best[1]:
            best = ((start, last + 1), score)
    return best


def _log_odds(chance: float) -> float:
    bounded = min(max(chance, EDGE), 1 - EDGE)
    return float(np.log(bounded / (1 - bounded)))


def _role_chances(tags: Floats) -> Floats:
    """Return [n, 3]: the probability that a word has each role."""
    chances = np.exp(tags)
    result: Floats = chances[:, 1::2] + chances[:, 2::2]
    return result


def _link_contents(
    window: WindowPass, cues: Sequence[Range], contents: Sequence[Range]
) -> list[tuple[int, float]]:
    """Return for each content span the number of its cue (-1: in an earlier window) and the probability."""
    spots = np.array([0] + [start + 1 for start, _ in cues])
    linked = []
    for start, stop in contents:
        chances = log_softmax(window.links[2, start + 1 : stop + 1][:, spots]).mean(axis=0)
        best = int(chances.argmax())
        linked.append((best - 1, float(np.exp(chances[best]))))
    return linked


def _candidate(
    window: WindowPass,
    quotes: Ints,
    cue: Range,
    source: tuple[Range | None, float],
    parts: list[tuple[Range, float]],
) -> Candidate:
    roles = _role_chances(window.tags)
    inside = np.concatenate([np.arange(s, e) for (s, e), _ in parts])
    content = roles[inside, CONTENT]
    span, pointed = source
    edges = [float(np.exp(window.tags[s, 5])) for (s, _), _ in parts]
    chosen = roles[span[0] : span[1], SOURCE] if span else np.full(1, 0.5, dtype=np.float32)
    features = (
        _log_odds(float(roles[cue[0] : cue[1], CUE].mean())),
        _log_odds(float(roles[cue[0] : cue[1], CUE].min())),
        _log_odds(float(content.mean())),
        _log_odds(float(np.mean(edges))),
        _log_odds(float(np.mean([chance for _, chance in parts]))),
        _log_odds(float(chosen.mean())),
        _log_odds(pointed),
        float(span is None),
        float(np.log1p(len(inside))),
        float((quotes[inside] > 0).mean()),
    )
    shift = window.begin
    return Candidate(
        (span[0] + shift, span[1] + shift) if span else None,
        (cue[0] + shift, cue[1] + shift),
        tuple((s + shift, e + shift) for (s, e), _ in sorted(parts)),
        features,
    )


def window_candidates(
    window: WindowPass, tags: Ints, words: Words, none_bias: float
) -> tuple[list[Candidate], list[Range]]:
    """Return the window's relations in order of cue, and the contents whose cue is in an earlier window."""
    sources, cues, contents = tagged_spans(tags)
    parts: dict[int, list[tuple[Range, float]]] = {}
    orphans: list[Range] = []
    for span, (cue, chance) in zip(contents, _link_contents(window, cues, contents), strict=True):
        if cue < 0:
            orphans.append((span[0] + window.begin, span[1] + window.begin))
        else:
            parts.setdefault(cue, []).append((span, chance))
    found = []
    for number, cue_span in enumerate(cues):
        if number not in parts:
            continue
        chances = np.exp(log_softmax(window.links[:2, cue_span[0] + 1]))
        source = _choose_source(chances, sources, none_bias)
        quotes = words.quotes[window.begin : window.end]
        found.append(_candidate(window, quotes, cue_span, source, parts[number]))
    return found, orphans


def _join_orphans(earlier: list[Candidate], orphans: Sequence[Range]) -> None:
    """Add contents at the start of a window to the last relation before it."""
    if earlier and orphans:
        last = earlier[-1]
        joined = tuple(sorted({*last.contents, *orphans}))
        earlier[-1] = Candidate(last.source, last.cue, joined, last.features)


def decode_passes(
    chunks: Iterable[list[WindowPass]], words: Words, settings: DecodingSettings
) -> Iterator[Candidate]:
    """Yield every relation before the confidence threshold, in text order."""
    waiting: list[Candidate] = []
    for chunk in chunks:
        tags = best_tags([window.tags for window in chunk], settings.outside_bias, settings.steps)
        for window, path in zip(chunk, tags, strict=True):
            found, orphans = window_candidates(window, path, words, settings.none_bias)
            _join_orphans(waiting, orphans)
            if found:
                yield from waiting
                waiting = found
    yield from waiting


def confidence(candidate: Candidate, settings: DecodingSettings) -> float:
    """Return the probability that a relation is right.

    Right is: content IoU of at least 0.5, and source and cue overlap the true ones.
    """
    score = settings.intercept + float(np.dot(settings.weights, candidate.features))
    return float(1 / (1 + np.exp(-np.clip(score, -30, 30))))


def as_found(candidate: Candidate, words: Words, chance: float) -> FoundAttribution:
    """Return a candidate with code-point ranges."""

    def characters(span: Range) -> Range:
        return int(words.starts[span[0]]), int(words.ends[span[1] - 1])

    source = (characters(candidate.source),) if candidate.source else ()
    contents = tuple(characters(span) for span in candidate.contents)
    return FoundAttribution(source, (characters(candidate.cue),), contents, chance)


def find_attributions(
    text: str, passages: Sequence[Range], network: Network, least_confidence: float | None = None
) -> list[FoundAttribution]:
    """Return the attributions in the passages, in order of their cues.

    `passages` are code-point ranges of the text, in order. `least_confidence` replaces the fitted threshold;
    0 gives every candidate.
    """
    words = read_words(text, passages, network.tokenizer)
    least = network.settings.threshold if least_confidence is None else least_confidence
    found = []
    for candidate in decode_passes(pass_windows(words, network), words, network.settings):
        chance = confidence(candidate, network.settings)
        if chance >= least:
            found.append(as_found(candidate, words, chance))
    return found
