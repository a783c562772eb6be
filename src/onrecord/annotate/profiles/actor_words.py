"""The mentions, titles and neighbouring words of each actor of an article."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Mention, Title, Token
from onrecord.model.layers import Annotations, all_mentions

_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})


@dataclass(slots=True)
class ActorWords:
    """An actor's mentions in text order and its titles. `ranges` are the tokens of mentions with nouns."""

    number: int
    mentions: list[Mention] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    ranges: list[range] = field(default_factory=list)

    def names(self, text: str) -> list[str]:
        """Return the words of its mentions by name, each once, on one line, in text order."""
        rows = (" ".join(row.span.words(text).split()) for row in self.mentions if row.form == "name")
        return list(dict.fromkeys(rows))


def collect_actors(text: str, tree: SyntaxTree, view: Annotations) -> dict[int, ActorWords]:
    """Return the actors by number, in order of first mention."""
    found: dict[int, ActorWords] = {}
    for mention in sorted(all_mentions(view), key=lambda row: (row.span, row.actor)):
        if not mention.span.is_sound(text):
            continue
        actor = found.setdefault(mention.actor, ActorWords(mention.actor))
        actor.mentions.append(mention)
        if mention.form != "pronoun":
            actor.ranges.append(tree.range(mention.span))
    for title in view.of(Title):
        if title.actor in found and title.span.is_sound(text):
            found[title.actor].titles.append(title)
    return found


def head_lemma(tree: SyntaxTree, tokens: range) -> str | None:
    """Return the lower-case lemma of the head of a phrase, None for a phrase without tokens."""
    head = head_of(tree, tokens)
    return None if head is None else head.lemma.lower()


def head_of(tree: SyntaxTree, tokens: range) -> Token | None:
    """Return the first token whose head lies outside a phrase, None for a phrase without tokens."""
    if not tokens:
        return None
    return next((tree[i] for i in tokens if tree[i].head not in tokens), tree[tokens[0]])


def nouns_beside(tree: SyntaxTree, tokens: range) -> Iterator[str]:
    """Yield the lemmas of nouns before a name in its phrase, and of those in apposition to it."""
    for index in range(max(0, tokens.start - 3), tokens.start):
        token = tree[index]
        if token.tag in _NOUN_TAGS and token.sentence == tree[tokens.start].sentence:
            yield token.lemma.lower()
    for index in tokens:
        token = tree[index]
        yield from (row.lemma.lower() for row in tree.below(index, "appos") if row.index not in tokens)
        if token.dep in ("appos", "compound") and token.head not in tokens:
            yield tree[token.head].lemma.lower()
