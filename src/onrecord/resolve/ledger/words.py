"""Words and sentences of an article as the ledger compares them. Pure functions; no model is needed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.commitments.lexicon import load_commitment_words
from onrecord.annotate.text.syntax.lemmas import find_lemma
from onrecord.model.annotation import NEWS
from onrecord.model.record import Record
from onrecord.model.span import Span
from onrecord.resolve.lexicon import load_lines, load_rows, load_words
from onrecord.resolve.statement_resolution import stem

_WORD = re.compile(r"n['’]t\b|[^\W_]+?(?=n['’]t\b)|\d[\d.,]*\d|[^\W_]+(?:-[^\W_]+)*")
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)|\n\s*\n|\n")
_ENDINGS = {"VBD": "ed", "VBG": "ing", "VBZ": "s"}
MIN_LETTERS = 3  # of a word that says something
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as compared: folded, and its span in the text."""

    folded: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: its words, and the stems of those that say something."""

    number: int
    span: Span
    words: tuple[Word, ...]
    stems: frozenset[str]

    @property
    def folded(self) -> str:
        """The words with spaces around each."""
        return f" {' '.join(word.folded for word in self.words)} "


@cache
def word_class(name: str) -> frozenset[str]:
    """Return a class of `lexicons/en/steps.txt`. Raises KeyError when there is none."""
    rows = {row[0]: row[1] for row in load_rows("steps")}
    return frozenset(word.strip() for word in rows[name].split(";"))


def find_words(text: str, span: Span | None = None) -> tuple[Word, ...]:
    """Return the words of a text or of a part of it; "didn't" gives "did" and "n't"."""
    first, last = span or (0, len(text))
    return tuple(
        Word(match.group().casefold().replace("’", "'"), Span(*match.span()))
        for match in _WORD.finditer(text, first, last)
    )


def find_stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of the words that say something: no function words, no times, no promising."""
    idle = load_words("function_words") | word_class("empty") | word_class("months") | word_class("weekdays")
    return frozenset(
        stem(part)
        for word in words
        if word not in idle and not word[0].isdigit()
        for part in word.split("-")
        if len(part) >= MIN_LETTERS and part not in idle
    )


def find_sentences(record: Record) -> list[Sentence]:
    """Return the sentences of an article's headline and body."""
    text, found = record.article.text, list[Sentence]()
    for passage in record.passages:
        if passage.kind in NEWS:
            for span in _split(text, passage.span):
                words = find_words(text, span)
                stems = find_stems(word.folded for word in words)
                found.append(Sentence(len(found), span, words, stems))
    return found


def _split(text: str, passage: Span) -> Iterator[Span]:
    start = passage.start
    for match in _END.finditer(text, passage.start, passage.end):
        before = text[start : match.start()].rpartition(" ")[2].casefold()
        is_short = len(before) == 1 or before in word_class("abbreviations") or "." in before
        if match.group().startswith(".") and is_short:
            continue
        yield from _sound(text, Span(start, match.end()))
        start = match.end()
    yield from _sound(text, Span(start, passage.end))


def _sound(text: str, span: Span) -> Iterator[Span]:
    trimmed = span.trimmed(text)
    if trimmed is not None and any(character.isalnum() for character in trimmed.words(text)):
        yield trimmed


@cache
def lemma_of(word: str, tag: str) -> str:
    """Return the lemma of a word read as a verb form: "VBD" (past), "VBZ" or "VBG"; the word itself
    where it has no ending of such a form and is no irregular one ("mayor" is no past).
    """
    if tag == "VBD" and word in _irregular_verbs():
        return _irregular_verbs()[word]
    return find_lemma(word, tag, "VERB") if word.endswith(_ENDINGS[tag]) else word


@cache
def _irregular_verbs() -> dict[str, str]:
    return dict(line.split() for line in load_lines("irregular_verbs"))


@cache
def lemmas_of(word: str) -> frozenset[str]:
    """Return what a word is a form of, whatever its part of speech."""
    return frozenset({word, *(lemma_of(word, tag) for tag in ("VBD", "VBZ", "VBG"))})


@cache
def same_acts(lemma: str) -> frozenset[str]:
    """Return the verbs and nouns for the same act as a verb, itself among them. To stop an act is not it."""
    ceasing = word_class("ceasing")
    if lemma in ceasing:
        return ceasing
    groups = (group for group in load_commitment_words().same_acts() if lemma in group)
    return frozenset({lemma}.union(*groups)) - ceasing


def is_any(word: str, name: str) -> bool:
    """Return whether a word is a form of one of a class."""
    return not lemmas_of(word).isdisjoint(word_class(name))


def words_of(text: str, sentence: Sentence) -> Span:
    """Return the words of a sentence without the marks at its end: what a step shows."""
    return sentence.span.trimmed(text, ".!?…\"”“'’") or sentence.span


def numbers_of(words: Sequence[str]) -> dict[int, float]:
    """Return the numbers in figures by their places: "4 million" is four million."""
    found: dict[int, float] = {}
    for at, word in enumerate(words):
        plain = word.replace(",", "")
        if plain.replace(".", "", 1).isdigit():
            scale = _SCALES.get(words[at + 1], 1.0) if at + 1 < len(words) else 1.0
            found[at] = float(plain) * scale
    return found
