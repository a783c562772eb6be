"""The chains of an article: phrases found, ranked and joined. What they mean as actors: antecedents.py."""

from onrecord.annotate.mentions.coreference.antecedents import Candidates, find_chains, load_weights
from onrecord.annotate.mentions.coreference.phrases import find_phrases
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.named_actors import find_actor_names
from onrecord.annotate.text.syntax.tree import Tree
from onrecord.model.article import Article
from onrecord.model.layers import Reading
from onrecord.model.span import Span


def read_chains(article: Article, reading: Reading) -> list[frozenset[Span]]:
    """Return the spans that mean the same, for each of whom the article speaks twice or more; in text order of the first.

    The reading needs tokens, sentences, names, quotations and attributions. Raises ModelError when the weights are missing.
    """
    tree = Tree.of(reading)
    names = find_actor_names(article.text, tree, reading, load_actor_lexicon())
    candidates = Candidates.of(find_phrases(article.text, tree, reading, names.by_token()), tree)
    return [frozenset(phrase.span for phrase in chain) for chain in find_chains(candidates, load_weights())]
