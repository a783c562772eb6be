"""Candidates: the verbs and nouns of an article that may tell an event, by the trigger lexicon. Judges nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onrecord.annotate.events.lexicon import EventLexicon, Trigger
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Token

_HANGING = frozenset(
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
_AFTER_IN = frozenset(
    {"contempt", "custody", "talk", "negotiation", "favor", "favour"}
)  # "in" else tells where or how
_INSIDE_NOUN = frozenset({"amod", "compound", "nmod"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token that may tell an event. `verb` is the verb that governs a noun ("held" of "held talks"), else the token itself.

    `triggers` are the lexicon's readings of it, the most likely first; `words` are all tokens of the phrase.
    """

    token: Token
    verb: Token
    triggers: tuple[Trigger, ...]
    words: tuple[Token, ...]

    @property
    def is_noun(self) -> bool:
        """Tell whether a noun tells it."""
        return self.token.pos in ("NOUN", "PROPN")


def find_candidates(tree: SyntaxTree, lexicon: EventLexicon) -> list[Candidate]:
    """Return the candidates in text order; a noun inside the phrase of a verb is no candidate of its own."""
    found = [row for token in tree.tokens if (row := _verb(token, tree, lexicon))]
    taken = {word.index for row in found for word in row.words}
    nouns = [
        row for token in tree.tokens if token.index not in taken and (row := _noun(token, tree, lexicon))
    ]
    return sorted((*found, *nouns), key=lambda row: row.token.index)


def _verb(token: Token, tree: SyntaxTree, lexicon: EventLexicon) -> Candidate | None:
    if (
        token.pos not in ("VERB", "AUX")
        or token.dep in _INSIDE_NOUN
        or (token.dep == "aux" or token.dep == "auxpass")
    ):
        return None
    fitting = fitting_triggers(token, tree, lexicon)
    if any(True for _ in tree.below(token.index, "dobj", "ccomp", "xcomp")):
        fitting = [row for row in fitting if "alone" not in row[0].parts]
    if not fitting:
        return None
    return Candidate(token, token, tuple(trigger for trigger, _ in fitting), (token, *fitting[0][1]))


def fitting_triggers(
    verb: Token, tree: SyntaxTree, lexicon: EventLexicon
) -> list[tuple[Trigger, list[Token]]]:
    """Return the lexicon's readings of a verb whose further words stand by it, with these words; the longest first."""
    known = lexicon.verbs.get(verb.lemma.lower())
    if not known:
        return []
    at_hand = _words_at_hand(verb, tree)
    return [(trigger, words) for trigger in known if (words := _fit(trigger, at_hand)) is not None]


def _words_at_hand(verb: Token, tree: SyntaxTree) -> Mapping[str, Token]:
    """Return by lemma what a phrase with this verb may hold: particles, objects, prepositions and what these govern."""
    found: dict[str, Token] = {}
    for child in tree.below(verb.index):
        if child.dep == "aux" or (child.dep not in _HANGING and child.lemma != "to"):
            continue  # "to tell" is not "tell to"
        if child.dep in ("prep", "prt") and child.index < verb.index:
            continue  # "in a poll, voters given a choice" do not give in
        if (child.dep == "dative" and child.pos != "ADP") or child.text.lower() == "according":
            continue
        found.setdefault(child.lemma.lower(), child)
        found.setdefault(child.text.lower(), child)
        for below in tree.below(child.index, "pobj", "conj", "pcomp", "aux", "compound"):
            if below.dep == "pobj" and child.text.lower() == "in" and below.lemma.lower() not in _AFTER_IN:
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
    """Tell whether a noun is part of a name: "the Declaration of Support"."""
    above = tree[tree[token.head].head]
    return (
        token.text[0].isupper()
        and token.dep == "pobj"
        and above.text[0].isupper()
        and above.pos in ("NOUN", "PROPN")
    )


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
    """Return the light verb whose object a noun is, through "a round of talks"; the noun itself where there is none."""
    at = token
    for _ in range(4):
        above = tree[at.head]
        if at.dep == "pobj" and above.text.lower() == "of":
            at = tree[above.head]
            continue
        if at.dep == "conj" and above.pos == "NOUN":
            at = above
            continue
        if at.dep in ("dobj", "nsubjpass", "oprd", "attr") and trigger.type in lexicon.light.get(
            above.lemma.lower(), ()
        ):
            return above
        if at.dep == "pobj" and above.text.lower() in ("in", "into", "to"):
            return (
                tree[above.head]
                if trigger.type in lexicon.light.get(tree[above.head].lemma.lower(), ())
                else token
            )
        break
    return token
