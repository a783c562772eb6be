"""Parties: which tokens are the actors and the recipients of a candidate, by syntax. Resolves no names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.annotate.events.lexicon import Trigger
from onrecord.annotate.events.trigger_candidates import Candidate
from onrecord.annotate.mentions.actor_index import antecedent_of_relative
from onrecord.annotate.mentions.lexicon import mention_words
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Token

_STEPS = 5
_OWNING = frozenset({"poss", "amod", "compound", "nmod"})


@dataclass(frozen=True, slots=True)
class Parties:
    """Tokens that head the phrases of actors and recipients. `passive`: the sentence turns them round."""

    actors: tuple[Token, ...] = ()
    recipients: tuple[Token, ...] = ()
    passive: bool = False


def find_parties(candidate: Candidate, trigger: Trigger, tree: SyntaxTree) -> Parties:
    """Return who may act and whom it may be done to."""
    if candidate.is_noun:
        return _of_noun(candidate, trigger, tree)
    return _of_verb(candidate, trigger, tree)


def is_passive(verb: Token, tree: SyntaxTree) -> bool:
    """Tell whether a verb is passive: "was freed", "the men freed on Friday"."""
    if any(True for _ in tree.below(verb.index, "auxpass", "nsubjpass")):
        return True
    if any(True for _ in tree.below(verb.index, "agent")):
        return not any(True for _ in tree.below(verb.index, "dobj", "nsubj"))
    if (
        verb.dep == "conj"
        and verb.tag == "VBN"
        and not any(True for _ in tree.below(verb.index, "nsubj", "aux", "dobj"))
    ):
        return is_passive(tree[verb.head], tree)
    return verb.tag == "VBN" and verb.dep in _BARE and not any(True for _ in tree.below(verb.index, "aux"))


_BARE = frozenset(
    {"acl", "advcl", "relcl", "acomp", "oprd", "xcomp"}
)  # "the men freed on Friday", "felt compelled to go"


def subjects(verb: Token, tree: SyntaxTree, steps: int = _STEPS) -> list[Token]:
    """Return what a verb's subject is, through conjunctions, controlled infinitives, relative and participle clauses."""
    own = list(tree.below(verb.index, "nsubj", "nsubjpass", "csubj"))
    if own:
        return [_antecedent(token, tree) for token in own if token.dep != "csubj"]
    if steps == 0 or verb.head == verb.index:
        return []
    above = tree[verb.head]
    if verb.dep in ("acl", "relcl"):
        if (
            any(tree[i].tag in ("WDT", "WP") for i in range(max(above.index, verb.index - 6), verb.index))
            and verb.dep == "relcl"
        ):
            return []
        if above.lemma.lower() in _MEANT and any(aux.tag == "TO" for aux in tree.below(verb.index, "aux")):
            return list(tree.below(above.index, "poss")) or subjects(tree[above.head], tree, steps - 1)
        return [above] if above.pos in NOMINAL else subjects(above, tree, steps - 1)
    if verb.dep in ("xcomp", "ccomp") and above.pos in ("VERB", "AUX", "ADJ"):
        controlling = list(tree.below(above.index, "dobj", "dative"))
        return (
            controlling
            if controlling and above.lemma not in _SUBJECT_CONTROL
            else subjects(above, tree, steps - 1)
        )
    if verb.dep == "pcomp" and above.text.lower() in ("by", "for", "of", "from"):
        return _of_gerund(verb, above, tree) or subjects(tree[above.head], tree, steps - 1)
    if verb.dep in ("conj", "advcl", "pcomp", "prep", "dep"):
        return _of_us(verb, tree) or _shared(verb, above, subjects(above, tree, steps - 1), tree)
    if above.pos in ("ADP", "ADJ", "SCONJ", "AUX"):
        return subjects(above, tree, steps - 1)
    return []


def _shared(verb: Token, above: Token, found: list[Token], tree: SyntaxTree) -> list[Token]:
    """Return the subject of the verb that this one goes on from, where it can be its own."""
    return [] if verb.dep == "conj" and _disagree(verb, above, found, tree) else found


