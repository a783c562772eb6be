"""The chains of an article: phrases found, ranked and joined. What they mean as actors: antecedents.py."""

from collections.abc import Mapping

from onrecord.annotate.mentions.coreference.antecedents import Candidates, load_weights, rank_antecedents
from onrecord.annotate.mentions.coreference.phrases import Phrase, find_phrases
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.named_actors import find_named_actors
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

# How much better than none an antecedent must be for a chain (log odds); chosen on training documents that were held back
# (training/coreference/train.py --hold-back). Statements are credited by stricter demands, see mentions.py.
LEAST = -1.5


def find_coreference_chains(article: Article, view: Annotations) -> list[frozenset[Span]]:
    """Return the spans that mean the same, for each of whom the article speaks twice or more; in text order of the first.

    The reading needs tokens, sentences, names, quotations and attributions. Raises ModelError when the weights are missing.
    """
    tree = view.index(SyntaxTree)
    names = find_named_actors(article.text, tree, view, load_actor_lexicon())
    candidates = Candidates.of(find_phrases(article.text, tree, view, names.by_token()), tree)
    return [frozenset(phrase.span for phrase in chain) for chain in find_chains(candidates, load_weights())]


def find_chains(
    candidates: Candidates, weights: Mapping[str, float], least: float = LEAST
) -> list[list[Phrase]]:
    """Return the chains of all phrases: each is joined to its best antecedent where that is better than none by `least`."""
    chain_of: list[int] = []
    chains: list[list[Phrase]] = []
    for number, phrase in enumerate(candidates.phrases):
        best = next(iter(rank_antecedents(candidates, number, weights)), None)
        if best is None or best.score <= least:
            chain_of.append(len(chains))
            chains.append([phrase])
        else:
            chain_of.append(chain_of[best.number])
            chains[chain_of[best.number]].append(phrase)
    return [chain for chain in chains if len(chain) > 1]
