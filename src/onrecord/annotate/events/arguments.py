"""Arguments of an event by syntax: which tokens head the phrases of its actors and recipients."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.annotate.events.lexicon import Trigger, event_words
from onrecord.annotate.events.trigger_candidates import Candidate
from onrecord.annotate.mentions.actor_index import antecedent_of_relative
from onrecord.annotate.mentions.lexicon import mention_words
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Token

_STEPS = 5  # heads that are followed up from a verb without a subject
_OWNER_RELATIONS = frozenset({"poss", "amod", "compound", "nmod"})
# Relations of a passive participle without auxiliary: "the men freed on Friday", "felt compelled to go".
_REDUCED_PASSIVE = frozenset({"acl", "advcl", "relcl", "acomp", "oprd", "xcomp"})


@dataclass(frozen=True, slots=True)
class Arguments:
    """Tokens that head the phrases of actors and recipients; `passive` where the verb is."""

    actors: tuple[Token, ...] = ()
    recipients: tuple[Token, ...] = ()
    passive: bool = False


def find_arguments(candidate: Candidate, trigger: Trigger, tree: SyntaxTree) -> Arguments:
    """Return the arguments that syntax allows for a trigger."""
    if candidate.is_noun:
        return _of_noun(candidate, trigger, tree)
    return _of_verb(candidate, trigger, tree)


def is_passive(verb: Token, tree: SyntaxTree) -> bool:
    """Return whether a verb is passive: "was freed", "the men freed on Friday"."""
    if any(tree.below(verb.index, "auxpass", "nsubjpass")):
        return True
    if any(tree.below(verb.index, "agent")):
        return not any(tree.below(verb.index, "dobj", "nsubj"))
    if verb.dep == "conj" and verb.tag == "VBN" and not any(tree.below(verb.index, "nsubj", "aux", "dobj")):
        return is_passive(tree[verb.head], tree)
    return verb.tag == "VBN" and verb.dep in _REDUCED_PASSIVE and not any(tree.below(verb.index, "aux"))


def subjects(verb: Token, tree: SyntaxTree, steps: int = _STEPS) -> list[Token]:
    """Return the subjects of a verb, through conjunctions, control, relative and participle clauses."""
    own = list(tree.below(verb.index, "nsubj", "nsubjpass", "csubj"))
    if own:
        return [_antecedent(token, tree) for token in own if token.dep != "csubj"]
    if steps == 0 or verb.head == verb.index:
        return []
    above = tree[verb.head]
    if verb.dep in ("acl", "relcl"):
        return _subjects_of_noun_clause(verb, above, tree, steps)
    if verb.dep in ("xcomp", "ccomp") and above.pos in ("VERB", "AUX", "ADJ"):
        objects = list(tree.below(above.index, "dobj", "dative"))
        by_object = objects and above.lemma not in event_words("verbs of subject control")
        return objects if by_object else subjects(above, tree, steps - 1)
    if verb.dep == "pcomp" and above.text.lower() in ("by", "for", "of", "from"):
        return _of_gerund(verb, above, tree) or subjects(tree[above.head], tree, steps - 1)
    if verb.dep in ("conj", "advcl", "pcomp", "prep", "dep"):
        return _first_person_subject(verb, tree) or _shared(
            verb, above, subjects(above, tree, steps - 1), tree
        )
    if above.pos in ("ADP", "ADJ", "SCONJ", "AUX"):
        return subjects(above, tree, steps - 1)
    return []


def _subjects_of_noun_clause(verb: Token, noun: Token, tree: SyntaxTree, steps: int) -> list[Token]:
    """Return the subjects of a relative or participle clause, or a noun's infinitive ("her plan to go")."""
    before = range(max(noun.index, verb.index - 6), verb.index)
    if verb.dep == "relcl" and any(tree[i].tag in ("WDT", "WP") for i in before):
        return []
    is_infinitive = any(aux.tag == "TO" for aux in tree.below(verb.index, "aux"))
    if is_infinitive and noun.lemma.lower() in event_words("nouns with a controlled infinitive"):
        return list(tree.below(noun.index, "poss")) or subjects(tree[noun.head], tree, steps - 1)
    return [noun] if noun.pos in NOMINAL else subjects(noun, tree, steps - 1)


