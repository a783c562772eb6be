"""Trigger candidates: the verbs, nouns and phrases of an article that the trigger lexicon lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onrecord.annotate.events.lexicon import EventLexicon, Trigger, event_words
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token

_PHRASE_RELATIONS = frozenset(
    {
        "prt",
        "prep",
        "dobj",
        "acomp",
        "attr",
        "advmod",
        "oprd",
        "nsubjpass",
        "dative",
        "xcomp",
        "npadvmod",
        "amod",
    }
)
_INSIDE_NOUN = frozenset({"amod", "compound", "nmod"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token that may be the trigger of an event.

    `verb` is the light verb that governs a noun ("held" of "held talks"), else the token itself. `triggers`
    are the lexicon's entries that fit, the longest phrase first; `words` are all tokens of the phrase.
    """

    token: Token
    verb: Token
    triggers: tuple[Trigger, ...]
    words: tuple[Token, ...]

    @property
    def is_noun(self) -> bool:
        """Return whether the trigger is a noun."""
        return self.token.pos in ("NOUN", "PROPN")


def find_candidates(tree: SyntaxTree, lexicon: EventLexicon) -> list[Candidate]:
    """Return the candidates in text order. A noun inside the phrase of a verb is no candidate of its own."""
    found = [row for token in tree.tokens if (row := _verb(token, tree, lexicon))]
    taken = {word.index for row in found for word in row.words}
    nouns = [
        row for token in tree.tokens if token.index not in taken and (row := _noun(token, tree, lexicon))
    ]
    return sorted((*found, *nouns), key=lambda row: row.token.index)


def _verb(token: Token, tree: SyntaxTree, lexicon: EventLexicon) -> Candidate | None:
    if token.pos not in VERBAL or token.dep in _INSIDE_NOUN or token.dep in ("aux", "auxpass"):
        return None
    fitting = fitting_triggers(token, tree, lexicon)
    if any(tree.below(token.index, "dobj", "ccomp", "xcomp")):
        fitting = [row for row in fitting if "alone" not in row[0].frame]
    if not fitting:
        return None
    return Candidate(token, token, tuple(trigger for trigger, _ in fitting), (token, *fitting[0][1]))


def fitting_triggers(
    verb: Token, tree: SyntaxTree, lexicon: EventLexicon
) -> list[tuple[Trigger, list[Token]]]:
    """Return the verb's entries of which all further words are found beside it, with these words.

    Longest first.
    """
    known = lexicon.verbs.get(verb.lemma.lower())
    if not known:
        return []
    at_hand = _words_at_hand(verb, tree)
    return [(trigger, words) for trigger in known if (words := _fit(trigger, at_hand)) is not None]


def _words_at_hand(verb: Token, tree: SyntaxTree) -> Mapping[str, Token]:
    """Return by lemma the words that a phrase with this verb may contain.

    Particles, objects, prepositions, their objects.
    """
    found: dict[str, Token] = {}
    for child in tree.below(verb.index):
        if child.dep == "aux" or (child.dep not in _PHRASE_RELATIONS and child.lemma != "to"):
            continue  # "to tell" is not "tell to"
        if child.dep in ("prep", "prt") and child.index < verb.index:
            continue  # "in a poll, voters given a choice" is not "give in"
        if (child.dep == "dative" and child.pos != "ADP") or child.text.lower() == "according":
            continue
        found.setdefault(child.lemma.lower(), child)
        found.setdefault(child.text.lower(), child)
        for below in tree.below(child.index, "pobj", "conj", "pcomp", "aux", "compound"):
            is_object_of_in = below.dep == "pobj" and child.text.lower() == "in"
            if is_object_of_in and below.lemma.lower() not in event_words("nouns in a phrase with in"):
                continue
            found.setdefault(below.lemma.lower(), below)
            if below.dep == "pobj":
                found.setdefault(below.text.lower(), below)
    return found


def _fit(trigger: Trigger, at_hand: Mapping[str, Token]) -> list[Token] | None:
    words: list[Token] = []
    for choices in trigger.words:
        token = next((at_hand[choice] for choice in sorted(choices) if choice in at_hand), None)
        if token is None:
            return None
        words.append(token)
    return words


def _noun(token: Token, tree: SyntaxTree, lexicon: EventLexicon) -> Candidate | None:
    if token.pos != "NOUN" or token.dep in _INSIDE_NOUN or _is_in_name(token, tree):
        return None
    for phrase, words in _phrases(token, tree):
        trigger = lexicon.nouns.get(phrase)
        if trigger:
            return Candidate(token, _governing(token, trigger, tree, lexicon), (trigger,), words)
    return None


def _is_in_name(token: Token, tree: SyntaxTree) -> bool:
    """Return whether a noun is part of a name: "the Declaration of Support"."""
    noun = tree[tree[token.head].head]
    is_capitalised = token.text[0].isupper() and noun.text[0].isupper()
    return is_capitalised and token.dep == "pobj" and noun.pos in ("NOUN", "PROPN")


def _phrases(token: Token, tree: SyntaxTree) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """Yield the noun with the word or words before it and after "of", longest first, and alone."""
    lemma = token.lemma.lower()
    for child in tree.below(token.index, "prep"):
        if child.text.lower() == "of":
            for noun in tree.below(child.index, "pobj"):
                yield f"{lemma} of {noun.lemma.lower()}", (token, noun)
    before = tree.get(token.index - 1)
    if before is not None and before.head == token.index and before.dep in (*_INSIDE_NOUN, "punct"):
        yield f"{before.text.lower()} {lemma}", (before, token)
    yield lemma, (token,)


def _governing(token: Token, trigger: Trigger, tree: SyntaxTree, lexicon: EventLexicon) -> Token:
    """Return the light verb that a noun is the object of, through "a round of talks".

    The noun where there is none.
    """

    def is_light(verb: Token) -> bool:
        return trigger.type in lexicon.light.get(verb.lemma.lower(), ())

    at = token
    for _ in range(4):
        above = tree[at.head]
        if at.dep == "pobj" and above.text.lower() == "of":
            at = tree[above.head]
            continue
        if at.dep == "conj" and above.pos == "NOUN":
            at = above
            continue
        if at.dep in ("dobj", "nsubjpass", "oprd", "attr") and is_light(above):
            return above
        if at.dep == "pobj" and above.text.lower() in ("in", "into", "to"):
            return tree[above.head] if is_light(tree[above.head]) else token
        break
    return token
