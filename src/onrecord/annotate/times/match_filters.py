"""What is a time and what is only written alike: numbers, the verb "may", "March" that marches, "the second" of two."""

import re

from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.annotate.times.grammar import TimeMatch
from onrecord.model.annotation import Token

_BEFORE_A_MONTH = frozenset(
    {
        "in",
        "since",
        "until",
        "till",
        "by",
        "from",
        "to",
        "of",
        "through",
        "during",
        "and",
        "between",
        "last",
        "next",
    }
)
_BEFORE_A_CLOCK = frozenset(
    {
        "at",
        "by",
        "around",
        "about",
        "until",
        "till",
        "from",
        "to",
        "since",
        "before",
        "after",
        "between",
        "approximately",
    }
)
_BEFORE_AN_OLD_YEAR = frozenset(
    {
        "in",
        "about",
        "around",
        "c.",
        "ca.",
        "circa",
        "until",
        "since",
        "from",
        "to",
        "by",
        "after",
        "before",
        "–",
        "-",
        "(",
        "of",
    }
)
_NUMBERED = frozenset(
    {
        "no",
        "no.",
        "number",
        "page",
        "p.",
        "chapter",
        "resolution",
        "article",
        "section",
        "room",
        "flight",
        "route",
        "sections",
        "u.s.c",
        "u.s.c.",
        "§",
        "§§",
        "code",
    }
)
_MONEY = frozenset({"$", "£", "€", "#", "US$"})
_COUNTED = frozenset(
    {"km", "m", "miles", "meters", "metres", "feet", "people", "troops", "kg", "hours", "gmt", "utc", "%"}
)
_COMPARED = frozenset({"level", "season", "figure", "price", "value", "standard"})
_LISTED_MONTHS = frozenset(
    {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
    }
)
_NUMBERS = frozenset({"year", "years", "old_year", "clock"})
_EVERY = frozenset({"every", "each", "any", "most", "some"})
_ANCIENT = re.compile(
    r"\((?:born )?(?:c\. ?|ca\. ?)?[1-9]\d\d ?[–-] ?(?:(?:c\. ?)?\d{1,2} [A-Z][a-z]{2,8} )?[1-9]\d\d\)"
    r"|\b[1-9]\d\d AD\b|\bAD [1-9]\d\d?\b"
    r"|\b\d{1,3} (?:BC|BCE)\b|\b[1-9]th[- ]century\b"
)


def is_ancient(text: str) -> bool:
    """Tell whether a text tells of the first thousand years, in which a number of three digits may be a year."""
    return _ANCIENT.search(text) is not None


def _is_number_of_time(found: TimeMatch, tokens: range, tree: SyntaxTree, *, ancient: bool) -> bool:
    before, after = tree.get(tokens.start - 1), tree.get(tokens.stop)
    if found.rule == "clock":
        return _is_clock(found, before)
    if found.rule == "old_year":
        return ancient and _is_old_year(before, after)
    if found.rule == "years":
        return before is None or before.text.lower() not in _NUMBERED
    return _is_year(before, after, tree[tokens.stop - 1])


def is_time(found: TimeMatch, tokens: range, tree: SyntaxTree, *, ancient: bool) -> bool:
    """Tell times from what is only written alike. `ancient`: numbers of three digits may be years."""
    first, last = tree[tokens.start], tree[tokens.stop - 1]
    before, after = tree.get(tokens.start - 1), tree.get(tokens.stop)
    if found.rule in _NUMBERS:
        return _is_number_of_time(found, tokens, tree, ancient=ancient)
    if found.rule == "month" and len(tokens) == 1:
        if first.text.lower() in ("may", "march", "august"):
            listed = (
                before is not None and before.text == "," and tree[before.index - 1].text in _LISTED_MONTHS
            )
            return (
                first.pos == "PROPN"
                and before is not None
                and (listed or before.text.lower() in _BEFORE_A_MONTH)
            )
        named = (
            after is not None and after.pos == "PROPN" and after.dep != "npadvmod" and first.dep == "compound"
        )
        return first.pos == "PROPN" and not named
    if found.rule == "bare_season":
        return _is_season(last, before, after)
    if first.text in ("Sun", "Sun.", "Sat") and before is not None and before.tag == "NNP":
        return False  # "the Harbour Sun."
    if found.rule == "span_of" and first.pos in VERBAL:
        return False  # "it will last three weeks"
    if found.rule == "weekday" and len(tokens) == 1:
        named = (
            before is not None
            and before.tag in ("JJ", "NNP")
            and before.text[0].isupper()
            and before.dep == "amod"
        )
        return not named
    if found.rule == "date" and "year" not in found.groups and after is not None and after.text == "%":
        return False
    return not (
        found.rule == "near"
        and found.groups["which"].lower() == "this"
        and after is not None
        and after.text == "-"
    )


def _is_year(before: Token | None, after: Token | None, year: Token) -> bool:
    """A number of four digits is a year unless it counts something or numbers something."""
    if not year.text.isdigit():
        return False
    if before is not None and (before.text.lower() in _NUMBERED or before.text in _MONEY):
        return False
    if after is None or year.dep != "nummod":
        return after is None or after.text.lower() not in _COUNTED
    return not _is_counted(before, after, int(year.text))


def _is_counted(before: Token | None, after: Token, number: int) -> bool:
    """Tell "2000 people" from "the 2014 elections", "2000 levels" and "the London 2012 Olympics"."""
    if after.text.lower() in _COUNTED:
        return True
    if after.tag not in ("NNS", "NNPS") or after.lemma in _COMPARED:
        return False
    if number % 100 == 0:
        return True
    return before is None or (after.tag == "NNS" and before.tag not in ("DT", "POS", "PRP$", "NNP"))


def _is_old_year(before: Token | None, after: Token | None) -> bool:
    if before is None or before.text.lower() not in _BEFORE_AN_OLD_YEAR:
        return False
    return after is None or (after.tag not in ("NNS", "NN", "CD") and after.text not in ("%", ".", "/"))


def _is_season(last: Token, before: Token | None, after: Token | None) -> bool:
    """Tell "in the fall" from "you fall", "the fall of the city" and "Beaver Falls"."""
    if last.pos not in ("NOUN", "PROPN") or (
        before is not None and before.tag == "NNP" and last.text[0].isupper()
    ):
        return False
    return not (
        last.lemma.lower() == "fall" and after is not None and after.text.lower() in ("of", "in", "from")
    )


def _is_clock(found: TimeMatch, before: Token | None) -> bool:
    """A time of day says so by a.m. or p.m., by its zone, or by the word before it."""
    if "seconds" in found.groups and not {"zone", "local"}.intersection(found.groups):
        return False  # how long a run took
    if {"meridiem", "zone", "local"}.intersection(found.groups):
        return True
    return before is not None and before.text.lower() in _BEFORE_A_CLOCK


def is_repeated(found: TimeMatch, tokens: range, tree: SyntaxTree) -> bool:
    """Tell "every Tuesday" and "it was a Tuesday", which mean no one day, from "on Tuesday"."""
    if found.rule != "weekday":
        return False
    before, last = tree.get(tokens.start - 1), tree[tokens.stop - 1]
    if before is None or before.sentence != tree[tokens.start].sentence:
        return False
    word = before.text.lower()
    return word in _EVERY or (
        word in ("a", "an", "one") and before.head == last.index and last.dep != "compound"
    )
