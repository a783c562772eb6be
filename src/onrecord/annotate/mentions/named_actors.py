"""The names of an article with who they mean: phrases, actor numbers, titles and genders. What refers to them: mentions.py."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.annotate.mentions.actor_index import source_heads
from onrecord.annotate.mentions.aliases import number_actors
from onrecord.annotate.mentions.coreference.known_names import ActorName
from onrecord.annotate.mentions.lexicon import ActorLexicon, Gender
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.names import find_names
from onrecord.annotate.mentions.titles import BorneTitle, find_titles
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Attribution, Name, Token
from onrecord.model.layers import Annotations


@dataclass(frozen=True, slots=True)
class ActorNames:
    """The names in text order, the actor number of each (None for mere places), the titles, and the gender of each actor.

    `speaking` are the tokens that head the source of an attribution.
    """

    phrases: tuple[NamePhrase, ...]
    numbers: tuple[int | None, ...]
    titles: tuple[BorneTitle, ...]
    genders: dict[int, Gender]
    speaking: frozenset[int]

    @property
    def count(self) -> int:
        """How many actors there are: numbers below are taken."""
        return max((number + 1 for number in self.numbers if number is not None), default=0)

    def by_token(self) -> dict[int, ActorName]:
        """Return for each token of a name who it means."""
        out = {}
        for phrase, number in zip(self.phrases, self.numbers, strict=True):
            if number is not None and phrase.kind is not None:
                known = ActorName(number, phrase.kind, self.genders.get(number))
                out.update(dict.fromkeys(range(phrase.first, phrase.last), known))
        return out


def find_actor_names(text: str, tree: SyntaxTree, view: Annotations, lexicon: ActorLexicon) -> ActorNames:
    """Find the names of actors and who each means. The reading needs names and attributions."""
    heads = [head for row in view.of(Attribution) for head in source_heads(row.source, tree)]
    names = [*view.of(Name), *_names_that_speak(text, tree, heads, view.of(Name))]
    phrases = find_names(text, tree, names, lexicon)
    titles = find_titles(text, tree, phrases, lexicon)
    told = {row.bearer.first: row.noun.gender for row in titles if row.noun.gender}
    by_first = {
        row.first: gender for row in phrases if (gender := told.get(row.first) or _usual_gender(row, lexicon))
    }
    numbers = number_actors(text, phrases, by_first)
    genders: dict[int, Gender] = {}
    for phrase, number in zip(phrases, numbers, strict=True):
        gender = by_first.get(phrase.first)
        if number is not None and gender:
            genders.setdefault(number, gender)
    return ActorNames(
        tuple(phrases), tuple(numbers), tuple(titles), genders, frozenset(head.index for head in heads)
    )


def _usual_gender(phrase: NamePhrase, lexicon: ActorLexicon) -> Gender | None:
    return (
        lexicon.given.get(phrase.words[0].lower())
        if phrase.kind == "person" and len(phrase.words) > 1
        else None
    )


def _names_that_speak(
    text: str, tree: SyntaxTree, heads: Iterable[Token], found: Iterable[Name]
) -> Iterator[Name]:
    """Yield the proper nouns that are sources and that the name model missed; several letters in capitals are a body's."""
    named = {number for row in found for number in tree.range(row.span)}
    for head in sorted({head.index for head in heads if head.pos == "PROPN"}):
        if head in named:
            continue
        first, last = head, head + 1
        while first - 1 not in named and _goes_on(tree, head, first - 1):
            first -= 1
        while last not in named and _goes_on(tree, head, last):
            last += 1
        named.update(range(first, last))
        span = tree[first].span.joined(tree[last - 1].span)
        words = span.words(text)
        acronym = len(words) > 1 and words.isupper() and words.isalpha() and first + 1 == last
        yield Name(span, "organisation" if acronym else "person", "PROPN")


def _goes_on(tree: SyntaxTree, head: int, number: int) -> bool:
    token = tree.get(number)
    return token is not None and token.pos == "PROPN" and token.sentence == tree[head].sentence
