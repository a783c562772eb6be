"""PolNeAR articles as training windows: labels on words, augmentation, batches of tensors."""

# ruff: noqa: S311  (random numbers make training reproducible; nothing is secret)

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from syntax_data import NAMES, Labels, Syntax, cut_syntax, digest, label_syntax
from tokenizers import Tokenizer

from onrecord.annotate.encoder.windows import Ints, Range, Words, cut_windows, read_words

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
ROLES = ("source", "cue", "content")
CLS, SEP, MASK, PAD = 101, 102, 103, 0
IGNORED = -100


@dataclass(frozen=True)
class Relation:
    """One gold attribution in word indices; `source` is (first, last) or None."""

    cue: Range
    source: Range | None
    content: tuple[int, ...]


@dataclass(frozen=True)
class Labelled:
    """One article ready for cutting into windows."""

    id: str
    words: Words
    tags: Ints
    relations: tuple[Relation, ...]
    marks: np.ndarray  # True where the word is a quotation mark
    annotator: int
    syntax: Syntax | None = None


@dataclass(frozen=True)
class Sample:
    """One window; positions count subwords, 0 is [CLS]."""

    ids: Ints
    shapes: Ints
    quotes: Ints
    places: Ints
    tags: Ints
    first: np.ndarray
    sources: list[tuple[int, int, int]]  # cue position, source start and end positions (0: none here)
    contents: list[tuple[int, int]]  # content word position, cue position (0: not here)
    annotator: int
    syntax: dict[str, Ints]
    masked: Ints | None = None  # the true subword where one was hidden, IGNORED elsewhere
    twin: Sample | None = None  # the same window without its quotation marks
    same: np.ndarray | None = (
        None  # positions of the words that both have: [2, words], the twin's in the second row
    )


