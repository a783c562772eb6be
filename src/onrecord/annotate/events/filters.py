"""Filters of events: triggers in another sense, reflexives, shared opinions, accidents, verbal attacks."""

from onrecord.annotate.events.arguments import is_passive, subjects
from onrecord.annotate.events.lexicon import Trigger, event_words
from onrecord.annotate.events.participants import VERBAL_ACTS, EventContext, Participant, Participants
from onrecord.annotate.events.reality import has_tense
from onrecord.annotate.events.trigger_candidates import Candidate
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Token

# Verbs that report an event only with one of these relations: "declined by 3 %", "undertake reforms" do not.
_REQUIRED_RELATIONS = {
    "decline": frozenset({"xcomp", "dobj"}),
    "undertake": frozenset({"xcomp", "ccomp"}),
}
# Relations of which a verb of command needs one.
_COMMAND_RELATIONS = frozenset({"dobj", "ccomp", "xcomp", "prep", "dative", "nsubjpass", "advcl", "mark"})
_JOINED = 3  # tokens within which a joined verb shares the object: "will meet or exceed the goal"


def has_unknown_subject(candidate: Candidate, participants: Participants, tree: SyntaxTree) -> bool:
    """Return whether a verb has a subject that refers to no actor."""
    found = subjects(candidate.token, tree)
    return bool(found) and not participants.resolve(found)


def are_people(parts: tuple[Participant, ...], participants: Participants) -> bool:
    """Return whether all of these are persons or people, not bodies or states; False for none."""
    return bool(parts) and all(participants.kind_of(part.actor) in ("person", "people") for part in parts)


def is_no_event(
    candidate: Candidate, trigger: Trigger, actors: tuple[Participant, ...], context: EventContext
) -> bool:
    """Return whether a trigger reports no act towards another.

    Another sense, a reflexive, an accident, an opinion.
    """
    if trigger.mode == "investigate" and _is_of_accident(candidate, context):
        return True
    if candidate.is_noun:
        return _noun_has_other_sense(candidate, context)
    if has_other_sense(candidate.token, context):
        return True
    lemma, below = candidate.token.lemma.lower(), list(context.tree.below(candidate.token.index))
    objects = [row for row in below if row.dep == "dobj"] if trigger.frame & {"object", "object!"} else []
    if any(_is_reflexive(row, context.tree) for row in objects):
        return True
    if lemma in event_words("verbs of command") and len(candidate.words) == 1:
        return not any(row.dep in _COMMAND_RELATIONS for row in below)
    return lemma == "agree" and (_is_question(below, context) or _is_opinion(below, actors, context))


def _noun_has_other_sense(candidate: Candidate, context: EventContext) -> bool:
    """Return whether a noun has another sense here: "press release", "the courage of his convictions"."""
    before = {child.lemma.lower() for child in context.tree.below(candidate.token.index, "compound", "amod")}
    return bool(before & {"press", "news"}) or (
        candidate.token.lemma.lower() == "conviction" and candidate.token.tag == "NNS"
    )


def has_other_sense(verb: Token, context: EventContext) -> bool:
    """Return whether a verb has another sense here.

    Examples: "welcome a guest", "has alleged ties", "seize the chance".
    """
    lemma, tree = verb.lemma.lower(), context.tree
    below = list(tree.below(verb.index))
    words = {row.text.lower() for row in below}
    objects = [row for row in below if row.dep == "dobj"]
    if lemma in _REQUIRED_RELATIONS:
        required = _REQUIRED_RELATIONS[lemma]
        return not any(row.dep in required and row.pos != "NUM" for row in below) and not is_passive(
            verb, tree
        )
    if lemma in ("challenge", "seize"):
        return bool(event_words(f"{lemma} in another sense") & (words | {row.lemma.lower() for row in below}))
    if lemma == "welcome":
        guests = context.participants.resolve(objects)
        return bool(guests) and all(
            context.participants.kind_of(part.actor) in ("person", "people", "state") for part in guests
        )
    if lemma == "deny":
        return bool(objects) and any(row.dep == "dative" and row.pos in NOMINAL for row in below)
    if lemma == "beat" and not is_passive(verb, tree):  # at the polls, or on the field
        particles = {row.text.lower() for row in below if row.dep in ("prt", "prep")}
        return not particles & {"up", "with", "to"}
    if lemma == "insist":  # that something is so
        return any(row.dep == "ccomp" and has_tense(row, tree) for row in below)
    if lemma == "allege":
        return bool(objects) and any(row.dep == "aux" and row.lemma.lower() == "have" for row in below)
    if lemma == "appeal":  # to voters, to a higher court
        return "to" in words and "for" not in words
    return verb.dep == "pcomp" and _is_used_to(tree[verb.head], tree)


def _is_used_to(preposition: Token, tree: SyntaxTree) -> bool:
    return preposition.text.lower() == "to" and tree[preposition.head].text.lower() == "used"


