"""What a content does by its syntax: an imperative presses, and a verb whose subject is the speaker does what it says."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import cast

from onrecord.annotate.lexicon_files import fields, lexicon_rows
from onrecord.model.annotation import ACTS, Act, Token
from onrecord.model.errors import ModelError
from onrecord.model.span import Span

LOOKED_AT = 12  # tokens of a content: what it does by its syntax shows where it opens
_OPENERS = frozenset({"that", "well", "so", "and", "but", "look", "now", "yes", "again", "please"})
_SPEAKERS = frozenset({"i", "we", "he", "she", "they", "it"})
_DENYING = frozenset({"not", "n't", "n’t", "never", "no"})
_DONE = frozenset({"have", "having", "has", "had"})
_POSSIBLE = frozenset({"may", "might", "could", "should", "must", "shall"})
_VERBS = frozenset({"VB", "VBP", "VBZ", "VBD", "VBG", "VBN"})
# What is left of an act that its speaker says is not done; where nothing is, it is only told.
_DENIED: dict[Act, Act] = {
    "agree": "reject",
    "promise": "reject",
    "offer": "reject",
    "praise": "criticise",
    "think": "think",
}


@dataclass(frozen=True, slots=True)
class _OwnVerb:
    """A verb that does what it says; `ever` where a past tense tells a stance as well ("she said she opposed the plan")."""

    act: Act
    ever: bool


def find_own_act(content: Sequence[Span], tokens: Sequence[Token], speaker: str = "") -> Act | None:
    """Return what a content does by its first verb, None where that does nothing by itself; `tokens` are the article's.

    `speaker` is the source as printed: "he" said nothing of himself where the content tells of "she".
    """
    words = _words(content, tokens)
    while words and words[0].text.lower() in _OPENERS:
        words.pop(0)
    if not words:
        return None
    first = words[0].text.lower()
    if first in _SPEAKERS and words[0].pos == "PRON":
        another = speaker.lower() in _SPEAKERS and first not in ("i", "we", speaker.lower())
        return None if another else _by_own_verb(words)
    return "demand" if _is_imperative(words, tokens) else None


def _words(content: Sequence[Span], tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    for span in content:
        first = bisect_left(tokens, span.start, key=lambda token: token.span.start)
        for token in islice(tokens, first, first + 3 * LOOKED_AT):
            if token.span.start >= span.end or len(found) > LOOKED_AT:
                break
            if token.pos not in ("PUNCT", "SPACE"):
                found.append(token)
    return found


def _is_imperative(words: Sequence[Token], tokens: Sequence[Token]) -> bool:
    """Tell whether a content begins with a bare verb that has no subject and nothing before it that governs it."""
    first = words[0]
    before = tokens[first.index - 1] if 0 < first.index <= len(tokens) else None
    governed = before is not None and before.sentence == first.sentence and before.tag in ("TO", "MD")
    subject = any(word.head == first.index and word.dep in ("nsubj", "nsubjpass", "expl") for word in words)
    return (
        first.tag == "VB"
        and first.pos == "VERB"
        and not (governed or subject or first.lemma.lower() in _no_orders())
    )


def _by_own_verb(words: Sequence[Token]) -> Act | None:
    helpers: set[str] = set()
    for at, token in enumerate(words[1:6], start=1):
        word = token.lemma.lower()
        if token.tag in _VERBS and token.pos == "VERB":
            return _done_by(token, words[at + 1 : at + 3], helpers)
        if token.pos not in ("AUX", "ADV", "PART") and token.tag != "MD":
            return None
        helpers.add(word)
    return None


def _done_by(verb: Token, behind: Sequence[Token], helpers: set[str]) -> Act | None:
    """Return the act of a verb after its helpers, None where it is told as past, passive or only possible."""
    passive = "be" in helpers and verb.tag == "VBN"
    if passive or helpers & _DONE or helpers & _POSSIBLE:
        return None
    phrases = (
        " ".join([verb.lemma.lower(), *(word.text.lower() for word in behind[:more])]) for more in (2, 1, 0)
    )
    own = next((found for phrase in phrases if (found := _own_verbs().get(phrase))), None)
    denied = bool(helpers & _DENYING)
    past = verb.tag == "VBD" or "did" in helpers
    if own is None or ("can" in helpers and not denied) or (past and not own.ever):
        return None
    return _DENIED.get(own.act, "assert") if denied else own.act


@cache
def _own_verbs() -> dict[str, _OwnVerb]:
    """Return the verbs of `own_acts.txt` by their lemma and particles. Raises ModelError for an unknown act."""
    found: dict[str, _OwnVerb] = {}
    for row in lexicon_rows("attribution/performatives"):
        verb, act, when = fields(row, 3)
        if act not in (*ACTS, "none"):
            raise ModelError(f"own_acts.txt gives {verb!r} the act {act!r}, which the record does not know")
        if act != "none":
            found[verb] = _OwnVerb(cast("Act", act), when == "ever")
    return found


@cache
def _no_orders() -> frozenset[str]:
    return frozenset(row[0] for row in lexicon_rows("attribution/performatives") if row[1] == "none")
