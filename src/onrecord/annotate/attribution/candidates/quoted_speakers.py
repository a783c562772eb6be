"""Candidates whose speaker somebody else quotes.

For example "TASS quoted Ann as saying …", "Ann was cited by TASS as saying …".
"""

from collections.abc import Iterator

from onrecord.annotate.attribution.candidates.phrases import first_below, is_passive, noun_phrase
from onrecord.annotate.attribution.candidates.syntax_candidate import SyntaxCandidate
from onrecord.annotate.attribution.lexicon import CueLexicon, words_of
from onrecord.annotate.text.syntax.tree import NOMINAL, VERBAL, SyntaxTree
from onrecord.model.annotation import Token


def find_quoted_speakers(tree: SyntaxTree, cues: CueLexicon) -> Iterator[SyntaxCandidate]:
    """Yield a candidate for each "as saying" under a verb of quoting: its source is the person quoted."""
    for token in tree.tokens:
        if token.text.lower() != "as":
            continue
        verb = quoting_verb(tree, token)
        saying = next(
            (below for below in tree.below(token.index) if below.tag == "VBG" and below.lemma in cues.verbs),
            None,
        )
        if verb is None or saying is None:
            continue
        quoted = _quoted(tree, verb, token)
        content = frozenset(tree.subtree(saying.index)) - {saying.index}
        if quoted is not None and content:
            cue = frozenset({token.index, saying.index})
            source = frozenset(noun_phrase(tree, quoted.index, cues, without=token.index)) - content - cue
            yield SyntaxCandidate("quoted", saying.index, saying.lemma, source, cue, content)


def quoting_verb(tree: SyntaxTree, preposition: Token) -> Token | None:
    """Return the verb of quoting that "as" belongs to.

    The parser attaches "as" to the verb or to the person quoted.
    """
    for above in tree.above(preposition.index, 3):
        if above.pos in VERBAL or above.tag.startswith("VB"):
            return above if above.lemma in words_of("verbs of quoting") else None
    return None


def _quoted(tree: SyntaxTree, verb: Token, preposition: Token) -> Token | None:
    """Return the noun or pronoun that is quoted: the object, or the subject of a passive."""
    passive = is_passive(tree, verb.index)
    found = first_below(tree, verb.index, "nsubjpass" if passive else "dobj")
    if found is None and passive and verb.dep in ("acl", "relcl"):
        found = tree[verb.head]
    if found is None and tree[preposition.head].pos in NOMINAL:
        found = tree[preposition.head]
    return found if found is not None and found.pos in NOMINAL else None
