"""Attributions whose speaker somebody else quotes: "TASS quoted Ann as saying ...", "Ann was cited by TASS as saying ..."."""

from collections.abc import Iterator

from onrecord.annotate.attribution.cue_lexicon import CueLexicon, words_of
from onrecord.annotate.attribution.rules.phrases import first_below, is_passive, noun_phrase
from onrecord.annotate.attribution.rules.token_attribution import Parts
from onrecord.annotate.text.syntax.tree import NOMINAL, VERBAL, SyntaxTree
from onrecord.model.annotation import Token


def find_quoted(tree: SyntaxTree, cues: CueLexicon) -> Iterator[Parts]:
    """Yield what "as saying" tells under a verb of quoting: its cue is "as saying", its source whoever is quoted."""
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
            source = (
                frozenset(noun_phrase(tree, quoted.index, cues, without=token.index))
                - content
                - {token.index}
            )
            cue = frozenset({token.index, saying.index})
            yield Parts("quoted", saying.index, saying.lemma, source - cue, cue, content)


def quoting_verb(tree: SyntaxTree, preposition: Token) -> Token | None:
    """Return the verb of quoting that "as" goes with, be it hung on the verb or on whoever is quoted."""
    for above in tree.above(preposition.index, 3):
        if above.pos in VERBAL or above.tag.startswith("VB"):
            return above if above.lemma in words_of("quoting") else None
    return None


def _quoted(tree: SyntaxTree, verb: Token, preposition: Token) -> Token | None:
    """Return the noun or pronoun that is quoted: the object, or in the passive the subject."""
    passive = is_passive(tree, verb.index)
    found = first_below(tree, verb.index, "nsubjpass" if passive else "dobj")
    if found is None and passive and verb.dep in ("acl", "relcl"):
        found = tree[verb.head]
    if found is None and tree[preposition.head].pos in NOMINAL:
        found = tree[preposition.head]
    return found if found is not None and found.pos in NOMINAL else None
