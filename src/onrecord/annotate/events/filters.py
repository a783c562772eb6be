"""What sounds like an event and is none: an opinion shared, an accident, goals that are met, what one does to oneself."""

from onrecord.annotate.events.arguments import is_passive, subjects
from onrecord.annotate.events.context import VERBAL_ACTS, EventContext
from onrecord.annotate.events.lexicon import Trigger
from onrecord.annotate.events.participants import Part, Participants
from onrecord.annotate.events.reality import has_tense
from onrecord.annotate.events.trigger_candidates import Candidate
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Token


def is_by_unknown(candidate: Candidate, cast: Participants, tree: SyntaxTree) -> bool:
    """Tell whether a verb has a subject and nobody is known to be meant by it."""
    found = subjects(candidate.token, tree)
    return bool(found) and not cast.parts(found)


def are_people(parts: tuple[Part, ...], cast: Participants) -> bool:
    """Tell whether these are persons, not bodies or states."""
    return bool(parts) and all(cast.kind_of(part.actor) in ("person", "people") for part in parts)


def is_nobodys(candidate: Candidate, trigger: Trigger, actors: tuple[Part, ...], stage: EventContext) -> bool:
    """Tell whether nothing is done to another: what one does to oneself, and an opinion that is shared."""
    if candidate.is_noun:
        return _is_named_otherwise(candidate, stage) or (
            trigger.mode == "investigate" and _is_of_accident(candidate, stage)
        )
    below = list(stage.tree.below(candidate.token.index))
    if is_said_otherwise(candidate.token, stage):
        return True
    if trigger.parts & {"object", "object!"} and any(
        row.dep == "dobj" and _is_self(row, stage.tree) for row in below
    ):
        return True
    if trigger.mode == "investigate" and _is_of_accident(candidate, stage):
        return True
    if (
        candidate.token.lemma.lower() in _TRANSITIVE
        and len(candidate.words) == 1
        and not any(row.dep in _ASKED for row in below)
    ):
        return True
    return candidate.token.lemma.lower() == "agree" and (
        _is_question(below, stage) or _is_opinion(below, actors, stage)
    )


def _is_named_otherwise(candidate: Candidate, stage: EventContext) -> bool:
    """Tell whether a noun has another sense here: a press release, convictions that one has the courage of."""
    before = {child.lemma.lower() for child in stage.tree.below(candidate.token.index, "compound", "amod")}
    return bool(before & {"press", "news"}) or (
        candidate.token.lemma.lower() == "conviction" and candidate.token.tag == "NNS"
    )


def is_said_otherwise(verb: Token, stage: EventContext) -> bool:
    """Tell whether a verb has another sense here: who welcomes a guest, makes an effort, has alleged ties, seizes the chance."""
    lemma, tree = verb.lemma.lower(), stage.tree
    below = list(tree.below(verb.index))
    objects = [row for row in below if row.dep == "dobj"]
    if lemma in _NOT_WITHOUT:
        return not any(
            row.dep in _NOT_WITHOUT[lemma] and row.pos != "NUM" for row in below
        ) and not is_passive(verb, tree)
    if lemma in _NOT_WITH:
        return any(
            row.text.lower() in _NOT_WITH[lemma] or row.lemma.lower() in _NOT_WITH[lemma] for row in below
        )
    if lemma == "welcome":
        guests = stage.cast.parts(objects)
        return bool(guests) and all(
            stage.cast.kind_of(part.actor) in ("person", "people", "state") for part in guests
        )
    if lemma == "deny":
        return bool(objects) and any(row.dep == "dative" and row.pos in NOMINAL for row in below)
    if lemma == "beat" and not is_passive(verb, tree):  # at the polls, or on the field
        return not any(
            row.dep in ("prt", "prep") and row.text.lower() in ("up", "with", "to") for row in below
        )
    if lemma == "insist":  # that something is so
        return any(row.dep == "ccomp" and has_tense(row, tree) for row in below)
    if lemma == "allege":
        return bool(objects) and any(row.dep == "aux" and row.lemma.lower() == "have" for row in below)
    if lemma == "appeal":  # to voters, to a higher court
        return any(row.text.lower() == "to" for row in below) and not any(
            row.text.lower() == "for" for row in below
        )
    preposition = tree[verb.head]
    return (
        verb.dep == "pcomp"
        and preposition.text.lower() == "to"
        and tree[preposition.head].text.lower() == "used"
    )


_NOT_WITHOUT = {  # by so many percent; who undertakes reforms
    "decline": frozenset({"xcomp", "dobj"}),
    "undertake": frozenset({"xcomp", "ccomp"}),
}
_NOT_WITH = {  # for a seat; what one seizes when it comes
    "challenge": frozenset({"for"}),
    "seize": frozenset({"chance", "opportunity", "moment", "initiative"}),
}


def _is_self(token: Token, tree: SyntaxTree) -> bool:
    """Tell "itself" and "each other"."""
    other = token.text.lower() == "other" and any(
        child.text.lower() == "each" for child in tree.below(token.index)
    )
    return other or token.text.lower().endswith(("self", "selves"))


