"""Coreference chains of an article: each phrase joined to its best antecedent."""

from onrecord.annotate.mentions.coreference.antecedents import RankedCandidates, load_network
from onrecord.annotate.mentions.coreference.phrases import Phrase, find_phrases
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.named_actors import find_named_actors
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

# Log odds from which an antecedent is accepted, chosen on held-out training documents
# (training/coreference/train.py --hold-out). Mentions of actors have stricter thresholds (annotator.py).
LEAST = -1.0


def find_coreference_chains(article: Article, view: Annotations) -> list[frozenset[Span]]:
    """Return the sets of spans that refer to the same thing, in text order of their first phrase.

    A chain has two phrases or more. The view must have tokens, sentences, names, quotations and
    attributions. Raises ModelError when the weights are missing.
    """
    tree = view.index(SyntaxTree)
    names = find_named_actors(article.text, tree, view, load_actor_lexicon())
    phrases = find_phrases(article.text, tree, view, names.by_token())
    ranked = RankedCandidates.of(phrases, tree, names.title_words(article.text), load_network())
    return [frozenset(phrase.span for phrase in chain) for chain in find_chains(ranked)]


def find_chains(ranked: RankedCandidates, least: float = LEAST) -> list[list[Phrase]]:
    """Return the chains of all phrases; `least` are the log odds from which an antecedent is accepted."""
    chain_of: list[int] = []
    chains: list[list[Phrase]] = []
    for number, phrase in enumerate(ranked.phrases):
        best = next(iter(ranked.ranked(number)), None)
        if best is None or best.score <= least:
            chain_of.append(len(chains))
            chains.append([phrase])
        else:
            chain_of.append(chain_of[best.number])
            chains[chain_of[best.number]].append(phrase)
    return [chain for chain in chains if len(chain) > 1]
