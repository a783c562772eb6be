"""Reality of events (actual, negated, planned, demanded, hypothetical) by the words around the trigger."""

from collections.abc import Iterator

from onrecord.annotate.events.lexicon import EventLexicon, event_words
from onrecord.annotate.events.participants import VERBAL_ACTS, EventContext
from onrecord.annotate.events.trigger_candidates import Candidate
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Attribution, EventType, Reality, Token

_STEPS = 6  # heads of the trigger that are looked at
_SUBJECTS = ("nsubj", "nsubjpass")
_VERB_COMPLEMENTS = frozenset({"xcomp", "ccomp", "dobj", "attr", "acomp", "oprd", "pcomp"})
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


def reality_of(candidate: Candidate, tree: SyntaxTree, lexicon: EventLexicon) -> Reality:
    """Return the reality that a trigger has in its sentence.

    Of several words that decide, the nearest wins.
    """
    own = candidate.verb
    found = _own(candidate.token, tree, lexicon) if candidate.is_noun else None
    found = found or verb_reality(own, tree)
    if found or is_presupposed_noun(candidate, tree):
        return found or "actual"
    is_purpose = False
    for child, above in _governors(own, tree):
        governed = _governed(child, above, tree, lexicon)
        if governed:
            return governed
        happens = above.lemma.lower() in lexicon.modality["done"]
        is_purpose = is_purpose or (_is_infinitive(child, tree) and not happens)
    return "planned" if is_purpose else "actual"


def is_presupposed_noun(candidate: Candidate, tree: SyntaxTree) -> bool:
    """Return whether a noun presupposes an act, whatever governs it.

    Example: "arms to defend it from Chad's aggression".
    """
    noun = candidate.token
    if not candidate.is_noun or candidate.verb is not noun:
        return False
    if noun.dep != "pobj" or is_part(tree[tree[noun.head].head]):
        return False
    owned = any(tree.below(noun.index, "poss"))
    return owned or any(child.text[0].isupper() for child in tree.below(noun.index, "amod"))


def is_part(noun: Token) -> bool:
    """Return whether a noun is for a part of an event ("a round of talks", "an end to the attacks")."""
    return noun.pos == "NOUN" and noun.lemma.lower() in event_words("nouns for a part of an event")


def _is_infinitive(verb: Token, tree: SyntaxTree) -> bool:
    return verb.pos in VERBAL and any(aux.tag == "TO" for aux in tree.below(verb.index, "aux"))


def has_tense(verb: Token, tree: SyntaxTree) -> bool:
    """Return whether a verb is finite and not bare: "told them that he left", not "told them to leave"."""
    tenses = ("VBD", "VBZ")
    return verb.tag in tenses or any(
        aux.tag in (*tenses, "VBP") for aux in tree.below(verb.index, "aux", "auxpass")
    )


def _own(noun: Token, tree: SyntaxTree, lexicon: EventLexicon) -> Reality | None:
    """Return the reality by the modifiers of a noun: "no talks", "planned talks", "a possible attack"."""
    above = tree[tree[noun.head].head]
    nouns = (noun, above) if noun.dep == "pobj" and above.lemma.lower() == "round" else (noun,)
    realities: tuple[Reality, ...] = ("negated", "planned", "hypothetical")
    for child in (one for row in nouns for one in tree.below(row.index, "det", "amod", "neg", "compound")):
        words = {child.lemma.lower(), child.text.lower()}
        found = next((reality for reality in realities if words & lexicon.modality[reality]), None)
        if found:
            return found
    return None


def verb_reality(verb: Token, tree: SyntaxTree) -> Reality | None:
    """Return the reality by a verb's own words ("did not", "will", "if"), None where they state a fact."""
    words = {child.text.lower() for child in tree.below(verb.index, "aux", "neg", "mark", "advmod", "det")}
    if any(tree.below(verb.index, "neg")) or "never" in words or _has_negative_subject(verb, tree):
        return "negated"
    if words & event_words("conjunctions of a condition"):
        return "hypothetical"
    if words & event_words("future auxiliaries"):
        return "planned"
    if words & event_words("modal auxiliaries"):
        return "demanded" if "must" in words or "should" in words else "hypothetical"
    return None


def _has_negative_subject(verb: Token, tree: SyntaxTree) -> bool:
    """Return whether a subject is negative: "nobody", "no court", "neither of them"."""
    for subject in tree.below(verb.index, *_SUBJECTS):
        if subject.text.lower() in event_words("negative subjects"):
            return True
        for child in tree.below(subject.index):
            word = child.text.lower()
            if word in ("neither", "nor") or (word == "no" and child.dep == "det"):
                return True
    return False


def _governors(token: Token, tree: SyntaxTree) -> Iterator[tuple[Token, Token]]:
    """Yield each pair of a token and its head, from the nearest, up to an independent clause."""
    for _ in range(_STEPS):
        above = tree[token.head]
        if above.index == token.index or token.dep not in _COMPLEMENTS:
            return
        yield token, above
        if _is_finite_clause(token, tree):
            return
        token = above


def _is_finite_clause(token: Token, tree: SyntaxTree) -> bool:
    """Return whether a clause is independent: what governs the clause around it does not apply to it."""
    if token.dep not in ("advcl", "acl", "ccomp", "conj"):
        return False
    own = any(tree.below(token.index, "nsubj", "nsubjpass"))
    return not _is_infinitive(token, tree) and (own or token.dep in ("advcl", "acl"))


