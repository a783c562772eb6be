"""Modality: whether an event happened, is denied, planned, demanded or only thought of; by the words that govern its trigger."""

from collections.abc import Iterator

from onrecord.annotate.events.lexicon import EventLexicon
from onrecord.annotate.events.trigger_candidates import Candidate
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Reality, Token

_STEPS = 6
_COMPLEMENTS = frozenset(
    {
        "xcomp",
        "ccomp",
        "pcomp",
        "dobj",
        "pobj",
        "acl",
        "advcl",
        "conj",
        "attr",
        "prep",
        "oprd",
        "amod",
        "acomp",
    }
)
_FUTURE = frozenset({"will", "'ll", "’ll", "shall", "wo"})
_MAY = frozenset({"would", "could", "may", "might", "can", "should", "must", "ca", "'d"})
_IF = frozenset({"if", "unless", "whether", "until"})


def reality_of(candidate: Candidate, tree: SyntaxTree, lexicon: EventLexicon) -> Reality:
    """Return whether the event is told as having happened. The nearest word that tells something else wins."""
    own = candidate.verb
    found = _own(candidate.token, tree, lexicon) if candidate.is_noun else None
    found = found or verb_reality(own, tree)
    if found or is_known_deed(candidate, tree):
        return found or "actual"
    meant = False
    for child, above in _governors(own, tree):
        told = _governed(child, above, tree, lexicon)
        if told:
            return told
        meant = meant or (_is_infinitive(child, tree) and above.lemma.lower() not in lexicon.modality["done"])
    return "planned" if meant else "actual"


def is_known_deed(candidate: Candidate, tree: SyntaxTree) -> bool:
    """Tell whether a noun speaks of somebody's deed as known, whatever governs it: "arms to defend it from Chad's aggression"."""
    noun = candidate.token
    if (
        not candidate.is_noun
        or candidate.verb is not noun
        or noun.dep != "pobj"
        or is_part(tree[tree[noun.head].head])
    ):
        return False
    owned = any(True for _ in tree.below(noun.index, "poss"))
    return owned or any(child.text[0].isupper() for child in tree.below(noun.index, "amod"))


def is_part(noun: Token) -> bool:
    """Tell "a round of talks", "an end to the attacks": what is told of it is told of them."""
    return noun.pos == "NOUN" and noun.lemma.lower() in _PARTS


_PARTS = frozenset({"round", "series", "end", "start", "resumption", "halt", "pause"})


def _is_infinitive(verb: Token, tree: SyntaxTree) -> bool:
    return verb.pos in ("VERB", "AUX") and any(aux.tag == "TO" for aux in tree.below(verb.index, "aux"))


def has_tense(verb: Token, tree: SyntaxTree) -> bool:
    """Tell whether a verb tells of something as it is or was: "told them that he left", not "told them to leave"."""
    tenses = ("VBD", "VBZ")
    return verb.tag in tenses or any(
        aux.tag in (*tenses, "VBP") for aux in tree.below(verb.index, "aux", "auxpass")
    )


def _own(noun: Token, tree: SyntaxTree, lexicon: EventLexicon) -> Reality | None:
    """Return what the words before a noun tell: "no talks", "planned talks", "a possible attack"."""
    above = tree[tree[noun.head].head]
    whole = (noun, above) if noun.dep == "pobj" and above.lemma.lower() == "round" else (noun,)
    for child in (
        child for one in whole for child in tree.below(one.index, "det", "amod", "neg", "compound")
    ):
        for reality in ("negated", "planned", "hypothetical"):
            if (
                child.lemma.lower() in lexicon.modality[reality]
                or child.text.lower() in lexicon.modality[reality]
            ):
                return _REALITIES[reality]
    return None


_REALITIES: dict[str, Reality] = {
    "negated": "negated",
    "planned": "planned",
    "hypothetical": "hypothetical",
    "demanded": "demanded",
}


