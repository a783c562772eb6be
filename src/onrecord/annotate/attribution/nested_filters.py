"""What looks like something told within a statement and is none: whose promise it is, how large a claim, what things do."""

from collections.abc import Iterable

from onrecord.annotate.attribution.rules.token_attribution import Parts
from onrecord.annotate.attribution.speech_lexicon import load_speech_lexicon
from onrecord.annotate.lexicon_files import lexicon_lines
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Token

# Acts of nouns after which "of" brings in what is judged ("criticism of the mayor"); after others it brings in whose it is.
_JUDGING = frozenset({"criticise", "praise", "reject", "accuse", "apologise", "thank"})
# Acts whose verbs things have for subjects as well ("prices threaten growth", "the photo contradicts her").
_OF_THINGS = frozenset({"threaten", "offer", "promise", "agree", "reject", "warn"})
# Endings of nouns for persons: a noun in no list that ends so is taken for one.
_PERSONAL = ("er", "or", "ist", "ian", "man", "woman", "men", "women")


def is_doubtful(tree: SyntaxTree, parts: Parts, act: str) -> bool:
    """Tell whether a candidate for something told within a statement tells nothing; `act` is the act its cue names."""
    if parts.rule == "noun-preposition":
        return _is_of_holder(tree, parts, act) or _is_measured(tree, parts)
    return parts.rule.startswith("object") and act in _OF_THINGS and is_lifeless(tree, parts.source)


def _is_of_holder(tree: SyntaxTree, parts: Parts, act: str) -> bool:
    """Tell whether "of" brings in whose words these are, not what they say: "the commitment of all parties"."""
    if act in _JUDGING or not _hangs_on_of(tree, parts):
        return False
    head = _head(tree, parts.content)
    return head is not None and is_actorlike(head)


def _is_measured(tree: SyntaxTree, parts: Parts) -> bool:
    """Tell whether "of" brings in a size or kind: "claims of an epic scale"."""
    head = _head(tree, parts.content)
    return (
        head is not None
        and head.lemma.lower() in lexicon_lines("attribution/measures")
        and _hangs_on_of(tree, parts)
    )


def _hangs_on_of(tree: SyntaxTree, parts: Parts) -> bool:
    head = _head(tree, parts.content)
    return head is not None and tree[head.head].text.lower() == "of"


def is_lifeless(tree: SyntaxTree, source: Iterable[int]) -> bool:
    """Tell whether a source is a thing that says nothing: "rising prices", not "the report" or "the crew"."""
    head = _head(tree, frozenset(source))
    if head is None or head.pos != "NOUN" or is_actorlike(head) or _is_of_words(head):
        return False
    return not any(
        below.pos == "PROPN" for below in tree.below(head.index, "compound", "poss")
    )  # "the Lind operation"


def _is_of_words(token: Token) -> bool:
    return (
        token.lemma.lower() in load_speech_lexicon().nouns
        or token.text.lower() in load_speech_lexicon().nouns
    )


def is_actorlike(token: Token) -> bool:
    """Tell whether a token can head a phrase for somebody who speaks: a name, a pronoun, a noun for an actor."""
    if token.pos in ("PROPN", "PRON", "NUM"):
        return True
    lexicon, lemma = load_actor_lexicon(), token.lemma.lower()
    if lexicon.noun(lemma) is not None or lexicon.noun(token.text.lower()) is not None:
        return True
    return token.pos == "NOUN" and lemma.endswith(_PERSONAL) and lemma not in lexicon.inanimate


def _head(tree: SyntaxTree, numbers: frozenset[int]) -> Token | None:
    """Return the token of a phrase that hangs on something outside it, the first where there are several."""
    return next((tree[number] for number in sorted(numbers) if tree[number].head not in numbers), None)
