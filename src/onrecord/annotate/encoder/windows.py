"""Words and windows for the attribution model: the input of the encoder. Decoding is elsewhere.

Words are split at white space and at every punctuation mark (the tokenizer's own rule), so a tag never covers
a part of a word. Windows hold whole paragraphs; a paragraph that does not fit is split between sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from onrecord.annotate.text.markdown import without_links

Ints = NDArray[np.int64]
Range = tuple[int, int]

SHAPES = ("special", "lower", "title", "upper", "mixed", "digit", "punctuation", "initial")
QUOTES = ("outside", "inside", "unclosed", "continued")
PLACES = ("plain", "paragraph", "headline")

# A first paragraph of at most this many words is a headline; longer ones are a lead without one.
# Measured on PolNeAR train: 95 % of titles have 22 words or fewer.
HEADLINE_WORDS = 30

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
_LOW = "„"
_OPENING = "“«"
_CLOSING = "”»"
_ENDING = ".!?"
_AFTER_ENDING = _CLOSING + "\"')]’"


@dataclass(frozen=True)
class Words:
    """The words of one text in reading order; arrays are parallel unless `pieces` is in their name."""

    starts: Ints
    ends: Ints
    shapes: Ints
    quotes: Ints
    places: Ints
    paragraphs: Ints  # the number of the word's paragraph, counted over all passages
    sentences: NDArray[np.bool_]  # True where a sentence may begin
    pieces: Ints  # subword ids of all words, one after the other
    piece_starts: Ints  # where in the text each subword begins
    first_pieces: Ints  # len(words) + 1 offsets into `pieces`

    def __len__(self) -> int:
        return len(self.starts)


def find_paragraphs(text: str, passages: Sequence[Range]) -> list[Range]:
    """Return the non-empty lines inside the passages."""
    found = []
    for start, end in passages:
        for line in _PARAGRAPH.finditer(text, start, end):
            if line.group().strip():
                found.append(line.span())  # noqa: PERF401  (a comprehension over two loops and a test reads worse)
    return found


def word_shape(word: str) -> int:
    """Return the index into SHAPES of a word's casing."""
    if not any(map(str.isalnum, word)):
        return 6
    if not any(map(str.isalpha, word)):
        return 5
    if word.islower():
        return 1
    if len(word) == 1 and word.isupper():
        return 7
    if word.isupper():
        return 3
    if word[0].isupper() and not any(map(str.isupper, word[1:])):
        return 2
    return 4


def _quote_marks(text: str, words: Sequence[Range]) -> Iterator[tuple[int, str]]:
    """Yield (word index, "open" | "close" | "both") for each quotation mark; a doubled mark counts once.

    The mark that opens elsewhere closes after a low one: „so“.
    """
    previous = (-1, "")
    low = False
    for index, (start, end) in enumerate(words):
        mark = text[start:end]
        if mark == _LOW or mark in _OPENING:
            yield index, "close" if low and mark == "“" else "open"
            low = mark == _LOW
        elif mark in _CLOSING:
            low = False
            yield index, "close"
        elif mark == '"':
            yield index, "both"
        elif mark in "'`" and previous == (start, mark):
            yield index, "both" if mark == "'" else "open"
            end = -1
        previous = (end, mark)


def quote_states(text: str, words: Sequence[Range], carried: bool) -> tuple[list[int], bool]:
    """Return the QUOTES index of each word of one paragraph, and whether a quotation is open at its end.

    A state never outlives its paragraph. `carried`: the paragraph before left a quotation open; when this
    one opens again with its first word (the newspaper convention) its quotation is `continued`.
    """
    states = [0] * len(words)
    opened = -1
    kind = 1
    for index, mark in _quote_marks(text, words):
        if opened < 0:
            if mark == "close":
                continue
            opened = index
            kind = 3 if carried and index == 0 else 1
        elif mark != "open":
            states[opened : index + 1] = [kind] * (index + 1 - opened)
            opened = -1
    if opened >= 0:
        kind = 3 if kind == 3 else 2
        states[opened:] = [kind] * (len(words) - opened)
    return states, opened >= 0


