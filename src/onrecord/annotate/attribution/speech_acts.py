"""Speech acts: from the sense of the cue; where the cue is neutral, from the content, by a network.

Word lists tell the sense of the cue, and what the beginning of the content shows; the network
(act_network.py) sees what they found and decides.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, cast

from onrecord.annotate.attribution.act_network import ActNetwork, Utterance
from onrecord.annotate.attribution.lexicon import words_of
from onrecord.annotate.attribution.performatives import find_performative_act
from onrecord.annotate.attribution.saying_reality import find_saying_reality
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ACTS, Act, Annotation, Attribution, Sentence, Token, UtteranceAct
from onrecord.model.article import Article
from onrecord.model.errors import ModelError
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

Sense = Act | Literal["neutral"]
_OPENING_LENGTH = 240  # characters at the beginning of a content that the patterns see
# The act of a negated cue. A denied inner state is still one; for the other acts it is an assertion.
_NEGATED: dict[Sense, Act] = {
    "agree": "reject", "apologise": "reject", "praise": "reject", "promise": "reject", "offer": "reject",
    "think": "think", "decline-to-comment": "decline-to-comment",
}  # fmt: skip
# Acts that a content performs by a judgement; a denied judgement is none.
_JUDGEMENTS: frozenset[Act] = frozenset({"accuse", "criticise", "praise"})
_DENIAL_WINDOW = 4  # words before a judgement among which its denial stands
_PLAIN_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "“": "", "”": "", '"': "", "«": "", "»": "", "[": "", "]": ""}
)


@dataclass(frozen=True, slots=True)
class SpeechActAnnotator:
    """Gives every attribution its speech act and tells whether it was performed."""

    network: ActNetwork = field(default_factory=ActNetwork)
    name: str = "speech-acts"
    needs: tuple[Layer, ...] = (Attribution, Sentence, Token)
    gives: tuple[Layer, ...] = (UtteranceAct,)

    @property
    def model_version(self) -> str:
        """The digest of the network. Raises ModelError when its description is missing or altered."""
        return self.network.digest

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return one act an attribution. Raises ModelError when the network cannot be loaded."""
        tokens, tree = view.of(Token), view.index(SyntaxTree)
        rows = view.of(Attribution)
        named = [find_named_act(article.text, row.cue, row.content, tokens, row.source) for row in rows]
        open_rows = [row for row, act in zip(rows, named, strict=True) if act is None]
        utterances = [
            Utterance(
                row.source,
                row.cue,
                row.content,
                find_shown_act(article.text, row.cue, row.content, tokens, row.source),
            )
            for row in open_rows
        ]
        sentences = [sentence.span for sentence in view.of(Sentence)]
        read = iter(self.network.find_acts(article.text, sentences, utterances))
        for row, by_cue in zip(rows, named, strict=True):
            act: Act = by_cue if by_cue is not None else next(read)
            reality = "actual" if act == "decline-to-comment" else find_saying_reality(row, tree)
            yield UtteranceAct((row.cue or row.content)[0], row.id, act, reality)


def find_act(
    text: str,
    cue: Sequence[Span],
    content: Sequence[Span],
    tokens: Sequence[Token],
    source: Sequence[Span] = (),
) -> Act:
    """Return the act of an attribution with these spans of cue, content and source by the word lists.

    `tokens` are the article's. A turn of "Q" in a transcript asks, whatever its words.
    """
    named = find_named_act(text, cue, content, tokens, source)
    return named or find_shown_act(text, cue, content, tokens, source)


def find_named_act(
    text: str, cue: Sequence[Span], content: Sequence[Span], tokens: Sequence[Token], source: Sequence[Span]
) -> Act | None:
    """Return the act that the cue, or the label of a turn, names; None for a neutral cue or none."""
    if not cue and any(span.words(text) in words_of("labels of questions") for span in source):
        return "ask"
    lemmas = _without_occasion([lemma for span in cue for lemma in _lemmas(span, tokens)])
    opening = _opening(text, content)
    sense = _cue_sense(lemmas, opening.rstrip(" ?") + "?" if _ends_with_question(text, content) else opening)
    return None if sense == "neutral" else sense