def load_rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def hold_out(rows: Sequence[dict], every: int) -> tuple[list[dict], list[dict]]:
    """Return training and held-out rows: every `every`-th article by id, so that each outlet has some."""
    ordered = sorted(rows, key=lambda row: row["id"])
    kept = [row for i, row in enumerate(ordered) if i % every != every // 2]
    held = [row for i, row in enumerate(ordered) if i % every == every // 2]
    return kept, held


def touched(words: Words, spans: Sequence[Sequence[int]]) -> list[int]:
    """Return the indices of the words that share a character with any span."""
    found: list[int] = []
    for start, end in spans:
        low = int(np.searchsorted(words.ends, start, side="right"))
        high = int(np.searchsorted(words.starts, end, side="left"))
        found.extend(range(low, high))
    return sorted(set(found))


def label(row: dict, tokenizer: Tokenizer, annotators: dict[str, int]) -> Labelled:
    text = row["text"]
    words = read_words(text, [(0, len(text))], tokenizer)
    tags = np.zeros(len(words), dtype=np.int64)
    relations = []
    for attribution in row.get("attributions", []):
        for role, name in enumerate(ROLES):
            for span in attribution[name]:
                inside = touched(words, [span])
                tags[inside] = 2 * role + 2
                if inside:
                    tags[inside[0]] = 2 * role + 1
        cue = touched(words, attribution["cue"])
        source = touched(words, attribution["source"])
        if cue:
            content = tuple(touched(words, attribution["content"]))
            relations.append(
                Relation((cue[0], cue[-1]), (source[0], source[-1]) if source else None, content)
            )
    marks = np.array(
        [text[s:e] in {'"', "“", "”", "„", "«", "»"} for s, e in zip(words.starts, words.ends, strict=True)],
        dtype=bool,
    )
    doubled = [text[s:e] in {"'", "`"} for s, e in zip(words.starts, words.ends, strict=True)]
    for i in range(1, len(words)):
        if doubled[i] and doubled[i - 1] and words.ends[i - 1] == words.starts[i]:
            marks[i - 1 : i + 1] = True
    return Labelled(
        row["id"], words, tags, tuple(relations), marks, annotators.get(row.get("annotator", ""), 0)
    )


def cut_sample(article: Labelled, begin: int, end: int, keep: np.ndarray | None = None) -> Sample:
    """Return the window of words begin..end; `keep` (a mask over them) drops some of them."""
    words = article.words
    chosen = np.arange(begin, end) if keep is None else np.arange(begin, end)[keep]
    sizes = np.diff(words.first_pieces)[chosen]
    firsts = words.first_pieces[chosen]
    starts = np.concatenate([[0], np.cumsum(sizes)])[:-1] + 1
    index = np.repeat(firsts - starts + 1, sizes) + np.arange(int(sizes.sum()))
    size = int(sizes.sum()) + 2

    def spread(values: Ints) -> Ints:
        out = np.zeros(size, dtype=np.int64)
        out[1:-1] = np.repeat(values[chosen], sizes)
        return out

    ids = np.full(size, CLS, dtype=np.int64)
    ids[1:-1] = words.pieces[index]
    ids[-1] = SEP
    tags = np.full(size, IGNORED, dtype=np.int64)
    tags[starts] = article.tags[chosen]
    first = np.zeros(size, dtype=bool)
    first[starts] = True
    first[0] = True
    at = np.zeros(len(words) + 1, dtype=np.int64)
    at[chosen] = starts
    sources, contents = [], []
    for relation in article.relations:
        cue = int(at[relation.cue[0]])
        if cue:
            source = (int(at[relation.source[0]]), int(at[relation.source[1]])) if relation.source else (0, 0)
            sources.append((cue, *(source if all(source) else (0, 0))))
        contents += [(int(at[w]), cue) for w in relation.content if at[w]]
    places = np.zeros(size, dtype=np.int64)
    places[1:-1] = np.repeat(words.places[chosen], sizes)
    shapes, quotes, syntax = spread(words.shapes), spread(words.quotes), cut_syntax(article.syntax, index)
    return Sample(ids, shapes, quotes, places, tags, first, sources, contents, article.annotator, syntax)


def add_syntax(
    articles: Sequence[Labelled], texts: Sequence[str], teacher: Sequence[dict], labels: Labels
) -> list[Labelled]:
    """Return the articles with the teacher's labels, where the teacher parsed the same text."""
    read = {row["sha256"]: row for row in teacher}
    found = []
    for article, text in zip(articles, texts, strict=True):
        row = read.get(digest(text))
        found.append(replace(article, syntax=label_syntax(article.words, row, labels)) if row else article)
    return found


def label_plain(text: str, name: str, tokenizer: Tokenizer) -> Labelled:
    """Return an article without annotated attributions: every tag is IGNORED."""
    labelled = label({"id": name, "text": text}, tokenizer, {})
    return replace(labelled, tags=np.full(len(labelled.words), IGNORED, dtype=np.int64))


@dataclass(frozen=True)
class Augmentation:
    """How often a training window is changed."""

    strip_quotes: float = 0.12
    capitals: float = 0.05
    small_letters: float = 0.02
    mask: float = 0.05
    no_place: float = 0.1
    twins: float = 0.0  # windows with quotation marks that get a twin without them


def change(sample: Sample, rates: Augmentation, chance: random.Random, noise: np.random.Generator) -> Sample:
    """Return the sample with changes of casing, place and masking; words and labels stay."""
    shapes, places, ids = sample.shapes, sample.places, sample.ids
    letters = (shapes == 1) | (shapes == 2) | (shapes == 4)
    if chance.random() < rates.capitals:
        if places[1] == 2 and chance.random() < 0.5:
            letters &= places == 2
        shapes = np.where(letters, 3, shapes)
    elif chance.random() < rates.small_letters:
        shapes = np.where(letters | (shapes == 3), 1, shapes)
    if chance.random() < rates.no_place:
        places = np.where(places == 2, 0, places)
    word = np.cumsum(sample.first)  # 1 at [CLS]; subwords of one word share a number
    hidden = (noise.random(int(word[-1]) + 1) < rates.mask)[word]
    hidden[[0, -1]] = False
    masked = np.where(hidden, ids, IGNORED)
    ids = np.where(hidden & (noise.random(len(ids)) < 0.9), MASK, ids)
    return replace(sample, shapes=shapes, places=places, ids=ids, masked=masked)


def make_transcripts(rows: Sequence[dict], count: int, seed: int) -> list[dict]:
    """Return transcripts built from long direct quotations of the rows ("MR. NAME: words").

    Some turns have two paragraphs.
    """
    chance = random.Random(seed)
    names, turns = [], []
    for row in rows:
        for attribution in row["attributions"]:
            source = [row["text"][s:e].strip() for s, e in attribution["source"]]
            if len(source) == 1 and 1 <= len(source[0].split()) <= 3 and source[0].istitle():
                names.append(source[0].split()[-1])
            for s, e in attribution["content"]:
                words = row["text"][s:e].strip()
                if (
                    len(words) > 80
                    and words[1].isupper()
                    and words[0] in '“"'
                    and words[-1] in '”"'
                    and "\n" not in words
                ):
                    turns.append(words.strip('“”" '))
    titles = ("MR. ", "MS. ", "SECRETARY ", "PRESIDENT ", "SENATOR ", "AMBASSADOR ", "", "", "GENERAL ")
    made = []
    for number in range(count):
        speakers = [chance.choice(titles) + chance.choice(names) for _ in range(chance.randint(2, 3))]
        if chance.random() < 0.7:
            speakers = [speaker.upper() for speaker in speakers]
        text, attributions = "", []
        for _ in range(chance.randint(4, 9)):
            speaker = chance.choice(speakers)
            colon = len(text) + len(speaker)
            source = [[len(text), colon]]
            text += speaker + ":" + chance.choice((" ", "  "))
            content = []
            for _ in range(chance.choice((1, 1, 1, 2, 3))):
                words = chance.choice(turns)
                content.append([len(text), len(text) + len(words)])
                text += words + "\n\n"
            attributions.append({"source": source, "cue": [[colon, colon + 1]], "content": content})
        made.append({"id": f"transcript-{seed}-{number}", "text": text, "attributions": attributions})
    return made


def sample_epoch(articles: Sequence[Labelled], size: int, rates: Augmentation, seed: int) -> list[Sample]:
    """One epoch of windows, cut at shifted places, changed and shuffled, the same for the same seed."""
    chance = random.Random(seed)
    noise = np.random.default_rng(seed)
    samples = []
    for article in articles:
        bare = replace(article, words=replace(article.words, quotes=np.zeros_like(article.words.quotes)))
        for begin, end in cut_windows(article.words, size, chance.randint(size // 3, size)):
            keep = ~article.marks[begin:end]
            if chance.random() < rates.strip_quotes:
                if keep.any():
                    samples.append(change(cut_sample(bare, begin, end, keep), rates, chance, noise))
                continue
            sample = change(cut_sample(article, begin, end), rates, chance, noise)
            if keep.any() and not keep.all() and chance.random() < rates.twins:
                twin = change(cut_sample(bare, begin, end, keep), rates, chance, noise)
                same = np.stack([np.flatnonzero(sample.first)[1:][keep], np.flatnonzero(twin.first)[1:]])
                sample = replace(sample, twin=twin, same=same)
            samples.append(sample)
    chance.shuffle(samples)
    return samples


def batches(samples: Sequence[Sample], size: int) -> list[list[Sample]]:
    """Batches of similar lengths: sorted within runs of 16 batches, so that little is padding."""
    chance = random.Random(len(samples))
    made = []
    for run in range(0, len(samples), 16 * size):
        part = sorted(samples[run : run + 16 * size], key=lambda s: len(s.ids))
        made += [part[i : i + size] for i in range(0, len(part), size)]
    chance.shuffle(made)
    return made


def collate(chosen: Sequence[Sample]) -> dict[str, torch.Tensor]:
    """Return the tensors of a batch. The twins of windows come after the windows.

    `twins` [words, 4]: row and position of a word, and of its twin.
    """
    twinned = [row for row, sample in enumerate(chosen) if sample.twin is not None]
    samples = [*chosen, *(chosen[row].twin for row in twinned)]
    longest = max(len(s.ids) for s in samples)

    def pad(name: str, value: int) -> torch.Tensor:
        out = np.full((len(samples), longest), value, dtype=np.int64)
        for row, sample in enumerate(samples):
            array = getattr(sample, name)
            out[row, : len(array)] = array
        return torch.from_numpy(out)

    sources = [(b, *s) for b, sample in enumerate(samples) for s in sample.sources]
    contents = [(b, *c) for b, sample in enumerate(samples) for c in sample.contents]
    batch = {name: pad(name, 0) for name in ("ids", "shapes", "quotes", "places")}
    for name in NAMES:
        values = np.full((len(samples), longest), IGNORED, dtype=np.int64)
        for row, sample in enumerate(samples):
            values[row, : len(sample.syntax[name])] = sample.syntax[name]
        batch[name] = torch.from_numpy(values)
    batch["tags"] = pad("tags", IGNORED)
    batch["masked"] = pad("masked", IGNORED)
    batch["first"] = pad("first", 0).bool()
    batch["attention"] = torch.zeros_like(batch["ids"])
    for row, sample in enumerate(samples):
        batch["attention"][row, : len(sample.ids)] = 1
    batch["annotators"] = torch.tensor([s.annotator for s in samples])
    pairs = [
        np.stack(
            [np.full(same.shape[1], row), same[0], np.full(same.shape[1], len(chosen) + number), same[1]],
            axis=1,
        )
        for number, row in enumerate(twinned)
        if (same := chosen[row].same) is not None
    ]
    batch["twins"] = (
        torch.from_numpy(np.concatenate(pairs)) if pairs else torch.zeros((0, 4), dtype=torch.long)
    )
    batch["sources"] = torch.tensor(sources, dtype=torch.long).reshape(-1, 4)
    batch["contents"] = torch.tensor(contents, dtype=torch.long).reshape(-1, 3)
    return batch