def _sentence_starts(text: str, words: Sequence[Range]) -> list[bool]:
    """Return True for each word that follows a full stop and white space and has no small initial letter."""
    starts = [False] * len(words)
    ended = False
    for index, (start, end) in enumerate(words):
        if ended and start > words[index - 1][1] and not text[start].islower():
            starts[index] = True
        word = text[start:end]
        ended = word in _ENDING or (ended and word in _AFTER_ENDING)
    if starts:
        starts[0] = True
    return starts


def _split_words(encoding: Encoding, offset: int) -> tuple[list[Range], list[int]]:
    """Return the character range and the number of subwords of each word of an encoded line.

    `offset` is where the line begins in the text.
    """
    words: list[Range] = []
    sizes: list[int] = []
    last: int | None = None
    for word, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
        if word == last:
            words[-1] = (words[-1][0], max(offset + end, words[-1][1]))
            sizes[-1] += 1
        else:
            words.append((offset + start, offset + end))
            sizes.append(1)
        last = word
    return words, sizes


def read_words(text: str, passages: Sequence[Range], tokenizer: Tokenizer) -> Words:
    """Return every word of the passages with the features that the model sees, in time linear in the text."""
    text = without_links(text)
    lines = find_paragraphs(text, passages)
    spans: list[Range] = []
    sentences: list[bool] = []
    columns: tuple[list[int], ...] = ([], [], [], [], [], [], [])
    shapes, quotes, places, paragraphs, pieces, starts, sizes = columns
    carried = False
    encoded = tokenizer.encode_batch([text[s:e] for s, e in lines], add_special_tokens=False)
    for number, ((offset, _), encoding) in enumerate(zip(lines, encoded, strict=True)):
        words, counts = _split_words(encoding, offset)
        states, carried = quote_states(text, words, carried)
        headline = number == 0 and len(lines) > 1 and len(words) <= HEADLINE_WORDS
        inner = 2 if headline else 0
        pieces += encoding.ids
        starts += [offset + start for start, _ in encoding.offsets]
        sizes += counts
        spans += words
        shapes += [word_shape(text[s:e]) for s, e in words]
        quotes += states
        places += [inner or 1, *[inner] * (len(words) - 1)][: len(words)]
        paragraphs += [number] * len(words)
        sentences += _sentence_starts(text, words)
    return Words(
        starts=np.array([s for s, _ in spans], dtype=np.int64),
        ends=np.array([e for _, e in spans], dtype=np.int64),
        shapes=np.array(shapes, dtype=np.int64),
        quotes=np.array(quotes, dtype=np.int64),
        places=np.array(places, dtype=np.int64),
        paragraphs=np.array(paragraphs, dtype=np.int64),
        sentences=np.array(sentences, dtype=np.bool_),
        pieces=np.array(pieces, dtype=np.int64),
        piece_starts=np.array(starts, dtype=np.int64),
        first_pieces=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]),
    )


def cut_windows(words: Words, size: int, first_size: int | None = None) -> list[Range]:
    """Return word ranges that cover all words in order, each of at most `size` subwords.

    A cut falls before a paragraph where possible, else before a sentence, else between words. Training passes
    a smaller `first_size` to shift the cuts. A single word longer than `size` makes a window of its own.
    """
    total = len(words)
    rank = np.zeros(total + 1, dtype=np.int64)
    rank[:total][words.sentences] = 1
    if total:
        rank[:total][np.flatnonzero(np.diff(words.paragraphs, prepend=-1))] = 2
    rank[total] = 3
    windows = []
    begin, room = 0, first_size or size
    while begin < total:
        limit = int(words.first_pieces[begin]) + room
        furthest = int(np.searchsorted(words.first_pieces, limit, side="right")) - 1
        furthest = max(furthest, begin + 1)
        choices = rank[begin + 1 : furthest + 1]
        best = int(choices.max())
        end = begin + 1 + int(np.flatnonzero(choices == best)[-1])
        windows.append((begin, end))
        begin, room = end, size
    return windows
