"""Cues for kinds of passages: phrases of page furniture (text/passage_cues.txt) and their patterns.

A pattern is a row of elements separated by spaces:
  word            that word in any case; a/b/c one of several; [the] or [the/our] is optional
  ...             up to six words of any kind
  <name>          one to five words that begin with a capital; <outlet> the article's outlet, if it is known
  <number>        a number; <class> a word of that class in lexicons/en/text/passage_words.txt
  ^ and $         the line begins or ends here; punctuation and quotation marks do not count
A row is: kind | weight | pattern, and `| label` if such a line stands over a list of links.
Punctuation marks are words of their own. Typographic and straight apostrophes are the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from onrecord.annotate.lexicon_files import fields, lexicon_rows
from onrecord.model.annotation import PASSAGE_KINDS, PassageKind
from onrecord.model.errors import ModelError

OUTLET = "§outlet"
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]|_")
_CAPITAL = "´"  # marks a word that began with a capital
_GAP = r"(?:[^ ]+ ){0,6}?"
_NAME = rf"(?:{_CAPITAL}[^ ]+ (?:[.\-] )?){{1,5}}"
_NUMBER = r"\d[^ ]* "
_END = r"(?:[^\w ] )*\Z"
_MARK = r"[^\w ]"
_ANY = ""  # index key of cues that begin with a name or an optional element


class Word(NamedTuple):
    """A word or mark of a line, lower-cased, and whether it began with a capital."""

    text: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that is evidence for a kind of passage."""

    kind: PassageKind
    weight: float
    pattern: str
    at_start: bool
    label: bool  # stands over a list of links
    regex: str

    def is_at(self, joined: str, at: int) -> bool:
        """Tell whether the phrase is at this place of words joined by spaces."""
        return _compiled(self.regex).match(joined, at) is not None


@cache  # when first looked for: compiling them all takes a tenth of a second
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


@dataclass(frozen=True, slots=True)
class CueList:
    """All cues by their first word, and the word classes of their patterns."""

    by_word: Mapping[str, tuple[Cue, ...]]
    classes: Mapping[str, frozenset[str]]

    def find(self, words: Sequence[Word], masked: Sequence[bool]) -> Iterator[Cue]:
        """Yield each cue in `words` once, in order, except those that begin at a masked (quoted) word."""
        first = next((i for i, word in enumerate(words) if word.text.isalnum() or word.text[0].isalnum()), 0)
        joined, starts = _joined(words)
        seen: set[str] = set()
        for i, word in enumerate(words):
            if masked[i]:
                continue
            candidates = self.by_word.get(word.text, ())
            if i <= first:
                candidates += self.by_word.get(_ANY, ())
            for cue in candidates:
                if (
                    cue.pattern not in seen
                    and (i <= first or not cue.at_start)
                    and cue.is_at(joined, starts[i])
                ):
                    seen.add(cue.pattern)
                    yield cue


def words_of(text: str, start: int, end: int) -> list[Word]:
    """Return the words and marks of text[start:end]."""
    printed: list[str] = _TOKEN.findall(text[start:end].replace("’", "'"))
    return [Word(word.lower(), word[0].isupper()) for word in printed]


def with_outlet(words: Sequence[Word], outlet: Sequence[str]) -> list[Word]:
    """Return the words with each full name of the outlet (possessive too) replaced by the one word OUTLET."""
    if not outlet or not any(word.text.startswith(outlet[0]) for word in words):
        return list(words)
    out: list[Word] = []
    i = 0
    while i < len(words):
        found = [word.text for word in words[i : i + len(outlet)]]
        if found and found[-1].removesuffix("'s") == outlet[-1] and found[:-1] == list(outlet[:-1]):
            if out and out[-1].text == "the":
                out.pop()
            out.append(Word(OUTLET, True))
            i += len(outlet)
        else:
            out.append(words[i])
            i += 1
    return out


def load_cues() -> CueList:
    """Load cues and word classes. Raises ModelError when a line does not follow the format above."""
    classes = {row[0]: frozenset(row[1].split()) for row in lexicon_rows("text/passage_words")}
    by_word: dict[str, list[Cue]] = {}
    for row in lexicon_rows("text/passage_cues"):
        kind, weight, pattern, label = fields(row, 4)
        known = next((known for known in PASSAGE_KINDS if known == kind), None)
        if known is None or not pattern:
            raise ModelError(f"passage_cues.txt: not a cue: {' | '.join(row)}")
        elements = pattern.split()
        regex = "".join(_element(element, classes) for element in elements)
        cue = Cue(known, float(weight), pattern, elements[0] == "^", label == "label", regex)
        for word in _first_words(elements[1:] if elements[0] == "^" else elements, classes):
            by_word.setdefault(word, []).append(cue)
    return CueList({word: tuple(cues) for word, cues in by_word.items()}, classes)


def _joined(words: Sequence[Word]) -> tuple[str, list[int]]:
    """Return the words as one string, each followed by a space, and where each begins in it."""
    parts = [(_CAPITAL if word.capital else "") + word.text + " " for word in words]
    starts = [0] * len(parts)
    for i in range(1, len(parts)):
        starts[i] = starts[i - 1] + len(parts[i - 1])
    return "".join(parts), starts


def _element(element: str, classes: Mapping[str, frozenset[str]]) -> str:
    if element in {"^", "$", "...", "<name>", "<number>"}:
        return {"^": "", "$": _END, "...": _GAP, "<name>": _NAME, "<number>": _NUMBER}[element]
    if element.startswith("[") and element.endswith("]"):
        return f"(?:{_element(element[1:-1], classes)})?"
    words = "|".join(re.escape(word) for word in sorted(_alternatives(element, classes)))
    return f"{_CAPITAL}?(?:{words}) "


def _alternatives(element: str, classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    words: set[str] = set()
    for word in element.split("/"):
        if word == "<outlet>":
            words.add(OUTLET)
        elif word.strip("<>") != word and word.strip("<>") in classes:
            words |= classes[word.strip("<>")]
        elif _TOKEN.fullmatch(word):
            words.add(word)
        else:
            raise ModelError(
                f"passage_cues.txt: {element!r}: no class, or words and marks that stand apart in text"
            )
    return frozenset(words)


def _first_words(elements: Sequence[str], classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    first = elements[0]
    if first in {"<name>", "<number>", "..."}:
        return frozenset({_ANY})
    if first.startswith("["):
        return _first_words([first[1:-1]], classes) | _first_words(elements[1:], classes)
    return _alternatives(first, classes)
