"""The chains of an article: phrases found, ranked and joined. What they mean as actors: antecedents.py."""

from onrecord.annotate.mentions.coreference.antecedents import Candidates, find_chains, load_weights
from onrecord.annotate.mentions.coreference.phrases import find_phrases
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.named_actors import find_actor_names
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from onrecord.model.span import Span


def read_chains(article: Article, view: Annotations) -> list[frozenset[Span]]:
    """Return the spans that mean the same, for each of whom the article speaks twice or more; in text order of the first.

    The reading needs tokens, sentences, names, quotations and attributions. Raises ModelError when the weights are missing.
    """
    tree = view.index(SyntaxTree)
    names = find_actor_names(article.text, tree, view, load_actor_lexicon())
    candidates = Candidates.of(find_phrases(article.text, tree, view, names.by_token()), tree)
    return [frozenset(phrase.span for phrase in chain) for chain in find_chains(candidates, load_weights())]