def _of_us(verb: Token, tree: SyntaxTree) -> list[Token]:
    """Return "we" of "we hold that all must obey it, and reiterate our support", whose last verb is read as theirs."""
    objects = [child for noun in tree.below(verb.index, "dobj") for child in tree.below(noun.index, "poss")]
    if verb.dep != "conj" or not any(child.text.lower() in ("our", "my") for child in objects):
        return []
    subjects = (noun for above in tree.above(verb.index, 6) for noun in tree.below(above.index, "nsubj"))
    return [noun for noun in subjects if noun.text.lower() in ("we", "i")][:1]


def _of_gerund(verb: Token, preposition: Token, tree: SyntaxTree) -> list[Token]:
    """Return whose doing "for lying" is in "jailed him for lying", and "by shouting students" in "was stopped by …"."""
    if preposition.text.lower() != "by":
        return list(tree.below(preposition.head, "dobj"))
    if not is_passive(tree[preposition.head], tree):
        return []
    return [noun for noun in tree.below(verb.index, "dobj") if noun.index == verb.index + 1]


# Nouns whose infinitive is done by who has them: "announced her intention to endorse him".
_MEANT = frozenset(
    {
        "intention",
        "plan",
        "decision",
        "effort",
        "attempt",
        "move",
        "bid",
        "right",
        "ability",
        "chance",
        "desire",
        "wish",
    }
)


def _disagree(verb: Token, above: Token, found: list[Token], tree: SyntaxTree) -> bool:
    """Tell whether a verb in the present cannot go on with the subject of one in the past: "he said … and threaten …"."""
    if verb.tag == "VB" and above.tag in ("VBD", "VBZ"):
        return not any(True for _ in tree.below(verb.index, "aux"))
    if (
        verb.tag != "VBP"
        or above.tag not in ("VBD", "VBZ")
        or any(True for _ in tree.below(verb.index, "aux"))
    ):
        return False
    return (
        len(found) == 1
        and found[0].tag in ("NN", "NNP")
        and not any(True for _ in tree.below(found[0].index, "conj"))
    )


_SUBJECT_CONTROL = frozenset(
    {"promise", "vow", "pledge", "threaten", "agree", "offer", "take", "use", "spend", "have", "help"}
)


def _antecedent(token: Token, tree: SyntaxTree) -> Token:
    if token.text.lower() in mention_words("relative pronouns"):
        return antecedent_of_relative(token, tree) or token
    return token


def _agents(verb: Token, tree: SyntaxTree) -> list[Token]:
    return [noun for by in tree.below(verb.index, "agent") for noun in tree.below(by.index, "pobj")]


def _after(token: Token, prepositions: frozenset[str], tree: SyntaxTree) -> Iterator[Token]:
    """Yield the objects of some prepositions that hang on a token."""
    for child in tree.below(token.index, "prep", "dative", "prt", "agent"):
        if child.text.lower() in prepositions:
            yield from tree.below(child.index, "pobj")


def _of_verb(candidate: Candidate, trigger: Trigger, tree: SyntaxTree) -> Parties:
    verb = candidate.token
    passive = is_passive(verb, tree)
    subject = subjects(verb, tree)
    objects = [
        token
        for token in tree.below(verb.index, "dobj", "dative")
        if token.pos in NOMINAL or token.tag in ("DT", "VBN")
    ]
    objects = [
        noun for token in objects for noun in ((token,) if token.dep == "dobj" or token.pos != "ADP" else ())
    ]
    if passive:
        actors, objects = _agents(verb, tree), subject
        if not actors and verb.dep == "acl" and tree[verb.head].pos in NOMINAL:
            objects = [tree[verb.head]]
    else:
        actors = subject
    if "together" in trigger.parts:
        return replace(_together(candidate, actors, objects, tree), passive=passive)
    if "host" in trigger.parts:
        return Parties(tuple(objects), tuple(actors), passive)
    recipients: list[Token] = []
    if trigger.parts & {"object", "object!", "act"}:
        recipients = [
            token
            for token in objects
            if token not in candidate.words or trigger.parts & {"object", "object!"}
        ]
        recipients += _addressees(verb, tree) if "act" in trigger.parts else []
    if trigger.prepositions:
        for token in (verb, *candidate.words[1:]):
            recipients += _after(token, trigger.prepositions, tree)
        recipients += [token for token in tree.below(verb.index, "dative") if token.pos in NOMINAL]
    return Parties(tuple(actors), tuple(dict.fromkeys(recipients)), passive)


