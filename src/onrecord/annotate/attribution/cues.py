"""The cue of an attribution in the syntax tree: its verbs, and the sentence it stands in."""

from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Attribution, Token

_FARTHEST_VERB = 5  # heads from a cue without a verb up to the verb that governs it


def cue_verbs(attribution: Attribution, tree: SyntaxTree) -> list[Token]:
    """Return the verbs of a cue.

    The nearest verb above it when it has none ("according to", "accusations").
    """
    tokens = [tree[i] for span in attribution.cue for i in tree.range(span)]
    verbs = [token for token in tokens if token.pos == "VERB"]
    verbs = verbs or [token for token in tokens if token.pos == "AUX"]
    if verbs or not tokens:
        return verbs
    return [above for above in tree.above(tokens[0].index, _FARTHEST_VERB) if above.pos in VERBAL][:1]


def cue_sentence(attribution: Attribution, tree: SyntaxTree) -> int | None:
    """Return the number of the sentence in which the first verb of the cue stands.

    None when there is no verb.
    """
    verbs = cue_verbs(attribution, tree)
    return verbs[0].sentence if verbs else None
