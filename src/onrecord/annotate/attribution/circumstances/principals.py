"""For whom a speaker speaks: "a spokesman for the ministry", "his lawyer", "on behalf of the families"."""

from collections.abc import Iterator, Mapping, Sequence

from onrecord.annotate.attribution.cues import cue_sentence
from onrecord.annotate.attribution.lexicon import words_of
from onrecord.annotate.mentions.actor_index import MentionIndex
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Attribution, Mention, Title, Token

_PUNCTUATION = frozenset({"(", "["})


def find_represented(
    attribution: Attribution,
    speakers: Sequence[Mention],
    mentions: MentionIndex,
    titles: Mapping[int, Sequence[Title]],
) -> int | None:
    """Return the actor for whom the only speaker speaks, None where the text does not say so.

    `titles` are those of each actor.
    """
    if len({row.actor for row in speakers}) != 1:
        return None
    speaker, tree = speakers[0], mentions.tree
    found = [
        *(row.actor for one in _behalf(attribution, tree) if (row := mentions.at(one)) is not None),
        *_of_titles(titles.get(speaker.actor, ()), tree),
        *_of_phrase(speaker, mentions),
        *_in_brackets(attribution, speaker, mentions),
    ]
    return next((actor for actor in found if actor != speaker.actor), None)


def represented_heads(attribution: Attribution, tree: SyntaxTree) -> Iterator[Token]:
    """Yield the heads of the phrases that say for whom the source of an attribution speaks."""
    yield from _behalf(attribution, tree)
    for head in tree.heads(attribution.source):
        if head.lemma.lower() in words_of("speak for others") | words_of("unnamed who speak for others"):
            yield from _owners(head, tree)


def _owners(head: Token, tree: SyntaxTree) -> Iterator[Token]:
    """Yield the nouns that own a noun: "a [ministry] spokesman", "the spokesman of the [party]"."""
    yield from (row for row in tree.below(head.index, "poss", "compound", "nmod") if row.pos in NOMINAL)
    for preposition in tree.below(head.index, "prep"):
        yield from tree.below(preposition.index, "pobj")


def _behalf(attribution: Attribution, tree: SyntaxTree) -> Iterator[Token]:
    """Yield who is named after "on behalf of" in the sentence of the cue, outside the content."""
    number = cue_sentence(attribution, tree)
    if number is None:
        return
    sentence = tree.sentences[number]
    for token in tree.tokens[sentence.first : sentence.last]:
        if token.lemma.lower() not in words_of("behalf") or any(
            span.holds(token.span) for span in attribution.content
        ):
            continue
        wanted = "for" if token.pos == "VERB" else "of"
        before = tree.get(token.index - 1)
        if wanted == "of" and token.lemma.lower() == "name" and (before is None or before.text != "the"):
            continue
        for preposition in tree.below(token.index, "prep"):
            if preposition.text.lower() == wanted:
                yield from tree.below(preposition.index, "pobj")


def _of_titles(titles: Sequence[Title], tree: SyntaxTree) -> Iterator[int]:
    """Yield the bodies of the titles of one who speaks for others."""
    for title in titles:
        words = [tree[index].lemma.lower() for index in tree.range(title.span)]
        if title.of is not None and not words_of("speak for others").isdisjoint(words):
            yield title.of


def _of_phrase(speaker: Mention, mentions: MentionIndex) -> Iterator[int]:
    """Yield the actors inside the phrase "a ministry spokesman" or "the spokesman of …", and its owner."""
    tree, tokens = mentions.tree, mentions.tree.range(speaker.span)
    nouns = words_of("speak for others")
    if speaker.form == "nominal":
        nouns |= words_of("unnamed who speak for others")
    heads = [index for index in tokens if tree[index].lemma.lower() in nouns]
    if not heads:
        return
    inside = [index for index in tokens if index != heads[-1]]
    for index in (*inside, *(row.index for row in _owners(tree[heads[-1]], tree))):
        row = mentions.by_token.get(index)
        if row is not None:
            yield row.actor


def _in_brackets(attribution: Attribution, speaker: Mention, mentions: MentionIndex) -> Iterator[int]:
    """Yield the state in brackets behind a speaker: "Mr. Lind (Norway) said"."""
    tree = mentions.tree
    for span in attribution.source:
        last = tree.range(span)[-1:] or range(0)
        for index in (tree.range(speaker.span)[-1:] or range(0), last):
            for at in index:
                bracket, inside = tree.get(at + 1), mentions.by_token.get(at + 2)
                if bracket and bracket.text in _PUNCTUATION and inside and inside.kind == "state":
                    yield inside.actor
