"""The chains of an article: phrases found, ranked and joined. What they mean as actors: antecedents.py."""

from onrecord.model.article import Article
from onrecord.model.reading import Reading
from onrecord.model.span import Span
from onrecord.reading.actor_lexicon import load_actor_lexicon
from onrecord.reading.actor_names import find_actor_names
from onrecord.reading.coreference.phrases import find_phrases
from onrecord.reading.coreference.ranking import Candidates, find_chains, load_weights
from onrecord.reading.tree import Tree


def read_chains(article: Article, reading: Reading) -> list[frozenset[Span]]:
    """Return the spans that mean the same, for each of whom the article speaks twice or more; in text order of the first.

    The reading needs tokens, sentences, names, quotations and attributions. Raises ModelError when the weights are missing.
    """
    tree = Tree.of(reading)
    names = find_actor_names(article.text, tree, reading, load_actor_lexicon())
    candidates = Candidates.of(find_phrases(article.text, tree, reading, names.by_token()), tree)
    return [frozenset(phrase.span for phrase in chain) for chain in find_chains(candidates, load_weights())]