def _is_of_accident(candidate: Candidate, stage: EventContext) -> bool:
    """Tell whether what is looked into is a crash or fire and no deed."""
    tree = stage.tree
    words = {tree[i].lemma.lower() for word in candidate.words for i in tree.subtree(word.index, 20)}
    return bool(words & stage.lexicon.harm["accident"]) and not words & stage.lexicon.harm["violence"]


_TRANSITIVE = frozenset({"direct", "command", "press", "instruct"})  # that tell nothing without whom or what
_ASKED = frozenset(
    {"dobj", "ccomp", "xcomp", "prep", "dative", "nsubjpass", "advcl", "mark"}
)  # what an order is not told without
_TO_COME = frozenset({"to", "will", "would", "'ll", "’ll", "shall", "should", "must"})


def _is_question(below: list[Token], stage: EventContext) -> bool:
    """Tell whether what is agreed is how things are: "do not agree on how it works"."""
    return any(
        True
        for row in below
        if row.dep == "prep" and row.text.lower() == "on"
        for clause in stage.tree.below(row.index, "pcomp", "pobj")
        if clause.pos == "VERB"
        and clause.tag != "VBG"
        and not any(aux.tag == "TO" for aux in stage.tree.below(clause.index, "aux"))
    )


def _is_opinion(below: list[Token], actors: tuple[Part, ...], stage: EventContext) -> bool:
    """Tell "agreed that it was late", "agreed with her" of one or several persons from what somebody agrees to do."""
    if len(actors) > 1 or not are_people(actors, stage.cast):
        return False
    for row in below:
        if row.dep in ("xcomp", "ccomp", "advcl", "conj"):
            words = {aux.text.lower() for aux in stage.tree.below(row.index, "aux")}
            if row.dep != "conj" and (words & _TO_COME or row.tag == "VB"):
                return False
        if row.dep == "dobj" or (row.dep == "prep" and row.text.lower() in ("on", "to", "upon")):
            return False
    return True


def meets_thing(candidate: Candidate, cast: Participants, tree: SyntaxTree) -> bool:
    """Tell whether what is met is nobody: goals, needs, a deadline; and what was met with protests met nobody."""
    if candidate.token.lemma.lower() not in ("meet", "phone", "telephone"):
        return False
    if is_passive(candidate.token, tree):
        return any(row.text.lower() == "with" for row in tree.below(candidate.token.index, "prep"))
    joined = [
        row
        for row in tree.below(candidate.token.index, "conj")
        if row.index - candidate.token.index <= _JOINED
    ]
    objects = [noun for row in (candidate.token, *joined) for noun in tree.below(row.index, "dobj")]
    return bool(objects) and not cast.parts(objects)


_JOINED = 3  # tokens within which "or" joins a verb that shares its object: "will meet or exceed the goal"


def is_bare(candidate: Candidate, trigger: Trigger, recipients: tuple[Part, ...], tree: SyntaxTree) -> bool:
    """Tell whether a noun for an act in words stands for no act: "the commitment of the United States", "he is ready"."""
    if candidate.token.lemma.lower() == "be" and trigger.type == "AGREE":
        return not any(True for word in candidate.words for _ in tree.below(word.index, "xcomp"))
    if not candidate.is_noun or trigger.type not in VERBAL_ACTS or candidate.verb is not candidate.token:
        return False
    clause = any(True for _ in tree.below(candidate.token.index, "acl", "ccomp"))
    return not clause and (trigger.type in ("AGREE", "THREATEN") or not recipients)


def is_accident(candidate: Candidate, trigger: Trigger, stage: EventContext) -> bool:
    """Tell whether people are killed or hurt and nothing in the sentence shows that somebody did it."""
    if trigger.type != "ASSAULT" or candidate.token.lemma.lower() not in (
        "kill",
        "injure",
        "wound",
        "burn",
        "destroy",
    ):
        return False
    sentence = stage.tree.sentence_at(candidate.token.index)
    words = {stage.tree[i].lemma.lower() for i in range(sentence.first, sentence.last)}
    harm = stage.lexicon.harm
    return bool(words & harm["accident"]) or not words & harm["violence"]


def is_in_words(
    candidate: Candidate,
    trigger: Trigger,
    parts: tuple[tuple[Part, ...], tuple[Part, ...]],
    stage: EventContext,
) -> bool:
    """Tell whether somebody in office only attacks a person with words: nothing in the sentence hurts."""
    if trigger.type != "ASSAULT" or candidate.token.lemma.lower() not in _WITH_WORDS or not all(parts):
        return False
    actors, recipients = parts
    if any(stage.cast.is_private(part.actor) for part in actors) or not are_people(
        (*actors, *recipients), stage.cast
    ):
        return False
    sentence = stage.tree.sentence_at(candidate.token.index)
    words = {stage.tree[i].lemma.lower() for i in range(sentence.first, sentence.last)}
    return not words & (stage.lexicon.harm["violence"] - _WITH_WORDS)


_WITH_WORDS = frozenset({"attack", "assault", "assail", "onslaught", "pound"})