def _is_reflexive(token: Token, tree: SyntaxTree) -> bool:
    """Return whether a token is "itself" (and the like) or "each other"."""
    word = token.text.lower()
    if word == "other" and any(child.text.lower() == "each" for child in tree.below(token.index)):
        return True
    return word.endswith(("self", "selves"))


def _is_of_accident(candidate: Candidate, context: EventContext) -> bool:
    """Return whether what is investigated is a crash or a fire and nobody's act."""
    tree = context.tree
    words = {tree[i].lemma.lower() for word in candidate.words for i in tree.subtree(word.index, 20)}
    return bool(words & context.lexicon.harm["accident"]) and not words & context.lexicon.harm["violence"]


def _is_question(below: list[Token], context: EventContext) -> bool:
    """Return whether a question is agreed on: "do not agree on how it works"."""
    tree = context.tree
    prepositions = [row for row in below if row.dep == "prep" and row.text.lower() == "on"]
    clauses = (clause for row in prepositions for clause in tree.below(row.index, "pcomp", "pobj"))
    finite = (clause for clause in clauses if clause.pos == "VERB" and clause.tag != "VBG")
    return any(not any(aux.tag == "TO" for aux in tree.below(clause.index, "aux")) for clause in finite)


def _is_opinion(below: list[Token], actors: tuple[Participant, ...], context: EventContext) -> bool:
    """Return whether one person only shares an opinion ("agreed that it was late", "agreed with her")."""
    if len(actors) > 1 or not are_people(actors, context.participants):
        return False
    for row in below:
        if row.dep in ("xcomp", "ccomp", "advcl", "conj"):
            words = {aux.text.lower() for aux in context.tree.below(row.index, "aux")}
            if row.dep != "conj" and (
                words & event_words("auxiliaries of what is to come") or row.tag == "VB"
            ):
                return False
        if row.dep == "dobj" or (row.dep == "prep" and row.text.lower() in ("on", "to", "upon")):
            return False
    return True


def meets_a_thing(candidate: Candidate, participants: Participants, tree: SyntaxTree) -> bool:
    """Return whether no actor is met: "met its goals", "was met with protests"."""
    if candidate.token.lemma.lower() not in event_words("verbs of meeting"):
        return False
    if is_passive(candidate.token, tree):
        return any(row.text.lower() == "with" for row in tree.below(candidate.token.index, "prep"))
    joined = [
        row
        for row in tree.below(candidate.token.index, "conj")
        if row.index - candidate.token.index <= _JOINED
    ]
    objects = [noun for row in (candidate.token, *joined) for noun in tree.below(row.index, "dobj")]
    return bool(objects) and not participants.resolve(objects)


def is_bare_noun(
    candidate: Candidate, trigger: Trigger, recipients: tuple[Participant, ...], tree: SyntaxTree
) -> bool:
    """Return whether a noun for a verbal act reports none here.

    Examples: "the commitment of the United States", "he is ready".
    """
    if candidate.token.lemma.lower() == "be" and trigger.type == "AGREE":
        return not any(True for word in candidate.words for _ in tree.below(word.index, "xcomp"))
    if not candidate.is_noun or trigger.type not in VERBAL_ACTS or candidate.verb is not candidate.token:
        return False
    clause = any(tree.below(candidate.token.index, "acl", "ccomp"))
    return not clause and (trigger.type in ("AGREE", "THREATEN") or not recipients)


def is_accident(candidate: Candidate, trigger: Trigger, context: EventContext) -> bool:
    """Return whether people are killed or hurt and nothing in the sentence shows that somebody did it."""
    if trigger.type != "ASSAULT" or candidate.token.lemma.lower() not in event_words("verbs of harm"):
        return False
    words, harm = _sentence_lemmas(candidate, context), context.lexicon.harm
    return bool(words & harm["accident"]) or not words & harm["violence"]


def is_verbal_attack(
    candidate: Candidate,
    trigger: Trigger,
    actors: tuple[Participant, ...],
    recipients: tuple[Participant, ...],
    context: EventContext,
) -> bool:
    """Return whether somebody in office attacks a person only with words.

    No word of the sentence is violent.
    """
    verbal = event_words("words for verbal attacks")
    if (
        trigger.type != "ASSAULT"
        or candidate.token.lemma.lower() not in verbal
        or not actors
        or not recipients
    ):
        return False
    if any(context.participants.is_private(part.actor) for part in actors):
        return False
    if not are_people((*actors, *recipients), context.participants):
        return False
    return not _sentence_lemmas(candidate, context) & (context.lexicon.harm["violence"] - verbal)


def _sentence_lemmas(candidate: Candidate, context: EventContext) -> set[str]:
    sentence = context.tree.sentence_at(candidate.token.index)
    return {context.tree[i].lemma.lower() for i in range(sentence.first, sentence.last)}