def find_shown_act(
    text: str, cue: Sequence[Span], content: Sequence[Span], tokens: Sequence[Token], source: Sequence[Span]
) -> Act:
    """Return the act that the words of a content show, with a cue that names none."""
    asking = _ends_with_question(text, content)
    speaker = " ".join(span.words(text) for span in source)
    performed = find_performative_act(content, tokens, speaker)
    by_content = _content_act(
        _opening(text, content), asking, None if asking and performed == "demand" else performed
    )
    if by_content is not None:
        return by_content
    by_cue: Iterator[Act] = (
        _fallback_acts()[verb] for span in cue for verb in _verbs(span, tokens) if verb in _fallback_acts()
    )
    return next(by_cue, "assert")


def _lemmas(span: Span, tokens: Sequence[Token]) -> list[str]:
    first = bisect_left(tokens, span.start, key=lambda token: token.span.start)
    out: list[str] = []
    for index in range(first, len(tokens)):
        token = tokens[index]
        if token.span.start >= span.end:
            break
        word = _base_form(token.lemma.lower())
        before_to = index + 1 < len(tokens) and tokens[index + 1].tag == "TO"
        if word in words_of("negations") or (word in words_of("verbs of failing") and before_to):
            out.append("not" if word != "no" else "no")
        elif word == "like" and token.tag == "IN":
            continue  # "sounds like" is not "likes"
        elif word in words_of("particles of cues") or (
            token.tag not in ("RB", "RBR") and word not in words_of("days")
        ):
            out.append(word)
    return out


def _without_occasion(lemmas: list[str]) -> list[str]:
    """Return a cue without where it was said: "said in a release" releases nothing."""
    for at, lemma in enumerate(lemmas[:-1]):
        if lemma == "to" and at and lemmas[at - 1] in words_of("verbs of answering"):
            return lemmas[:at]
        if (
            lemma in words_of("prepositions of occasions")
            and at > 0
            and (found := _longest(lemmas[:at], lemmas[:at]))
        ):
            longer = _longest(lemmas, lemmas)
            if longer is None or len(longer[0]) <= len(found[0]):
                return lemmas[:at]
    return lemmas


