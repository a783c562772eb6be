"""Time expressions and their values: where they stand in the text, which tense is around them, what was told before."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Literal

from onrecord.model.annotation import Annotation, Name, Sentence, TimeExpression, Token
from onrecord.model.article import Article
from onrecord.model.edtf import edtf_bounds
from onrecord.model.reading import Layer, Reading
from onrecord.model.span import Span
from onrecord.reading.time_grammar import FoundTime, TimeGrammar, load_time_grammar
from onrecord.reading.time_values import Moment, Told, resolve_time
from onrecord.reading.tree import VERBAL, Tree

# Sentences a full date is remembered for dates without a year: "On 4 July 1831 … and on 14 July".
_REMEMBERED = 3
_BEFORE_A_MONTH = frozenset(
    {"in", "since", "until", "till", "by", "from", "to", "of", "through", "during", "and", "between", "last", "next"}
)
_RELATIVE = frozenset({"shift", "same", "next_to", "year", "era"})
_NOT_REMEMBERED = frozenset({"period", "century", "decade", "span_of", "vague_span", "near_season", "edge_of"})
_IN_NAMES = frozenset({"weekday", "day_word", "month", "yearly"})
_MANY = 4
_NUMBERED = frozenset(
    {"no", "no.", "number", "page", "p.", "chapter", "resolution", "article", "section", "room", "flight", "route"}
)
_MONEY = frozenset({"$", "£", "€", "#", "US$"})
_COUNTED = frozenset({"km", "m", "miles", "meters", "metres", "feet", "people", "troops", "kg", "hours", "gmt", "utc", "%"})
Tense = Literal["future", "past", "present", "none"]
_DAY = re.compile(r"\d{4}-\d\d-\d\d~?")


class TimeReader:
    """Time expressions with EDTF values, relative ones against the publication date.

    Without a publication date what depends on it has no value: never "today".
    """

    name = "times"
    version = "1"
    needs: tuple[Layer, ...] = (Sentence, Token, Name)
    gives: tuple[Layer, ...] = (TimeExpression,)

    def read(self, article: Article, reading: Reading) -> Iterable[Annotation]:
        """Return the time expressions in text order. Raises ModelError when the calendar is missing."""
        tree = Tree.of(reading)
        grammar = load_time_grammar()
        bodies = [name.span for name in reading.of(Name) if name.label in ("ORG", "PERSON", "WORK_OF_ART", "FAC", "LAW")]
        return list(_read(article, tree, grammar, _Inside(sorted(bodies))))


class _Inside:
    """Tells whether a span lies inside one of a list of spans, asked in text order."""

    def __init__(self, spans: list[Span]) -> None:
        self.spans = spans
        self.at = 0

    def holds(self, span: Span) -> bool:
        while self.at < len(self.spans) and self.spans[self.at].end <= span.start:
            self.at += 1
        near = self.spans[self.at : self.at + 3]
        return any(name.holds(span) and name.length > span.length for name in near)


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was told before: the last time, and the last full date with the sentence and passage it stood in."""

    told: Told | None = None
    told_in: int = -1
    full: date | None = None
    sentence: int = -1
    passage: int = -1


def _read(article: Article, tree: Tree, grammar: TimeGrammar, bodies: _Inside) -> Iterator[TimeExpression]:
    published = publication_day(article.published.value)
    memory = _Memory(Told(published, "day") if published else None)
    rows = list(_find(article.text, tree, grammar, bodies))
    historic = _is_historic(rows, published)
    for found, following in zip_longest(rows, rows[1:]):  # never longer than rows
        tokens = tree.range(found.span)
        sentence = tree.sentence_at(tokens.start)
        moment = _moment(published, memory, sentence, tokens, tree, grammar)
        if historic and memory.told is not None:
            moment = replace(moment, near=memory.told.day)
        value = None if _is_of_an_event(found, tokens, tree) else resolve_time(_with_year(found, following, article.text), moment)
        if value is None and found.rule in _RELATIVE:
            continue
        memory = _remember(memory, value, found, sentence)
        yield TimeExpression(found.span, value)


