"""Units of numbers: percentages and the noun that a number counts, as printed."""

import re
from dataclasses import dataclass

from onrecord.annotate.amounts.lexicon import AmountWords
from onrecord.annotate.amounts.numbers import Number
from onrecord.annotate.lexicon_files import word_class
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Token
from onrecord.model.span import Span

_PERCENT = re.compile(
    r"\s?(?P<unit>%|(?:percentage\s|percent\s|per\scent\s)points?\b|per\s?cent\b|pct\b)", re.IGNORECASE
)
_MOST = 9  # the most tokens from a number to the noun that it counts
_INNER = frozenset({"ADJ", "NOUN", "PROPN", "NUM", "PART", "ADV", "VERB", "CCONJ", "PUNCT", "SYM", "ADP"})


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """The unit of a number, the span with all words that belong to it, and the token of the counted noun."""

    unit: str
    span: Span
    noun: int | None = None


def find_percent(text: str, number: Number) -> CountedUnit | None:
    """Return the unit "%" or "percentage points" and the span, None if there is no percentage."""
    match = _PERCENT.match(text, number.span.end)
    if match is None:
        return None
    unit = "percentage points" if "point" in match["unit"].lower() else "%"
    return CountedUnit(unit, Span(number.span.start, match.end("unit")))


def find_counted_noun(text: str, number: Number, tree: SyntaxTree, words: AmountWords) -> CountedUnit:
    """Return the noun that a number counts and the words between; the unit is empty if there is none."""
    tokens = tree.range(number.span)
    if not tokens:
        return CountedUnit("", number.span)
    last = tokens[-1]
    hyphened = _hyphened(text, number, words)
    if hyphened is not None:
        return hyphened
    noun = _noun(tree, tokens)
    if noun is None:
        return CountedUnit("", number.span)
    first = _first_of_unit(tree, last, noun)
    noun = _measured(tree, noun, words)
    if first > noun:
        return CountedUnit("", number.span)
    span = tree.span(first, noun)
    apart = any(
        tree[i].pos == "NUM" for i in range(last + 1, first)
    )  # "46 of the 50 states": each number has its own words
    return CountedUnit(
        " ".join(span.words(text).split()), number.span if apart else number.span.joined(span), noun
    )


def _hyphened(text: str, number: Number, words: AmountWords) -> CountedUnit | None:
    """Return the measure in "30-day", plural if the number needs it; empty for others ("10-point plan")."""
    match = re.compile(r"[-–]\s?([A-Za-z]{1,20})").match(text, number.span.end)
    if match is None:
        return None
    unit = match[1].lower()
    if unit not in words.lists["hyphened"]:
        return CountedUnit("", Span(number.span.start, match.end(1)))
    plural = f"{unit}s" if f"{unit}s" in words.lists["duration"] and number.value != 1 else unit
    return CountedUnit(plural, Span(number.span.start, match.end(1)))


def _noun(tree: SyntaxTree, tokens: range) -> int | None:
    """Return the token of the counted noun: the number's head, else the noun that follows it."""
    last = tree[tokens[-1]]
    for at in reversed(tokens):
        head = tree[at].head
        counts = tree[at].dep in ("nummod", "quantmod", "compound", "amod", "nmod", "det") and tree[
            head
        ].pos in ("NOUN", "PROPN")
        if counts and tokens[-1] < head <= tokens[-1] + _MOST and _is_one_phrase(tree, tokens[-1], head):
            return _whole(tree, head)
    following = tree.get(last.index + 1)
    if following is not None and following.text.lower() == "of" and following.sentence == last.sentence:
        inner = next(tree.below(following.index, "pobj"), None)
        if inner is not None and last.index < inner.index <= last.index + _MOST:
            return inner.index if inner.pos in ("NOUN", "PROPN") else None
        return _scanned(tree, following)
    return _scanned(tree, last)


def _scanned(tree: SyntaxTree, last: Token) -> int | None:
    """Return the last noun in the run of nouns and adjectives after a number."""
    found = None
    for at in range(last.index + 1, last.index + _MOST):
        token = tree.get(at)
        if token is None or token.sentence != last.sentence:
            break
        if token.pos in ("NOUN", "PROPN"):
            found = at
        elif found is not None or not (token.pos == "ADJ" or token.tag in ("VBN", "VBG")):
            break
    return found


def _is_one_phrase(tree: SyntaxTree, last: int, head: int) -> bool:
    between = [tree[i] for i in range(last + 1, head)]
    return all(token.pos in _INNER and token.text not in (";", ":", "(", ")", "—") for token in between)


def _whole(tree: SyntaxTree, noun: int) -> int:
    """Return the noun that a counted possessor owns ("6,000 soldiers' remains"), else the noun itself."""
    follower, owned = tree.get(noun + 1), tree.get(noun + 2)
    if follower is None or follower.text not in word_class("text/word_classes", "possessives"):
        return noun
    if tree[noun].dep == "poss" and tree[noun].head > noun:
        return tree[noun].head
    same = owned is not None and owned.sentence == tree[noun].sentence
    return (
        noun + 2 if owned is not None and same and owned.tag in ("NN", "NNS", "VBZ") else noun
    )  # "remains" is taken for a verb


def _first_of_unit(tree: SyntaxTree, last: int, noun: int) -> int:
    """Return the first token of the unit: after the number, without "of", "more", "the" and qualifiers."""
    first = last + 1
    while first < noun and (
        tree[first].pos in ("ADP", "DET", "PUNCT", "PRON", "CCONJ", "NUM")
        or tree[first].text.lower() in ("more", "other")
    ):
        first += 1
    return first


def _measured(tree: SyntaxTree, noun: int, words: AmountWords) -> int:
    """Return the noun after "of" behind a measure ("500 tonnes of grain"), else the noun itself."""
    if (
        tree[noun].text.lower() not in words.lists["measure"]
        or tree[noun].text.lower() in words.lists["duration"]
    ):
        return noun
    following = tree.get(noun + 1)
    if following is None or following.text.lower() != "of":
        return noun
    inner = next(tree.below(following.index, "pobj"), None)
    return (
        inner.index
        if inner is not None and inner.index - noun <= _MOST and inner.pos in ("NOUN", "PROPN")
        else noun
    )
