"""The syntax of an article as a tree of its tokens: children, heads of phrases, tokens at an offset."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from onrecord.model.annotation import Sentence, Token
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
VERBAL = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class SyntaxTree:
    """The tokens with their children. Indices are those of the tokens in the article."""

    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    children: tuple[tuple[int, ...], ...]
    starts: tuple[int, ...]  # of the tokens
    ends: tuple[int, ...]

    needs: ClassVar[tuple[Layer, ...]] = (Token, Sentence)

    @classmethod
    def of(cls, view: Annotations) -> "SyntaxTree":
        """Return the tree of an article; call `view.index(SyntaxTree)`, which builds it once."""
        tokens, sentences = view.of(Token), view.of(Sentence)
        below: list[list[int]] = [[] for _ in tokens]
        for token in tokens:
            if token.head != token.index:
                below[token.head].append(token.index)
        starts, ends = tuple(token.span.start for token in tokens), tuple(token.span.end for token in tokens)
        return cls(tokens, sentences, tuple(map(tuple, below)), starts, ends)

    def __getitem__(self, index: int) -> Token:
        return self.tokens[index]

    def __len__(self) -> int:
        return len(self.tokens)

    def get(self, index: int) -> Token | None:
        """Return the token, or None outside the article."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def range(self, span: Span) -> range:
        """Return the indices of the tokens that share a character with `span`."""
        first = bisect_right(self.ends, span.start)
        return range(first, bisect_left(self.starts, span.end, lo=first))

    def below(self, index: int, *deps: str) -> Iterator[Token]:
        """Yield the children of a token in text order, only those with a relation in `deps` if given."""
        for child in self.children[index]:
            if not deps or self.tokens[child].dep in deps:
                yield self.tokens[child]

    def above(self, index: int, steps: int = 50) -> Iterator[Token]:
        """Yield the heads above a token, nearest first, at most `steps` of them."""
        for _ in range(steps):
            head = self.tokens[index].head
            if head == index:
                return
            index = head
            yield self.tokens[index]

    def subtree(self, index: int, limit: int = 400) -> list[int]:
        """Return the sorted indices of a token and its descendants, at most `limit` of them."""
        found: list[int] = []
        waiting = [index]
        while waiting and len(found) < limit:
            at = waiting.pop()
            found.append(at)
            waiting.extend(self.children[at])
        return sorted(found)

    def heads(self, spans: Iterable[Span]) -> list[Token]:
        """Return the tokens in `spans` whose head is outside or that are roots, in text order."""
        inside = {index for span in spans for index in self.range(span)}
        return [
            self.tokens[i]
            for i in sorted(inside)
            if self.tokens[i].head not in inside or self.tokens[i].head == i
        ]

    def span(self, first: int, last: int) -> Span:
        """Return the span from token `first` to token `last`, both inclusive."""
        return self.tokens[first].span.joined(self.tokens[last].span)

    def sentence_at(self, index: int) -> Sentence:
        """Return the sentence of a token."""
        return self.sentences[self.tokens[index].sentence]