def _addressees(verb: Token, tree: SyntaxTree) -> Iterator[Token]:
    """Yield who is told to do something: "urged Kyiv to stop" may be read as one clause."""
    for clause in tree.below(verb.index, "ccomp", "xcomp"):
        bare = (
            clause.tag == "VB" or verb.lemma.lower() == "allege"
        )  # "demanded that she resign", "alleged that he lied"
        if bare or any(aux.tag == "TO" for aux in tree.below(clause.index, "aux")):
            yield from tree.below(clause.index, "nsubj", "nsubjpass")


def _together(candidate: Candidate, actors: list[Token], objects: list[Token], tree: SyntaxTree) -> Parties:
    found = list(actors)
    tokens = (candidate.token, *candidate.words[1:])
    found += [token for token in objects if token not in candidate.words]
    for token in (*tokens, *(noun for noun in objects if noun in candidate.words)):
        found += _after(token, _JOINING, tree)
    return Parties(tuple(dict.fromkeys(found)))


_JOINING = frozenset({"with", "between", "among", "to"})


def _of_noun(candidate: Candidate, trigger: Trigger, tree: SyntaxTree) -> Parties:
    noun, verb = candidate.token, candidate.verb
    outer = _outermost(noun, tree)
    owners = [child for one in (noun, *outer) for child in tree.below(one.index) if child.dep in _OWNING]
    by = [token for one in (noun, *outer) for token in _after(one, frozenset({"by", "from"}), tree)]
    light = subjects(verb, tree) if verb is not noun and not is_passive(verb, tree) else []
    light = light or (_agents(verb, tree) if verb is not noun else [])
    actors = [*owners, *by, *light]
    if "together" in trigger.parts:
        with_whom = [token for one in (noun, verb, *outer) for token in _after(one, _BETWEEN, tree)]
        if verb is noun and trigger.type == "CONSULT":
            actors += _in_course_of(noun, with_whom, tree)
        return Parties(tuple(dict.fromkeys((*actors, *with_whom))))
    prepositions = trigger.prepositions | ({"of"} if "patient" in trigger.parts else set())
    recipients = [token for one in (noun, verb) for token in _after(one, frozenset(prepositions), tree)]
    if "patient" not in trigger.parts and "of" not in prepositions:
        actors += _after(noun, frozenset({"of"}), tree)
    return Parties(tuple(dict.fromkeys(actors)), tuple(dict.fromkeys(recipients)))


def _in_course_of(noun: Token, with_whom: list[Token], tree: SyntaxTree) -> list[Token]:
    """Return who takes part in a call or meeting in which something is said or done: "he urged her in a phone call"."""
    above = tree[noun.head]
    if (
        noun.dep != "pobj"
        or above.text.lower() not in ("in", "during", "at", "after")
        or tree[above.head].pos != "VERB"
    ):
        return []
    verb = tree[above.head]
    objects = list(tree.below(verb.index, "dobj"))
    return [*subjects(verb, tree), *objects] if with_whom or objects else []


_BETWEEN = frozenset({"with", "between", "among"})


def _outermost(noun: Token, tree: SyntaxTree) -> list[Token]:
    """Return "round" of "the next round of talks", whose owner and preposition are those of the talks."""
    above = tree[noun.head]
    if (
        noun.dep == "pobj"
        and above.text.lower() == "of"
        and tree[above.head].lemma.lower() in ("round", "series", "day", "set")
    ):
        return [tree[above.head]]
    return []
