"""Names that a noun is given: beside it, behind a comma, or in a phrase such as "who goes by".

Read from the words, not from the relations: the parser attaches the name behind "the mayor of Lund, Ann
Lindqvist," to the town as often as to the mayor.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.mentions.lexicon import ActorLexicon, ActorNoun, mention_words
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Token

_LONGEST_TAIL = 10  # tokens from a noun to the comma before its name: "of the party in Zinder"
_LONGEST_GAP = 12  # tokens from a noun to the end of a naming phrase: "who gave his name only as"
_LONGEST_NAME = 5  # tokens, hyphens not counted
_IN_TAIL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "ADP", "PART", "NUM", "CCONJ", "PRON"})
_BODIES = frozenset({"government", "organisation", "armed-group", "outlet"})


@dataclass(frozen=True, slots=True)
class GivenName:
    """The name of a noun: tokens `first` to `last` (exclusive), and the entry of the noun."""

    noun: int
    first: int
    last: int
    entry: ActorNoun
    is_far: bool  # other words stand between
    has_age: bool  # "Petro, 51,"
    is_short: bool  # one word behind "the magazine", "its unit"


def find_given_names(tree: SyntaxTree, lexicon: ActorLexicon) -> Iterator[GivenName]:
    """Yield the names that nouns for persons and bodies are given, in text order of the nouns."""
    for token in tree.tokens:
        found = find_given_name(tree, token, lexicon)
        if found is not None:
            yield found


def find_given_name(tree: SyntaxTree, noun: Token, lexicon: ActorLexicon) -> GivenName | None:
    """Return the name of a noun in the singular; None where it is no noun for an actor or has no name."""
    entry = noun_entry(noun, lexicon)
    if entry is None and noun.tag == "NNS":
        return _given_one_of_several(tree, noun, lexicon)
    if entry is None or (entry.kind != "person" and entry.kind not in _BODIES):
        return None
    found = _beside(tree, noun, lexicon, entry)
    if found is None and entry.kind == "person":
        found = find_name_behind(tree, noun, lexicon)
    if found is None:
        found = _after_comma(tree, noun, lexicon, entry)
    if found is None and entry.kind == "person":
        found = _behind_tail(tree, noun, lexicon)
    if found is None:
        return None
    comma = tree[noun.index + 1].text == ","
    belongs = any(tree.below(noun.index, "det", "poss")) or noun.head in range(*found)
    is_short = found[1] - found[0] == 1 and belongs
    is_far = found[0] > noun.index + 1 + comma
    return GivenName(noun.index, *found, entry, is_far, _has_age(tree, found[1]), is_short)


def _given_one_of_several(tree: SyntaxTree, noun: Token, lexicon: ActorLexicon) -> GivenName | None:
    """Return the name in "one of the farmers, who gave his name as Yusuf"."""
    known = lexicon.noun(noun.lemma.lower())
    if known is None or known.kind != "person" or tree[noun.head].text.lower() != "of":
        return None
    found = find_name_behind(tree, noun, lexicon)
    return (
        None
        if found is None
        else GivenName(noun.index, *found, known, is_far=True, has_age=True, is_short=False)
    )


def noun_entry(noun: Token, lexicon: ActorLexicon) -> ActorNoun | None:
    """Return the entry of a common noun in the singular, or one for nouns with the ending of persons."""
    if noun.text[0].isupper() and not noun.text.istitle():
        return None
    if noun.tag not in ("NN", "NNP", "JJ") or (noun.tag == "NNP" and noun.text[0].isupper()):
        return None
    lemma = noun.lemma.lower()
    if lemma in mention_words("name particles"):
        return None
    known = lexicon.noun(lemma)
    if known is not None or lemma in lexicon.inanimate or noun.tag != "NN":
        return known
    return ActorNoun("person") if lemma.endswith(tuple(mention_words("person noun endings"))) else None


def _beside(tree: SyntaxTree, noun: Token, lexicon: ActorLexicon, entry: ActorNoun) -> tuple[int, int] | None:
    """Return a name directly behind a noun: "machine helper [Al-Amin]", "the security firm [Caldwyn]"."""
    found = _name_at(tree, noun.index + 1, noun.sentence, lexicon)
    if found is None or found[0] != noun.index + 1:
        return None
    first, last = found
    after = tree.get(last)
    owned = after is not None and after.tag == "POS"
    described = (
        any(tree.below(noun.index, "det", "amod", "compound", "poss")) or tree[first].head == noun.index
    )
    if entry.kind == "outlet" and noun.head in range(first, last):
        described = described or any(tree.below(noun.head, "det"))  # "the daily Kathimeri"
    return None if owned and entry.kind != "person" else found if described else None


def _after_comma(
    tree: SyntaxTree, noun: Token, lexicon: ActorLexicon, entry: ActorNoun
) -> tuple[int, int] | None:
    """Return the name behind "the mayor of Lund,". A comma, a bracket or a verb must follow it."""
    comma = _comma_after(tree, noun)
    if comma is None:
        return None
    found = _name_at(tree, comma + 1, noun.sentence, lexicon)
    if found is None:
        return None
    first, last = found
    end = last
    while end < len(tree) and tree[end].text in mention_words("degrees"):
        end += 1  # "his counsel, Ann Lind KC, said"
    after = tree.get(end)
    same = after is not None and after.sentence == noun.sentence
    closed = not same or after is None or after.text in (",", "(", ".", "–", "—", "-")
    if not closed and (after is None or after.pos not in ("VERB", "AUX") or noun.dep in ("pobj", "dobj")):
        return None  # "After a call with the mayor, Lind resigned" has no name of the mayor
    if _is_list(tree, end, noun):
        return None
    far = comma > noun.index + 1 and entry.kind == "person" and last - first < 2 and not _has_age(tree, last)
    return None if far else found


def _behind_tail(tree: SyntaxTree, noun: Token, lexicon: ActorLexicon) -> tuple[int, int] | None:
    """Return the name in "the head of the port committee Ann Lind said", right behind the last noun."""
    following = tree.get(noun.index + 1)
    if following is None or following.pos != "ADP" or noun.lemma.lower() not in lexicon.titles:
        return None
    for at in range(noun.index + 2, min(noun.index + 2 + _LONGEST_TAIL, len(tree))):
        token, before = tree[at], tree[at - 1]
        if token.sentence != noun.sentence or token.pos not in _IN_TAIL:
            return None
        if token.pos == "PROPN" and before.pos == "NOUN" and before.text.islower():
            found = _name_at(tree, at, noun.sentence, lexicon)
            after = None if found is None else tree.get(found[1])
            if found is None or found[0] != at or found[1] - at < 2 or after is None:
                return None
            return found if after.pos in ("VERB", "AUX") and after.sentence == noun.sentence else None
    return None


def _comma_after(tree: SyntaxTree, noun: Token) -> int | None:
    """Return the comma behind a noun and the phrases with prepositions that follow it."""
    for at in range(noun.index + 1, min(noun.index + 1 + _LONGEST_TAIL, len(tree))):
        token = tree[at]
        if token.sentence != noun.sentence:
            return None
        if token.text == ",":
            return at
        opens = at > noun.index + 1 or token.pos == "ADP"
        if not opens or (token.pos not in _IN_TAIL and token.text not in ("'s", "’s", "-")):
            return None
        if token.pos == "PRON" and token.tag != "PRP$":
            return None
    return None


def _is_list(tree: SyntaxTree, last: int, noun: Token) -> bool:
    """Tell whether what follows a name shows that it is a further member of a list."""
    for at in range(last, min(last + _LONGEST_TAIL, len(tree))):
        token = tree[at]
        if token.sentence != noun.sentence or token.pos in ("VERB", "AUX"):
            return False
        if token.pos == "CCONJ":
            return tree[at - 1].text != ","
    return False


def _has_age(tree: SyntaxTree, last: int) -> bool:
    """Tell whether an age follows a name: "Petro, 51,"."""
    comma, age = tree.get(last), tree.get(last + 1)
    return (
        comma is not None
        and age is not None
        and comma.text == ","
        and age.text.isdigit()
        and len(age.text) == 2
    )


def find_name_behind(tree: SyntaxTree, noun: Token, lexicon: ActorLexicon) -> tuple[int, int] | None:
    """Return the tokens of the name behind "who goes by", "using the pseudonym", "named" after a noun."""
    words: list[str] = []
    for at in range(noun.index + 1, min(noun.index + 1 + _LONGEST_GAP, len(tree))):
        token = tree[at]
        if token.sentence != noun.sentence or token.text in (";", ":", "“", '"'):
            return None
        words.append(token.text.lower())
        if token.tag == "VBN" and words[0] != "who" and at > noun.index + 1 and token.head != noun.index:
            return None
        if _naming_phrases().search(" ".join(words)):
            found = _name_at(tree, at + 1, noun.sentence, lexicon)
            if found is not None and tree[found[0] - 1].text.lower() not in mention_words("articles"):
                return found
    return None


@cache
def _naming_phrases() -> re.Pattern[str]:
    phrases = sorted(mention_words("naming phrases"), key=len, reverse=True)
    owner = "(?:his|her|their|its)"
    forms = "|".join(re.escape(phrase).replace("their", owner) for phrase in phrases)
    return re.compile(rf"(?:^|\s)(?:{forms})(?: only| just| simply)?(?: as)?$")


def _name_at(tree: SyntaxTree, at: int, sentence: int, lexicon: ActorLexicon) -> tuple[int, int] | None:
    """Return the tokens of the name that begins at a token, behind article, title and "Lund-based"."""
    first = _start(tree, at, lexicon)
    last, words = first, 0
    while last < len(tree) and tree[last].sentence == sentence and words < _LONGEST_NAME:
        if _is_name_word(tree[last]):
            words += tree[last].text != "-"
        elif not _joins(tree, last, first):
            break
        last += 1
    first = max(
        (at + 1 for at in range(first, last - 1) if tree[at].text.lower() in lexicon.titles), default=first
    )
    while last > first and (
        not _is_name_word(tree[last - 1]) or tree[last - 1].text in mention_words("degrees")
    ):
        last -= 1
    if last == first or tree[first].text in mention_words("no given names"):
        return None
    after = tree.get(last)
    unfinished = (
        after is not None and after.sentence == sentence and after.pos == "PROPN" and words >= _LONGEST_NAME
    )
    return None if unfinished else (first, last)


def _start(tree: SyntaxTree, at: int, lexicon: ActorLexicon) -> int:
    token, after = tree.get(at), tree.get(at + 1)
    if token is not None and after is not None and token.text.lower() in mention_words("articles"):
        at += 1
    dash, based = tree.get(at + 1), tree.get(at + 2)
    if dash is not None and based is not None and dash.text == "-" and based.text.lower() == "based":
        at += 3
    for _ in range(2):
        length = next((n for n in (3, 2, 1) if _words(tree, at, n) in lexicon.titles), 0)
        at += length
        dot = tree.get(at)
        if length and dot is not None and dot.text == ".":
            at += 1
    return at


def _words(tree: SyntaxTree, first: int, length: int) -> str:
    return " ".join(token.text.lower() for token in tree.tokens[first : first + length])


def _is_name_word(token: Token) -> bool:
    return (
        token.text[0].isupper()
        and token.pos in ("PROPN", "NOUN", "ADJ", "X")
        and not token.text.endswith(":")
    )


def _joins(tree: SyntaxTree, at: int, first: int) -> bool:
    """Tell whether a token inside a name joins its parts: a particle, a hyphen, "&"."""
    after = tree.get(at + 1)
    if after is not None and after.text == "-" and tree[at].text in mention_words("name particles"):
        after = tree.get(at + 2)  # "al-Shami"
        return after is not None and after.text[0].isupper()
    if (
        at == first
        or after is None
        or not (after.text[0].isupper() or after.text in mention_words("name particles"))
    ):
        return False
    if tree[at].text == "-" and tree[at - 1].text in mention_words("name particles"):
        return True
    if tree[at].text == "-":
        return tree[at - 1].span.end == tree[at].span.start and tree[at].span.end == after.span.start
    return tree[at].text == "&" or tree[at].text in mention_words("name particles")