def _verbs(span: Span, tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the lemmas of the verbs of a span, not "calls" as a noun."""
    first = bisect_left(tokens, span.start, key=lambda token: token.span.start)
    last = bisect_left(tokens, span.end, key=lambda token: token.span.start)
    yield from (token.lemma.lower() for token in tokens[first:last] if token.pos == "VERB")


def _base_form(word: str) -> str:
    """Return the base form of a word that the tagger took for a name, as in a headline ("Vows", "Urged")."""
    known = _words_of_cues()
    if word in known:
        return word
    endings = (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"))
    bases = (word.removesuffix(ending) + instead for ending, instead in endings if word.endswith(ending))
    return next((base for base in bases if base in known), word)


def _cue_sense(lemmas: Sequence[str], opening: str) -> Sense:
    bare = [lemma for lemma in lemmas if lemma not in words_of("empty words of cues")]
    found = _longest(lemmas, bare)
    if found is None:
        return "neutral"
    phrase, sense = found
    if phrase[0] in words_of("verbs of publishing") and len(phrase) == 1 and phrase[0] in bare:
        further = bare[bare.index(phrase[0]) + 1 :]
        another = _longest(further, further)
        if another is not None and another[1] not in ("neutral", "assert"):
            phrase, sense = another
    negated = "not" in lemmas or "no" in lemmas
    if "not" in phrase or "no" in phrase:
        return sense
    sense = _by_object(phrase, sense, opening)
    if negated:
        return _NEGATED.get(sense, "assert") if sense != "neutral" else "neutral"
    return sense


def _by_object(phrase: tuple[str, ...], sense: Sense, opening: str) -> Sense:
    """Return the sense in view of how the content opens: "asked to leave" requests, "asked whether" asks."""
    rules = _object_rules().get(phrase, ())
    return next((act for act, pattern in rules if _compiled(pattern).search(opening)), sense)


def _longest(lemmas: Sequence[str], bare: Sequence[str]) -> tuple[tuple[str, ...], Sense] | None:
    """Return the longest cue found.

    Among equally long ones the first that names an act ("responded by thanking").
    """
    senses, most = _senses()
    neutral: tuple[tuple[str, ...], Sense] | None = None
    for length in range(min(most, len(lemmas)), 0, -1):
        for sequence in (lemmas, bare):
            for start in range(len(sequence) - length + 1):
                phrase = tuple(sequence[start : start + length])
                if neutral is not None and len(neutral[0]) > 1 and set(phrase) <= set(neutral[0]):
                    continue  # "press conference" is not "press"
                sense = senses.get(phrase)
                if sense == "neutral":
                    neutral = neutral or (phrase, sense)
                elif sense:
                    return phrase, sense
    return neutral


def _opening(text: str, content: Sequence[Span]) -> str:
    words = " ".join(span.words(text) for span in content)[: _OPENING_LENGTH * 2]
    plain = " ".join(words.translate(_PLAIN_MARKS).replace("''", "").replace("``", "").split()).lower()
    return plain.removeprefix("that ").lstrip(" ,.:;-–—'…")[:_OPENING_LENGTH]


def _ends_with_question(text: str, content: Sequence[Span]) -> bool:
    return bool(content) and content[-1].words(text)[-4:].rstrip("”\"'’ .").endswith("?")


def _content_act(opening: str, asking: bool, performed: Act | None) -> Act | None:
    """Return the act of a content by its words.

    `performed`, the act of its first verb, precedes judgements.
    """
    shown = opening.rstrip(" ?") + "?" if asking else opening
    for act, pattern in _content_rules():
        if performed is not None and act in _JUDGEMENTS:
            return performed
        if any(
            act not in _JUDGEMENTS or not _is_denied(shown[: found.start()])
            for found in pattern.finditer(shown)
        ):
            return act
    return performed


def _is_denied(before: str) -> bool:
    """Return whether the last words of the clause before a judgement deny it.

    For example "is not a liar", "no evidence of fraud".
    """
    clause = re.split(r"[,.;:!?]\s|\b(?:but|and)\s", before)[-1].split()[-_DENIAL_WINDOW:]
    return any(word in words_of("denials of judgements") or word.endswith("n't") for word in clause)


@cache
def _senses() -> tuple[dict[tuple[str, ...], Sense], int]:
    """Return the senses of cues by their lemmas, and the most lemmas a cue has.

    Raises ModelError for an unknown act.
    """
    senses: dict[tuple[str, ...], Sense] = {}
    for cue, act in lexicon_rows("attribution/act_cues"):
        if act not in (*ACTS, "neutral"):
            raise ModelError(f"act_cues.txt: the cue {cue!r} has the unknown act {act!r}")
        senses[tuple(cue.split())] = cast("Sense", act)
    return senses, max(map(len, senses))


@cache
def _object_rules() -> dict[tuple[str, ...], tuple[tuple[Sense, str], ...]]:
    """Return by the lemmas of a cue the acts it has where a pattern matches the opening of the content."""
    rules: dict[tuple[str, ...], tuple[tuple[Sense, str], ...]] = {}
    for cues, act, *pattern in lexicon_rows("attribution/act_objects"):
        for cue in cues.split(","):
            phrase = tuple(cue.split())
            rules[phrase] = (*rules.get(phrase, ()), (cast("Sense", act), "|".join(pattern)))
    return rules


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern of a rule, made when its cue is met."""
    return re.compile(pattern)


@cache
def _fallback_acts() -> dict[str, Act]:
    """Return the act of a neutral cue where the content shows none ("called him a loser" criticises)."""
    return {cue: cast("Act", act) for cue, act in lexicon_rows("attribution/act_fallbacks")}


@cache
def _words_of_cues() -> frozenset[str]:
    return frozenset(word for phrase in _senses()[0] for word in phrase)


@cache
def _content_rules() -> tuple[tuple[Act, re.Pattern[str]], ...]:
    rows = lexicon_rows("attribution/content_acts")
    return tuple((cast("Act", row[0]), re.compile("|".join(row[1:]))) for row in rows)
