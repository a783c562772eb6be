"""What the words of an actor tell of its kind and sector, as features."""

from collections.abc import Iterator, Sequence

from onrecord.annotate.mentions.known_actors import load_known_actors
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.profiles.actor_words import ActorWords, head_lemma, head_of, nouns_beside
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind

Served = Sequence[
    tuple[ActorKind, str | None]
]  # kind and sector of the bodies that an actor's titles belong to


def word_features(
    text: str, tree: SyntaxTree, actor: ActorWords, kind: ActorKind, served: Served
) -> set[str]:
    """Return the features of an actor whose rule-given kind is `kind`."""
    return set(_features(text, tree, actor, kind, served))


def _features(
    text: str, tree: SyntaxTree, actor: ActorWords, kind: ActorKind, served: Served
) -> Iterator[str]:
    yield "always"
    yield f"kind {kind}"
    yield from {f"given {row.kind}" for row in actor.mentions if row.kind and row.form != "pronoun"}
    yield from {f"sector {row.sector}" for row in actor.mentions if row.sector}
    yield from {f"form {row.form}" for row in actor.mentions}
    for row in actor.titles:
        words = row.span.words(text).lower().split()
        yield from (f"title {word}" for word in words)
        yield f"title head {words[-1]}"
        yield f"title sector {row.sector}"
    for body, sector in served:
        yield f"of {body}"
        yield f"of sector {sector}"
    for tokens in actor.ranges:
        yield f"head {head_lemma(tree, tokens)}"
        yield f"head {head_lemma(tree, tokens)} {kind}"
        yield from (f"word {tree[index].lemma.lower()}" for index in tokens)
        yield from (f"beside {word}" for word in nouns_beside(tree, tokens))
        if len(tokens) == 1 and tree[tokens.start].text.isupper() and len(tree[tokens.start].text) > 1:
            yield "acronym"
        yield from _of_words(tree, tokens)
        yield from _of_clause(tree, tokens)


def _of_words(tree: SyntaxTree, tokens: range) -> Iterator[str]:
    """Yield what the lists know of the words: given names, and nouns for actors."""
    given, nouns = load_known_actors().given_names, load_actor_lexicon()
    for index in tokens:
        word = tree[index].text
        if word in given or word.lower() in nouns.given:
            yield "given name"
            if index == tokens.start and len(tokens) > 1:
                yield "given name first"
        noun = nouns.noun(tree[index].lemma.lower())
        if noun is not None:
            yield f"noun {noun.kind}"
            yield f"noun sector {noun.sector}"
    yield f"words {min(len(tokens), 4)}"


def _of_clause(tree: SyntaxTree, tokens: range) -> Iterator[str]:
    """Yield the relation of a phrase to the word above it, and that word where it is a verb."""
    head = head_of(tree, tokens)
    if head is None:
        return
    above = tree[head.head]
    if head.dep in ("nsubj", "nsubjpass", "dobj") and above.pos == "VERB":
        yield f"{head.dep} {above.lemma.lower()}"
    yield f"relation {head.dep}"