def _governed(child: Token, above: Token, tree: SyntaxTree, lexicon: EventLexicon) -> Reality | None:
    """Return the reality that a head gives to what it governs, None where it gives none."""
    if child.dep == "conj":
        is_alike = (
            child.tag == above.tag and above.pos in VERBAL and not any(tree.below(child.index, "nsubj"))
        )
        return _unless_negated(verb_reality(above, tree)) if is_alike else None
    if child.dep == "advcl" and child.tag == "VBG" and not any(tree.below(child.index, "mark")):
        return verb_reality(above, tree)  # "must go, allowing them to return"
    if child.dep == "prep" and child.text.lower() == "by" and above.pos in VERBAL:
        return _unless_negated(verb_reality(above, tree))  # "can end it by leaving"
    is_infinitive = _is_infinitive(child, tree)
    if child.dep in ("advcl", "acl") and not is_infinitive:
        return None
    if above.text.lower() in ("have", "has") and child.dep == "xcomp" and is_infinitive:
        return "demanded"  # "they have to go"; but "they had to go" happened
    by_lexicon = _governed_by_lexicon(child, above, tree, lexicon)
    if by_lexicon is not None:
        return by_lexicon
    if above.pos in VERBAL and child.dep in _VERB_COMPLEMENTS:
        return verb_reality(above, tree) if child.dep != "ccomp" or is_infinitive else None
    return None


def _unless_negated(reality: Reality | None) -> Reality | None:
    return None if reality == "negated" else reality


def _governed_by_lexicon(
    child: Token, above: Token, tree: SyntaxTree, lexicon: EventLexicon
) -> Reality | None:
    """Return the reality that the list of modality gives to what a head governs ("plans to meet".

    Planned).
    """
    if above.pos not in (*VERBAL, "ADJ", "NOUN", "ADP", "ADV"):
        return None
    lemma = above.lemma.lower()
    realities: tuple[Reality, ...] = ("negated", "demanded", "hypothetical", "planned")
    for reality in realities:
        if lemma in lexicon.modality[reality] and _applies(reality, child, above, tree):
            is_needless = reality == "demanded" and lemma == "need" and verb_reality(above, tree) == "negated"
            return "hypothetical" if is_needless else reality
    return None


def _applies(reality: Reality, child: Token, above: Token, tree: SyntaxTree) -> bool:
    """Return whether the modality of a head applies to this dependent: it does in "plans to meet"."""
    is_infinitive = _is_infinitive(child, tree)
    if above.text.lower() == "about" and not is_infinitive:
        return False  # "is about to call", but not "news about the call"
    if child.dep == "prep":
        is_object = reality == "demanded" and child.text.lower() in ("for", "on", "to")
        return above.pos not in VERBAL or is_object
    if child.dep == "ccomp":
        is_wish = child.tag == "VBN" and reality == "planned"  # "wanted them freed"
        return is_infinitive or (not has_tense(child, tree) and (reality == "demanded" or is_wish))
    if child.dep in ("xcomp", "acl", "pcomp", "pobj", "dobj", "nsubjpass"):
        return True
    return is_infinitive and above.pos in ("VERB", "ADJ", "NOUN")


def reported_reality(
    candidate: Candidate, kind: EventType, statement: int | None, context: EventContext
) -> Reality | None:
    """Return the reality within the statements around a trigger.

    Example: "actual" becomes what their speech acts make of it.
    """
    reality = reality_of(candidate, context.tree, context.lexicon)
    if (
        reality == "hypothetical"
        and statement is not None
        and _is_reported_future(candidate.verb, context.tree)
    ):
        reality = "planned"
    aside = _is_aside(candidate.verb, context.tree)
    while statement is not None and not aside:
        row, act = context.attributions[statement], context.acts.get(statement, "assert")
        if act == "reject" and reality == "actual" and kind not in VERBAL_ACTS:
            return "negated"
        if (
            act in ("demand", "request")
            and reality == "actual"
            and not _is_presupposed(candidate, context, row)
        ):
            return "demanded" if kind not in VERBAL_ACTS else reality
        statement = row.within
    return reality


def _is_reported_future(verb: Token, tree: SyntaxTree) -> bool:
    words = {child.text.lower() for child in tree.below(verb.index, "aux", "mark")}
    return "would" in words and not words & {"if", "unless", "have"}


def _is_aside(verb: Token, tree: SyntaxTree) -> bool:
    """Return whether a clause is the reporter's aside.

    Example: "rejected the charge as its forces went on bombing".
    """
    at = verb
    for _ in range(4):
        if at.dep == "advcl" and any(
            child.text.lower() in event_words("conjunctions of an aside")
            for child in tree.below(at.index, "mark", "advmod")
        ):
            return True
        if at.dep not in ("xcomp", "conj"):
            return False
        at = tree[at.head]
    return False


def _is_presupposed(candidate: Candidate, context: EventContext, attribution: Attribution) -> bool:
    """Return whether an event is presupposed by a demand, and not demanded.

    That is so of a finite verb ("urged Moscow to stop because it bombs") and of a noun that only specifies
    what is asked for ("demanded the transcript of the call").
    """
    verb = candidate.verb
    if candidate.is_noun and verb is candidate.token:
        heads = {head.index for head in context.tree.heads(attribution.content)}
        above = context.tree[context.tree[verb.head].head]
        specifies = verb.dep == "pobj" and above.pos == "NOUN" and not is_part(above)
        return verb.index not in heads and (specifies or is_presupposed_noun(candidate, context.tree))
    return has_tense(verb, context.tree) or verb.tag == "VBP"