def verb_reality(verb: Token, tree: SyntaxTree) -> Reality | None:
    """Return what a verb's own words make of it ("did not", "will", "if"), None where it is told as a fact."""
    words = {child.text.lower() for child in tree.below(verb.index, "aux", "neg", "mark", "advmod", "det")}
    if any(child.dep == "neg" for child in tree.below(verb.index)) or "never" in words:
        return "negated"
    if any(
        child.text.lower() in ("nobody", "none", "neither")
        for child in tree.below(verb.index, "nsubj", "nsubjpass")
    ):
        return "negated"
    if any(
        det.text.lower() == "no"
        for subject in tree.below(verb.index, "nsubj", "nsubjpass")
        for det in tree.below(subject.index, "det")
    ):
        return "negated"
    if any(
        child.text.lower() in ("neither", "nor")
        for one in tree.below(verb.index, "nsubj", "nsubjpass")
        for child in tree.below(one.index)
    ):
        return "negated"
    if words & _IF:
        return "hypothetical"
    if words & _FUTURE:
        return "planned"
    if words & _MAY:
        return "demanded" if "must" in words or "should" in words else "hypothetical"
    return None


def _governors(token: Token, tree: SyntaxTree) -> Iterator[tuple[Token, Token]]:
    """Yield each pair of a token and what governs it, from the nearest, up to the clause that stands by itself."""
    for _ in range(_STEPS):
        above = tree[token.head]
        if above.index == token.index or token.dep not in _COMPLEMENTS:
            return
        yield token, above
        if _is_finite_clause(token, tree):
            return
        token = above


def _is_finite_clause(token: Token, tree: SyntaxTree) -> bool:
    """Tell whether a clause stands by itself: what governs the clause around it does not bear on it."""
    if token.dep not in ("advcl", "acl", "ccomp", "conj"):
        return False
    own = any(True for _ in tree.below(token.index, "nsubj", "nsubjpass"))
    return not _is_infinitive(token, tree) and (own or token.dep in ("advcl", "acl"))


def _governed(child: Token, above: Token, tree: SyntaxTree, lexicon: EventLexicon) -> Reality | None:
    if child.dep == "conj":
        alike = (
            child.tag == above.tag
            and above.pos in ("VERB", "AUX")
            and not any(tree.below(child.index, "nsubj"))
        )
        shared = verb_reality(above, tree) if alike else None
        return None if shared == "negated" else shared
    infinitive, finite = _is_infinitive(child, tree), has_tense(child, tree)
    lemma = above.lemma.lower()
    if child.dep == "advcl" and child.tag == "VBG" and not any(True for _ in tree.below(child.index, "mark")):
        return verb_reality(above, tree)  # "must go, allowing them to return"
    if child.dep == "prep" and child.text.lower() == "by" and above.pos in ("VERB", "AUX"):
        shared = verb_reality(above, tree)  # "can end it by leaving"
        return None if shared == "negated" else shared
    if child.dep in ("advcl", "acl", "conj") and not infinitive:
        return None
    if above.text.lower() in ("have", "has") and child.dep == "xcomp" and infinitive:
        return "demanded"  # "they have to go"; who "had to go" went
    if above.pos in ("VERB", "AUX", "ADJ", "NOUN", "ADP", "ADV"):
        for name in ("negated", "demanded", "hypothetical", "planned"):
            if lemma in lexicon.modality[name] and _applies(name, child, above, infinitive, finite):
                needless = name == "demanded" and lemma == "need" and verb_reality(above, tree) == "negated"
                return "hypothetical" if needless else _REALITIES[name]
    if above.pos in ("VERB", "AUX") and child.dep in (
        "xcomp",
        "ccomp",
        "dobj",
        "attr",
        "acomp",
        "oprd",
        "pcomp",
    ):
        return verb_reality(above, tree) if child.dep != "ccomp" or infinitive else None
    return None


def _applies(name: str, child: Token, above: Token, infinitive: bool, is_finite: bool) -> bool:
    """Tell whether a governing word bears on what it governs: "plans to meet" does."""
    if above.text.lower() == "about" and not infinitive:
        return False  # "is about to call" and "news about the call"
    if child.dep == "prep":
        return above.pos not in ("VERB", "AUX") or (
            name == "demanded" and child.text.lower() in ("for", "on", "to")
        )
    if child.dep in ("xcomp", "acl", "pcomp", "pobj"):
        return True
    if child.dep == "ccomp":
        wanted = child.tag == "VBN" and name == "planned"  # "wanted them freed"
        return infinitive or (not is_finite and (name == "demanded" or wanted))
    if child.dep in ("dobj", "nsubjpass"):
        return True
    return infinitive and above.pos in ("VERB", "ADJ", "NOUN")