def _find(text: str, tree: Tree, grammar: TimeGrammar, bodies: _Inside) -> Iterator[FoundTime]:
    """Yield what is written like a time and is one."""
    for stretch in _stretches(tree):
        for found in grammar.find(text, stretch.start, stretch.end):
            tokens = tree.range(found.span)
            named = found.rule in _IN_NAMES and bodies.holds(found.span)
            if tokens and not named and found.span.is_sound(text) and _is_time(found, tokens, tree):
                yield found


def _is_historic(rows: list[FoundTime], published: date | None) -> bool:
    """Tell a text about the past from news: many years, all long before publication, and no "Tuesday" or "yesterday"."""
    if published is None or any(row.rule in ("weekday", "day_word", "near", "ago") for row in rows):
        return False
    years = [year for row in rows if (year := row.number("year")) is not None]
    return len(years) >= _MANY and all(published.year - year > 1 for year in years)


def _with_year(found: FoundTime, following: FoundTime | None, text: str) -> FoundTime:
    """Return "March" of "March to August 2011" with the year told after it."""
    if following is None or "year" in found.groups or "year" not in following.groups or found.rule not in ("date", "month"):
        return found
    between = text[found.span.end : following.span.start].strip().lower() if following.span.start - found.span.end < 12 else ""
    if following.rule not in ("date", "month", "year") or between not in ("to", "and", "through", "until", "till", "-", "–"):
        return found
    return replace(found, groups={**found.groups, "year": following.groups["year"]})


def _is_of_an_event(found: FoundTime, tokens: range, tree: Tree) -> bool:
    """Tell "the day before the vote", which looks to an event and not to a time told, from "the day before"."""
    after = tree.get(tokens.stop)
    beside = found.rule == "shift" and found.groups["way"].lower() in ("before", "after")
    return beside and after is not None and after.sentence == tree[tokens.start].sentence and after.pos not in ("PUNCT", "CCONJ")


def publication_day(value: str | None) -> date | None:
    """Return the day of publication, None when the day is not known."""
    if value is None:
        return None
    bounds = edtf_bounds(value)
    return bounds[0] if bounds and bounds[0] == bounds[1] else None


def _stretches(tree: Tree) -> Iterator[Span]:
    """Yield the text of neighbouring sentences of one passage: sentence ends are sometimes seen inside dates."""
    span: Span | None = None
    passage = -1
    for sentence in tree.sentences:
        if span is not None and sentence.passage == passage and sentence.span.start - span.end < 3:
            span = span.joined(sentence.span)
            continue
        if span is not None:
            yield span
        span, passage = sentence.span, sentence.passage
    if span is not None:
        yield span


def _is_time(found: FoundTime, tokens: range, tree: Tree) -> bool:
    """Tell times from what is only written alike: numbers, the verb "may", "March" that marches, "the second" of two."""
    first, last = tree[tokens.start], tree[tokens.stop - 1]
    before, after = tree.get(tokens.start - 1), tree.get(tokens.stop)
    if found.rule == "year":
        return _is_year(before, after, last)
    if found.rule == "month" and len(tokens) == 1:
        if first.text.lower() in ("may", "march", "august"):
            return first.pos == "PROPN" and before is not None and before.text.lower() in _BEFORE_A_MONTH
        named = after is not None and after.pos == "PROPN" and after.dep != "npadvmod" and first.dep == "compound"
        return first.pos == "PROPN" and not named
    if found.rule == "weekday" and len(tokens) == 1:
        named = before is not None and before.tag in ("JJ", "NNP") and before.text[0].isupper() and before.dep == "amod"
        return not named
    if found.rule == "date" and "year" not in found.groups and after is not None and after.text == "%":
        return False
    return not (found.rule == "near" and found.groups["which"].lower() == "this" and after is not None and after.text == "-")


