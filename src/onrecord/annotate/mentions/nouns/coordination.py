"""Lists of actors: the members joined to a noun, and nouns that several owners share.

The parser takes the second member of a list for an apposition where the members are names, or where each
has its own article ("Ann Lee, Bo Park and Cy Voss", "a doctor, a driver and a guard"). It is a member if it
is of the same form as the first and a conjunct follows.
"""

from collections.abc import Iterator

from onrecord.annotate.mentions.lexicon import load_actor_lexicon, mention_words
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Token

LONGEST_LIST = 12  # members that are read


def find_conjuncts(tree: SyntaxTree, first: Token) -> list[Token]:
    """Return the other members of the list that a noun begins, in text order; [] where there is no list."""
    found: dict[int, Token] = {}
    waiting = [first]
    while waiting and len(found) < LONGEST_LIST:
        for member in _next_members(tree, waiting.pop()):
            if member.index not in found and member.index != first.index:
                found[member.index] = member
                waiting.append(member)
    return [found[index] for index in sorted(found)]


def _next_members(tree: SyntaxTree, token: Token) -> Iterator[Token]:
    for child in tree.below(token.index, "conj", "appos"):
        if child.pos in NOMINAL and (child.dep == "conj" or _is_listed(tree, token, child)):
            yield child
    for child in tree.below(token.index, "nmod"):
        # "Amnesty and local lawyers": the parser makes the first member a modifier of the last.
        bare = child.pos == "PROPN" and not any(tree.below(child.index, "case"))
        if bare and child.index < token.index and any(tree.below(child.index, "cc")):
            yield child


def _is_listed(tree: SyntaxTree, first: Token, second: Token) -> bool:
    """Tell whether an apposition is the second member of a list: alike in form, with a conjunct behind it."""
    if second.index < first.index or second.pos != first.pos or second.pos not in ("PROPN", "NOUN"):
        return False
    begin = _first_below(tree, second)
    comma = tree.get(begin - 1)
    if comma is None or comma.text != "," or tree.subtree(first.index)[0] > first.index:
        return False
    further = [row for row in tree.below(second.index, "conj") if row.pos == second.pos]
    further += [row for row in tree.below(first.index, "conj") if row.index > second.index]
    if not further or second.text.lower() in load_actor_lexicon().titles:
        return False
    return second.pos == "PROPN" or _article(tree, first) == _article(tree, second)


def _first_below(tree: SyntaxTree, token: Token) -> int:
    """Return the first token of a noun with the words directly before it."""
    first = token.index
    below = set(tree.subtree(token.index))
    while first - 1 in below:
        first -= 1
    return first


def _article(tree: SyntaxTree, noun: Token) -> str:
    """Return the sort of a noun's article: "a", "the", or "" for none."""
    word = next((child.text.lower() for child in tree.below(noun.index, "det")), "")
    return "a" if word in mention_words("indefinite articles") else word
