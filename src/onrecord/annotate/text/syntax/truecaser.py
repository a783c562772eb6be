"""Truecasing for the parser: capitals of headlines and transcripts become ordinary letter case."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.annotate.attribution.lexicon import load_cues

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# A passage with fewer words counts as ordinary writing.
LEAST_WORDS = 3
# Share of words with a capital from which a passage is in headline style. Measured on PolNeAR train: first
# paragraphs in headline style lie above .6, other paragraphs below .45 in 99 of 100 cases.
HEADLINE_STYLE = 0.6
# Endings of verb forms, and what replaces each in the lexicon's form.
_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
)
# The share of words in capitals from which a text is all capitals; below it they are abbreviations.
SHOUTED = 0.7


@dataclass(frozen=True, slots=True)
class Truecaser:
    """The usual form of each lower-cased word in the ordinary sentences of one article."""

    usual: dict[str, str]

    @classmethod
    def of(cls, paragraphs: Iterable[str]) -> "Truecaser":
        """Learn the usual forms from paragraphs in ordinary writing, without first words of sentences."""
        forms: dict[str, Counter[str]] = {}
        for paragraph in paragraphs:
            words = list(_WORD.finditer(paragraph))
            if _style([word.group() for word in words]) != "ordinary":
                continue
            for word in words:
                if not _begins_sentence(paragraph, word.start()):
                    forms.setdefault(word.group().lower(), Counter())[word.group()] += 1
        return cls({word: _commonest(counts) for word, counts in forms.items()})

    def ordinary(self, paragraph: str) -> str:
        """Return the paragraph in ordinary letter case. The length stays the same."""
        words = list(_WORD.finditer(paragraph))
        style = _style([word.group() for word in words])
        if style == "ordinary":
            return paragraph
        pieces: list[str] = []
        at = 0
        for number, word in enumerate(words):
            usual = self._usual(word.group(), shouted=style == "shouted")
            written = usual[:1].upper() + usual[1:] if number == 0 else usual
            pieces += [
                paragraph[at : word.start()],
                written if len(written) == len(word.group()) else word.group(),
            ]
            at = word.end()
        return "".join([*pieces, paragraph[at:]])

    def _usual(self, word: str, *, shouted: bool) -> str:
        known = self.usual.get(word.lower())
        if known is not None:
            return known
        if _is_cue_form(word.lower()):
            return word.lower()
        return word.capitalize() if shouted and len(word) > 1 else word


def _style(words: list[str]) -> str:
    """Return `shouted` (all capitals), `headline` (most words begin with a capital) or `ordinary`."""
    if len(words) < LEAST_WORDS:
        return "ordinary"
    if sum(word.isupper() for word in words) >= SHOUTED * len(words):
        return "shouted"
    return (
        "headline" if sum(word[0].isupper() for word in words) >= HEADLINE_STYLE * len(words) else "ordinary"
    )


def _is_cue_form(word: str) -> bool:
    """Return whether a word is a form of a speech verb, as headlines have many: "rejects", "denied"."""
    verbs = load_cues().verbs
    stems = {word.removesuffix(ending) + instead for ending, instead in _ENDINGS if word.endswith(ending)}
    return bool(stems & verbs.keys())


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 4) : at].rstrip(" \"'“‘(")
    return not before or before[-1] in ".!?:\n"


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda form: (-counts[form], form))