def _is_year(before: Token | None, after: Token | None, year: Token) -> bool:
    """A number of four digits is a year unless it counts something or numbers something."""
    if not year.text.isdigit():
        return False
    if before is not None and (before.text.lower() in _NUMBERED or before.text in _MONEY):
        return False
    if after is None or year.dep != "nummod":
        return after is None or after.text.lower() not in _COUNTED
    counted = after.tag in ("NNS", "NNPS") and (int(year.text) % 100 == 0 or before is None or before.tag != "DT")
    return not counted and after.text.lower() not in _COUNTED


def _moment(
    published: date | None, memory: _Memory, sentence: Sentence, tokens: range, tree: Tree, grammar: TimeGrammar
) -> Moment:
    near = memory.passage == sentence.passage and sentence.index - memory.sentence <= _REMEMBERED
    far = near and memory.full is not None and published is not None and abs((published - memory.full).days) > 366
    tense = _tense(tokens, tree, grammar)
    told = memory.told.day if memory.told and memory.told_in == sentence.index else None
    return Moment(
        published,
        memory.told,
        memory.full if far or (near and published is None) else None,
        future=tense == "future",
        past=tense == "past",
        general=tense == "present",
        ahead=told if told and published and told > published and tense != "past" else None,
    )


def _tense(tokens: range, tree: Tree, grammar: TimeGrammar) -> Tense:
    """Return the tense of the verb a time hangs on."""
    head = next((tree[i] for i in tokens if tree[i].head not in tokens), tree[tokens.start])
    verb = next((above for above in tree.above(head.index, 6) if above.pos in VERBAL), None)
    if verb is None:
        return "none"
    for step in [verb, *tree.above(verb.index, 2)]:
        if step.pos not in VERBAL:
            break
        helpers = [child.text.lower() for child in tree.below(step.index, "aux")]
        if any(word in ("will", "'ll", "’ll", "shall", "would", "wo") for word in helpers) and "have" not in helpers:
            return "future"
        if "to" in helpers and _is_planned(step, tree, grammar):
            return "future"
        if step.dep not in ("xcomp", "advcl", "acl", "pcomp", "conj", "prep"):
            break
    if grammar.is_future(verb.lemma) and verb.tag == "VBN":
        return "future"
    helpers = [child.tag for child in tree.below(verb.index, "aux", "auxpass")]
    if verb.tag == "VBD" or "VBD" in helpers or (verb.tag == "VBN" and "VBP" not in helpers and "VBZ" not in helpers):
        return "past"
    perfect = any(child.lemma == "have" for child in tree.below(verb.index, "aux"))
    return "past" if perfect else "present" if verb.tag in ("VBZ", "VBP", "VBN", "VB") else "none"


def _is_planned(verb: Token, tree: Tree, grammar: TimeGrammar) -> bool:
    """Tell "plans to begin", "is scheduled to begin", "is going to begin" and "is to begin"."""
    above = tree[verb.head]
    going = above.lemma == "go" and above.tag == "VBG"
    return verb.dep == "xcomp" and (above.lemma == "be" or going or grammar.is_future(above.lemma))


def _remember(memory: _Memory, value: str | None, found: FoundTime, sentence: Sentence) -> _Memory:
    bounds = edtf_bounds(value) if value else None
    if value is None or bounds is None or "/" in value or found.rule in _NOT_REMEMBERED:
        return memory
    told = Told(bounds[0], "day" if _DAY.fullmatch(value) else "year" if len(value) == 4 else "month")
    full, same = memory.full, memory.passage == sentence.passage
    carried = full is not None and found.rule == "date" and same and bounds[0].year == full.year
    if told.precision != "year" and ("year" in found.groups or carried):
        return _Memory(told, sentence.index, bounds[0], sentence.index, sentence.passage)
    return replace(memory, told=told, told_in=sentence.index)
