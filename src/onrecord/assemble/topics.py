"""Topics: the noun phrases that a statement is about."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from onrecord.assemble.lexicon import assembly_words
from onrecord.model.annotation import Token
from onrecord.model.evidence import Evidence
from onrecord.model.record import Topic
from onrecord.model.span import Span

MOST = 3  # topics of one statement
LONGEST = 6  # words of a noun phrase
# Relations of the head of a topic phrase (ClearNLP labels of spaCy), the most informative first.
_RELATIONS = ("nsubj", "nsubjpass", "dobj", "attr", "pobj", "conj")
_MODIFIERS = frozenset({"compound", "amod", "nmod"})


class TopicFinder:
    """Finds topics in the contents of one article.

    Build it once an article: it indexes the tokens by offset. `named` are the spans of mentions, which are
    no topics.
    """

    def __init__(self, text: str, tokens: Sequence[Token], named: Iterable[Span]) -> None:
        self._text, self._tokens = text, tokens
        self._starts = [token.span.start for token in tokens]
        self._named = {start for span in named for start in range(span.start, span.end)}
        children: dict[int, list[int]] = {}
        for token in tokens:
            if token.dep in _MODIFIERS and token.head != token.index:
                children.setdefault(token.head, []).append(token.index)
        self._children: Mapping[int, list[int]] = children

    def find(self, content: Iterable[Span]) -> tuple[Topic, ...]:
        """Return at most MOST topics of a content, the most informative first; each once."""
        spans = tuple(content)
        found: dict[str, Topic] = {}
        inside = list(self._inside(spans))
        within = {token.index for token in inside}
        heads = sorted(self._heads(inside), key=lambda token: (_RELATIONS.index(token.dep), token.index))
        for head in heads:
            if len(found) == MOST:
                break
            phrase = self._phrase(head, within)
            name = _name([self._tokens[index] for index in phrase])
            if name:
                whole = Span(self._tokens[phrase[0]].span.start, head.span.end)
                if whole.is_sound(self._text):
                    found.setdefault(name, Topic(name, Evidence.of(self._text, [whole])))
        return tuple(found.values())

    def _inside(self, spans: Iterable[Span]) -> Iterator[Token]:
        """Yield the tokens that lie wholly in one of the spans."""
        for span in spans:
            first, end = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
            yield from (token for token in self._tokens[first:end] if token.span.end <= span.end)

    def _heads(self, tokens: Iterable[Token]) -> Iterator[Token]:
        for token in tokens:
            is_topic_head = token.pos in ("NOUN", "PROPN") and token.dep in _RELATIONS
            if (
                is_topic_head
                and token.span.start not in self._named
                and token.lemma.casefold() not in assembly_words("no topics")
            ):
                yield token

    def _phrase(self, head: Token, within: Set[int]) -> list[int]:
        """Return the contiguous tokens of a phrase up to its head: modifiers and their modifiers."""
        phrase = [head.index]
        while len(phrase) < LONGEST and phrase[0] > 0:
            before = self._tokens[phrase[0] - 1]
            if before.index not in within or not any(
                before.index in self._children.get(index, ()) for index in phrase
            ):
                break
            phrase.insert(0, before.index)
        return phrase


def _name(phrase: Sequence[Token]) -> str:
    """Return the normalised name of a phrase: the lemmas of its head and of the last specific modifier."""
    head = phrase[-1].lemma.casefold()
    before = [
        token.lemma.casefold()
        for token in phrase[:-1]
        if token.lemma.isalpha() and token.lemma.casefold() not in assembly_words("vague modifiers")
    ]
    return " ".join([*before[-1:], head]) if head.replace("-", "").isalpha() and len(head) > 2 else ""
