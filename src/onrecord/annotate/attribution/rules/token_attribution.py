"""The parts of an attribution as token numbers, before they are cut to spans: what rules find and choose among."""

from dataclasses import dataclass
from typing import Literal

Rule = Literal[
    "quote-after", "quote-before", "quote-resumed", "quote-colon", "that-after", "that-before", "that-around",
    "object", "object-passive", "infinitive", "infinitive-passive", "raising", "gerund", "according", "headline-colon", "turn",
    "noun-clause", "noun-infinitive", "noun-preposition", "quoted",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """Tokens of source, cue and content, found by a rule. `head` is the cue's main word, `words` its entry in the lexicon."""

    rule: Rule
    head: int
    words: str
    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]