def _shared(verb: Token, above: Token, found: list[Token], tree: SyntaxTree) -> list[Token]:
    """Return the subjects of the verb that this one is joined to, unless their forms disagree."""
    return [] if verb.dep == "conj" and _disagree(verb, above, found, tree) else found


def _first_person_subject(verb: Token, tree: SyntaxTree) -> list[Token]:
    """Return "we" for the last verb of "we hold that all must obey it, and reiterate our support".

    The parser joins that verb to "obey", but "our" shows whose support it is.
    """
    objects = [child for noun in tree.below(verb.index, "dobj") for child in tree.below(noun.index, "poss")]
    if verb.dep != "conj" or not any(child.text.lower() in ("our", "my") for child in objects):
        return []
    subjects = (noun for above in tree.above(verb.index, 6) for noun in tree.below(above.index, "nsubj"))
    return [noun for noun in subjects if noun.text.lower() in ("we", "i")][:1]


def _of_gerund(verb: Token, preposition: Token, tree: SyntaxTree) -> list[Token]:
    """Return the subject of a gerund: "him" of "jailed him for lying", "men" of "by shouting men"."""
    if preposition.text.lower() != "by":
        return list(tree.below(preposition.head, "dobj"))
    if not is_passive(tree[preposition.head], tree):
        return []
    return [noun for noun in tree.below(verb.index, "dobj") if noun.index == verb.index + 1]


def _disagree(verb: Token, above: Token, found: list[Token], tree: SyntaxTree) -> bool:
    """Return whether a present verb cannot share the subject of a past one.

    Example: "he said they wait and threaten …".
    """
    if verb.tag == "VB" and above.tag in ("VBD", "VBZ"):
        return not any(tree.below(verb.index, "aux"))
    if verb.tag != "VBP" or above.tag not in ("VBD", "VBZ") or any(tree.below(verb.index, "aux")):
        return False
    if len(found) != 1 or found[0].tag not in ("NN", "NNP"):
        return False
    return not any(tree.below(found[0].index, "conj"))


def _antecedent(token: Token, tree: SyntaxTree) -> Token:
    if token.text.lower() in mention_words("relative pronouns"):
        return antecedent_of_relative(token, tree) or token
    return token


def _agents(verb: Token, tree: SyntaxTree) -> list[Token]:
    return [noun for by in tree.below(verb.index, "agent") for noun in tree.below(by.index, "pobj")]


def _after(token: Token, prepositions: frozenset[str], tree: SyntaxTree) -> Iterator[Token]:
    """Yield the objects of these prepositions below a token."""
    for child in tree.below(token.index, "prep", "dative", "prt", "agent"):
        if child.text.lower() in prepositions:
            yield from tree.below(child.index, "pobj")


def _of_verb(candidate: Candidate, trigger: Trigger, tree: SyntaxTree) -> Arguments:
    verb = candidate.token
    passive = is_passive(verb, tree)
    subject = subjects(verb, tree)
    objects = [
        token
        for token in tree.below(verb.index, "dobj", "dative")
        if (token.pos in NOMINAL or token.tag in ("DT", "VBN"))
        and (token.dep == "dobj" or token.pos != "ADP")
    ]
    if passive:
        actors, objects = _agents(verb, tree), subject
        if not actors and verb.dep == "acl" and tree[verb.head].pos in NOMINAL:
            objects = [tree[verb.head]]
    else:
        actors = subject
    if "together" in trigger.frame:
        return replace(_together(candidate, actors, objects, tree), passive=passive)
    if "host" in trigger.frame:
        return Arguments(tuple(objects), tuple(actors), passive)
    return Arguments(tuple(actors), _recipients_of_verb(candidate, trigger, objects, tree), passive)


