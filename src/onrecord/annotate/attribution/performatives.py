"""The act that a content performs by its first verb: an imperative demands, "we urge" urges."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from onrecord.annotate.attribution.lexicon import words_of
from onrecord.annotate.lexicon_files import fields, lexicon_rows
from onrecord.model.annotation import ACTS, Act, Token
from onrecord.model.errors import ModelError
from onrecord.model.span import Span

_WINDOW = 12  # tokens at the beginning of a content that are read; its first verb stands there
_FARTHEST_VERB = 5  # words behind the subject among which the verb stands
_VERB_TAGS = frozenset({"VB", "VBP", "VBZ", "VBD", "VBG", "VBN"})
# The act of saying that one does not do an act; for the other acts it is an assertion.
_DENIED: dict[Act, Act] = {
    "agree": "reject",
    "promise": "reject",
    "offer": "reject",
    "praise": "criticise",
    "think": "think",
}


@dataclass(frozen=True, slots=True)
class _Performative:
    """The act of a verb.

    `stative` where its past tense shows a stance as well ("she said she opposed the plan").
    """

    act: Act
    stative: bool


def find_performative_act(content: Sequence[Span], tokens: Sequence[Token], speaker: str = "") -> Act | None:
    """Return the act a content performs by its first verb, None when it performs none.

    `tokens` are the article's. `speaker` is the source as printed: "he" performs nothing where the subject of
    the content is "she".
    """
    words = _words(content, tokens)
    while words and words[0].text.lower() in words_of("openers of contents"):
        words.pop(0)
    if not words:
        return None
    first = words[0].text.lower()
    if first in words_of("subjects of performatives") and words[0].pos == "PRON":
        another = speaker.lower() in words_of("subjects of performatives") and first not in (
            "i",
            "we",
            speaker.lower(),
        )
        return None if another else _act_of_own_verb(words)
    return "demand" if _is_imperative(words, tokens) else None


def _words(content: Sequence[Span], tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    for span in content:
        first = bisect_left(tokens, span.start, key=lambda token: token.span.start)
        for token in tokens[first : first + 3 * _WINDOW]:  # punctuation is dropped below
            if token.span.start >= span.end or len(found) > _WINDOW:
                break
            if token.pos not in ("PUNCT", "SPACE"):
                found.append(token)
    return found


def _is_imperative(words: Sequence[Token], tokens: Sequence[Token]) -> bool:
    """Return whether a content begins with a bare verb that has no subject and no governor before it."""
    first = words[0]
    before = tokens[first.index - 1] if 0 < first.index <= len(tokens) else None
    governed = before is not None and before.sentence == first.sentence and before.tag in ("TO", "MD")
    subject = any(word.head == first.index and word.dep in ("nsubj", "nsubjpass", "expl") for word in words)
    is_bare_verb = first.tag == "VB" and first.pos == "VERB"
    return is_bare_verb and not (governed or subject or first.lemma.lower() in _no_imperatives())


def _act_of_own_verb(words: Sequence[Token]) -> Act | None:
    helpers: set[str] = set()
    for at, token in enumerate(words[1 : 1 + _FARTHEST_VERB], start=1):
        word = token.lemma.lower()
        if token.tag in _VERB_TAGS and token.pos == "VERB":
            return _act_of_verb(token, words[at + 1 : at + 3], helpers)
        if token.pos not in ("AUX", "ADV", "PART") and token.tag != "MD":
            return None
        helpers.add(word)
    return None


def _act_of_verb(verb: Token, behind: Sequence[Token], helpers: set[str]) -> Act | None:
    """Return the act of a verb after its helpers, None where it is past, passive or only possible."""
    passive = "be" in helpers and verb.tag == "VBN"
    if passive or helpers & words_of("perfect auxiliaries") or helpers & words_of("modals of possibility"):
        return None
    phrases = (
        " ".join([verb.lemma.lower(), *(word.text.lower() for word in behind[:more])]) for more in (2, 1, 0)
    )
    own = next((found for phrase in phrases if (found := _performatives().get(phrase))), None)
    denied = bool(helpers & words_of("negations of performatives"))
    past = verb.tag == "VBD" or "did" in helpers
    if own is None or ("can" in helpers and not denied) or (past and not own.stative):
        return None
    return _DENIED.get(own.act, "assert") if denied else own.act


@cache
def _performatives() -> dict[str, _Performative]:
    """Return the verbs by their lemma and particles. Raises ModelError for an unknown act."""
    found: dict[str, _Performative] = {}
    for row in lexicon_rows("attribution/performatives"):
        verb, act, when = fields(row, 3)
        if act not in (*ACTS, "none"):
            raise ModelError(f"performatives.txt: the verb {verb!r} has the unknown act {act!r}")
        if act != "none":
            found[verb] = _Performative(cast("Act", act), when == "ever")
    return found


@cache
def _no_imperatives() -> frozenset[str]:
    """Return the lemmas that demand nothing where they open a content without a subject."""
    return frozenset(row[0] for row in lexicon_rows("attribution/performatives") if row[1] == "none")
