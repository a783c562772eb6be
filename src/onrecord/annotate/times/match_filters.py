"""Filters for matches of the time grammar that are not time expressions: counts, labels, "may" as a verb."""

import re

from onrecord.annotate.lexicon_files import word_class
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.annotate.times.grammar import TimeMatch
from onrecord.model.annotation import Token

_NUMBERS = frozenset({"year", "years", "old_year", "clock"})
_ANCIENT = re.compile(
    r"\((?:born )?(?:c\. ?|ca\. ?)?[1-9]\d\d ?[–-] ?(?:(?:c\. ?)?\d{1,2} [A-Z][a-z]{2,8} )?[1-9]\d\d\)"
    r"|\b[1-9]\d\d AD\b|\bAD [1-9]\d\d?\b"
    r"|\b\d{1,3} (?:BC|BCE)\b|\b[1-9]th[- ]century\b"
)


def is_ancient(text: str) -> bool:
    """Return whether a text is about the first thousand years, when three digits may be a year."""
    return _ANCIENT.search(text) is not None


def _is_number_of_time(found: TimeMatch, tokens: range, tree: SyntaxTree, *, ancient: bool) -> bool:
    before, after = tree.get(tokens.start - 1), tree.get(tokens.stop)
    if found.rule == "clock":
        return _is_clock(found, before)
    if found.rule == "old_year":
        return ancient and _is_old_year(before, after)
    if found.rule == "years":
        return before is None or before.text.lower() not in word_class("times/word_classes", "label")
    return _is_year(before, after, tree[tokens.stop - 1])


def is_time(found: TimeMatch, tokens: range, tree: SyntaxTree, *, ancient: bool) -> bool:
    """Return whether a match is a time expression. `ancient`: numbers of three digits may be years."""
    first, last = tree[tokens.start], tree[tokens.stop - 1]
    before, after = tree.get(tokens.start - 1), tree.get(tokens.stop)
    if found.rule in _NUMBERS:
        return _is_number_of_time(found, tokens, tree, ancient=ancient)
    if found.rule == "month" and len(tokens) == 1:
        return _is_month(first, before, after, tree)
    if found.rule == "bare_season":
        return _is_season(last, before, after)
    if (
        first.text in word_class("times/word_classes", "newspaper day")
        and before is not None
        and before.tag == "NNP"
    ):
        return False  # "the Harbour Sun."
    if found.rule == "span_of" and first.pos in VERBAL:
        return False  # "it will last three weeks"
    if found.rule == "weekday" and len(tokens) == 1:
        return before is None or not _is_capitalised_modifier(before)
    if after is None:
        return True
    percentage = found.rule == "date" and "year" not in found.groups and after.text == "%"
    hyphened = found.rule == "near" and found.groups["which"].lower() == "this" and after.text == "-"
    return not percentage and not hyphened


def _is_capitalised_modifier(before: Token) -> bool:
    """Return whether the word before a weekday makes it a name ("Black Friday")."""
    return before.tag in ("JJ", "NNP") and before.text[0].isupper() and before.dep == "amod"


def _is_month(month: Token, before: Token | None, after: Token | None, tree: SyntaxTree) -> bool:
    """Return whether the bare name of a month is a month, not a verb or part of another name."""
    if month.text.lower() not in word_class("times/word_classes", "month or other word"):
        named = after is not None and after.pos == "PROPN" and after.dep != "npadvmod"
        return month.pos == "PROPN" and not (named and month.dep == "compound")
    if month.pos != "PROPN" or before is None:
        return False
    months = word_class("times/word_classes", "month before another")
    listed = before.text == "," and tree[before.index - 1].text in months
    return listed or before.text.lower() in word_class("times/word_classes", "before a month")


def _is_year(before: Token | None, after: Token | None, year: Token) -> bool:
    """Return whether a number of four digits is a year: it does not count something and is not a label."""
    if not year.text.isdigit():
        return False
    if before is not None and (
        before.text.lower() in word_class("times/word_classes", "label")
        or before.text in word_class("times/word_classes", "currency")
    ):
        return False
    if after is None or year.dep != "nummod":
        return after is None or after.text.lower() not in word_class("times/word_classes", "counted noun")
    return not _is_counted(before, after, int(year.text))


def _is_counted(before: Token | None, after: Token, number: int) -> bool:
    """Return whether a number counts the next noun: "2000 people", not "2014 elections" or "2000 levels"."""
    if after.text.lower() in word_class("times/word_classes", "counted noun"):
        return True
    if after.tag not in ("NNS", "NNPS") or after.lemma in word_class(
        "times/word_classes", "compared with a year"
    ):
        return False
    if number % 100 == 0:
        return True
    return before is None or (after.tag == "NNS" and before.tag not in ("DT", "POS", "PRP$", "NNP"))


def _is_old_year(before: Token | None, after: Token | None) -> bool:
    if before is None or before.text.lower() not in word_class("times/word_classes", "before an old year"):
        return False
    return after is None or (after.tag not in ("NNS", "NN", "CD") and after.text not in ("%", ".", "/"))


def _is_season(last: Token, before: Token | None, after: Token | None) -> bool:
    """Return whether the word is a season: "in the fall", not "you fall" or "the fall of the city"."""
    if last.pos not in ("NOUN", "PROPN") or (
        before is not None and before.tag == "NNP" and last.text[0].isupper()
    ):
        return False
    if last.lemma.lower() != "fall" or after is None:
        return True
    return after.text.lower() not in word_class("times/word_classes", "after another fall")


def _is_clock(found: TimeMatch, before: Token | None) -> bool:
    """Return whether a match is a time of day: with a.m., p.m. or a zone, or after a word such as "at"."""
    if "seconds" in found.groups and not {"zone", "local"}.intersection(found.groups):
        return False  # the duration of a run
    if {"meridiem", "zone", "local"}.intersection(found.groups):
        return True
    return before is not None and before.text.lower() in word_class(
        "times/word_classes", "before a clock time"
    )


def is_repeated(found: TimeMatch, tokens: range, tree: SyntaxTree) -> bool:
    """Return whether a weekday is no single day: "every Tuesday", "it was a Tuesday"."""
    if found.rule != "weekday":
        return False
    before, last = tree.get(tokens.start - 1), tree[tokens.stop - 1]
    if before is None or before.sentence != tree[tokens.start].sentence:
        return False
    word = before.text.lower()
    indefinite = word in word_class("times/word_classes", "article or one")
    modifies_day = before.head == last.index and last.dep != "compound"
    return word in word_class("times/word_classes", "every") or (indefinite and modifies_day)