def _recipients_of_verb(
    candidate: Candidate, trigger: Trigger, objects: list[Token], tree: SyntaxTree
) -> tuple[Token, ...]:
    verb = candidate.token
    recipients: list[Token] = []
    if trigger.frame & {"object", "object!", "act"}:
        recipients = [
            token
            for token in objects
            if token not in candidate.words or trigger.frame & {"object", "object!"}
        ]
        recipients += _addressees(verb, tree) if "act" in trigger.frame else []
    if trigger.prepositions:
        for token in (verb, *candidate.words[1:]):
            recipients += _after(token, trigger.prepositions, tree)
        recipients += [token for token in tree.below(verb.index, "dative") if token.pos in NOMINAL]
    return tuple(dict.fromkeys(recipients))


def _addressees(verb: Token, tree: SyntaxTree) -> Iterator[Token]:
    """Yield who is urged to do something.

    The parser may take "Kyiv to stop" of "urged Kyiv to stop" as one clause.
    """
    for clause in tree.below(verb.index, "ccomp", "xcomp"):
        # "demanded that she resign", "alleged that he lied"
        bare = clause.tag == "VB" or verb.lemma.lower() == "allege"
        if bare or any(aux.tag == "TO" for aux in tree.below(clause.index, "aux")):
            yield from tree.below(clause.index, "nsubj", "nsubjpass")


def _together(candidate: Candidate, actors: list[Token], objects: list[Token], tree: SyntaxTree) -> Arguments:
    found = list(actors)
    tokens = (candidate.token, *candidate.words[1:])
    found += [token for token in objects if token not in candidate.words]
    for token in (*tokens, *(noun for noun in objects if noun in candidate.words)):
        found += _after(token, event_words("prepositions before a joint actor of a verb"), tree)
    return Arguments(tuple(dict.fromkeys(found)))


def _of_noun(candidate: Candidate, trigger: Trigger, tree: SyntaxTree) -> Arguments:
    noun, verb = candidate.token, candidate.verb
    outer = _outermost(noun, tree)
    owners = [
        child for one in (noun, *outer) for child in tree.below(one.index) if child.dep in _OWNER_RELATIONS
    ]
    by = [token for one in (noun, *outer) for token in _after(one, frozenset({"by", "from"}), tree)]
    light = subjects(verb, tree) if verb is not noun and not is_passive(verb, tree) else []
    light = light or (_agents(verb, tree) if verb is not noun else [])
    actors = [*owners, *by, *light]
    if "together" in trigger.frame:
        with_whom = [
            token
            for one in (noun, verb, *outer)
            for token in _after(one, event_words("prepositions before a joint actor of a noun"), tree)
        ]
        if verb is noun and trigger.type == "CONSULT":
            actors += _in_course_of(noun, with_whom, tree)
        return Arguments(tuple(dict.fromkeys((*actors, *with_whom))))
    prepositions = trigger.prepositions | ({"of"} if "patient" in trigger.frame else set())
    recipients = [token for one in (noun, verb) for token in _after(one, frozenset(prepositions), tree)]
    if "patient" not in trigger.frame and "of" not in prepositions:
        actors += _after(noun, frozenset({"of"}), tree)
    return Arguments(tuple(dict.fromkeys(actors)), tuple(dict.fromkeys(recipients)))


def _in_course_of(noun: Token, with_whom: list[Token], tree: SyntaxTree) -> list[Token]:
    """Return who takes part in a meeting during which something is said or done.

    Example: "he urged her in a phone call".
    """
    preposition = tree[noun.head]
    verb = tree[preposition.head]
    is_during = noun.dep == "pobj" and preposition.text.lower() in ("in", "during", "at", "after")
    if not is_during or verb.pos != "VERB":
        return []
    objects = list(tree.below(verb.index, "dobj"))
    return [*subjects(verb, tree), *objects] if with_whom or objects else []


def _outermost(noun: Token, tree: SyntaxTree) -> list[Token]:
    """Return "round" of "the next round of talks": its owner and prepositions are those of the talks."""
    preposition = tree[noun.head]
    series = tree[preposition.head]
    is_of = noun.dep == "pobj" and preposition.text.lower() == "of"
    return [series] if is_of and series.lemma.lower() in event_words("nouns for a series") else []
