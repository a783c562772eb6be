"""Titles as words: the longest title of the lexicon before or at a token. Who bears it: titles.py."""

from dataclasses import dataclass

from onrecord.annotate.mentions.lexicon import ActorLexicon, Noun
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.span import Span


@dataclass(frozen=True, slots=True)
class TitleWords:
    """A title of the lexicon: tokens `first` to `last` (exclusive) and what it tells."""

    first: int
    last: int
    noun: Noun


def title_before(
    text: str, tree: SyntaxTree, index: int, lexicon: ActorLexicon, least: int = 0
) -> TitleWords | None:
    """Return the longest title that ends directly before token `index` and does not begin before token `least`."""
    for length in range(4, 0, -1):
        first = index - length
        if first < least or tree[first].sentence != tree[index - 1].sentence:
            continue
        noun = lexicon.titles.get(_plain(text, tree.span(first, index - 1)))
        if noun:
            return TitleWords(first, index, noun)
    return None


def title_at(text: str, tree: SyntaxTree, index: int, lexicon: ActorLexicon) -> TitleWords | None:
    """Return the longest title that begins with token `index`."""
    for length in range(4, 0, -1):
        last = index + length
        if last > len(tree) or tree[last - 1].sentence != tree[index].sentence:
            continue
        noun = lexicon.titles.get(_plain(text, tree.span(index, last - 1)))
        if noun:
            return TitleWords(index, last, noun)
    return None


def _plain(text: str, span: Span) -> str:
    return " ".join(span.words(text).lower().split())
