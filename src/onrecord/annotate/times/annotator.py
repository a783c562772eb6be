"""The time annotator: time expressions of the news passages and their EDTF values.

Matches of the grammar are filtered, then resolved in text order: each value can depend on the publication
date, on the tense around it and on times before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from onrecord.annotate.lexicon_files import word_class
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.annotate.times.anchors import (
    ResolvedTime,
    day_in_sentence,
    event_day,
    indices_in_quotations,
    is_full_day,
    modifies_verb,
    refers_to_event,
    utterance_days,
)
from onrecord.annotate.times.context import EarlierTime, TimeContext
from onrecord.annotate.times.entries import EntryDays, find_entry_days
from onrecord.annotate.times.grammar import TimeGrammar, TimeMatch, load_time_grammar
from onrecord.annotate.times.match_filters import is_ancient, is_repeated, is_time
from onrecord.annotate.times.tense import find_tense
from onrecord.annotate.times.values import resolve_time
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Name,
    Passage,
    Quotation,
    Sentence,
    TimeExpression,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.edtf import edtf_bounds
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

# Sentences for which a full date gives its year to dates without one: "On 4 July 1831 … and on 14 July".
_FULL_DATE_SENTENCES = 3
# Rules whose matches are time expressions only when they can be resolved.
_ONLY_WITH_VALUE = frozenset({"shift", "same", "next_to", "year", "era", "in_future", "within", "numeric"})
# Rules whose values later expressions ("a day earlier") never refer to.
_NO_ANTECEDENTS = frozenset(
    {"period", "century", "decade", "span_of", "vague_span", "near_season", "edge_of", "clock", "within"}
)
_DEICTIC = frozenset({"weekday", "day_word", "near", "ago"})  # relative to the day of speaking
_USUAL = frozenset({"month", "bare_season", "edge_of"})  # recur every year when no year is given
# Rules whose matches may be part of the name of a body or person.
_IN_NAMES = frozenset({"weekday", "day_word", "month", "yearly"})
_MANY = 4  # expressions of a sort that make a text historic or a guide
_WEEK = 7  # days
_NEAR = 12  # characters between two time expressions that can belong together


class TimeAnnotator:
    """Time expressions with EDTF values; relative ones are resolved against the publication date.

    Without a publication date, what depends on it has no value. The current date is never used.
    """

    name = "times"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, Quotation, Attribution)
    gives: tuple[Layer, ...] = (TimeExpression,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the time expressions in text order. Raises ModelError when the calendar is missing."""
        tree = view.index(SyntaxTree)
        bodies = [
            name.span
            for name in view.of(Name)
            if name.label in ("ORG", "PERSON", "WORK_OF_ART", "FAC", "LAW")
        ]
        return list(_read(article, tree, view, _SpanCover(sorted(bodies))))


class _SpanCover:
    """Answers whether a span is inside one of a list of spans, for queries in text order."""

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
    """The times before an expression that it can refer to.

    `earlier` is the time that later sentences refer to; it is in sentence `earlier_sentence`, and `main` says
    whether it belongs to the main verb there. `latest` is the last time of all, for references in the same
    sentence. `quoted_time` is inside a quotation and serves only its own sentence, `quoted_sentence`. `full`
    is the last full date, in `sentence` of `passage`.
    """

    earlier: EarlierTime | None = None
    earlier_sentence: int = -1
    main: bool = False
    latest: EarlierTime | None = None
    quoted_time: EarlierTime | None = None
    quoted_sentence: int = -1
    full: date | None = None
    sentence: int = -1
    passage: int = -1


@dataclass(frozen=True, slots=True)
class _ArticleContext:
    """Properties of the whole article.

    By its times a text can be `historic` (only about the past), `news` (with days near publication) or a
    `guide` (with months and seasons of every year).
    """

    text: str
    published: date | None
    entries: EntryDays
    tree: SyntaxTree
    grammar: TimeGrammar
    headlines: frozenset[int]
    historic: bool
    news: bool
    guide: bool

    def at(self, offset: int) -> "_ArticleContext":
        """Return the context at an offset: in an entry of a live blog its day is that of publication."""
        day = self.entries.at(offset)
        return self if day is None or day == self.published else replace(self, published=day)


def _read(
    article: Article, tree: SyntaxTree, view: Annotations, bodies: _SpanCover
) -> Iterator[TimeExpression]:
    grammar = load_time_grammar()
    published = publication_day(article.published.value)
    found = _with_shared_years(list(_find_matches(article.text, tree, grammar, bodies)), article.text)
    headlines = frozenset(n for n, row in enumerate(view.of(Passage)) if row.kind == "headline")
    near = sum(row.rule in _DEICTIC for row in found)
    usual = sum(row.rule in _USUAL and "year" not in row.groups for row in found)
    guide = usual >= _MANY and usual > near
    historic = near == 0 and _is_historic(found, published)
    article_context = _ArticleContext(
        article.text,
        published,
        find_entry_days(article.text),
        tree,
        grammar,
        frozenset(headlines),
        historic,
        near > 0 and not guide,
        guide,
    )
    quotes = [row.inner for row in view.of(Quotation)]
    rows = list(_resolve(found, article_context, indices_in_quotations(found, quotes)))
    rows = _with_ordered_ranges(rows, article.text)
    rows = [_with_anchor_day(number, rows, article_context) for number in range(len(rows))]
    for row in _with_utterance_days(rows, article_context, view):
        if row.value is not None or row.found.rule not in _ONLY_WITH_VALUE:
            yield TimeExpression(row.found.span, row.value)


def _resolve(
    found: Sequence[TimeMatch], article_context: _ArticleContext, in_quotations: frozenset[int]
) -> Iterator[ResolvedTime]:
    """Yield the times with their values in text order, each resolved against the times before it."""
    whole, day = article_context, article_context.published
    memory = _Memory(EarlierTime(day, "day") if day else None)
    for number, one in enumerate(found):
        article_context = whole.at(one.span.start)
        if article_context.published != day:  # a new entry: what was before is another day's
            day = article_context.published
            memory = _Memory(EarlierTime(day, "day") if day else None)
        tokens = article_context.tree.range(one.span)
        sentence = article_context.tree.sentence_at(tokens.start)
        context = _context(memory, sentence, tokens, article_context)
        if article_context.historic and memory.earlier is not None:
            context = replace(context, near=memory.earlier.day)
        unknown = (
            one.rule == "clock"
            or refers_to_event(one, tokens, article_context.tree)
            or is_repeated(one, tokens, article_context.tree)
        )
        value = None if unknown else resolve_time(one, context)
        row = ResolvedTime(one, tokens, sentence, context, value)
        memory = _remember(memory, row, article_context, in_quotation=number in in_quotations)
        yield row


def _with_anchor_day(
    number: int, rows: Sequence[ResolvedTime], article_context: _ArticleContext
) -> ResolvedTime:
    """Return a row without a value resolved against another time.

    That is the day of an event ("a day after Monday's vote") or a day in the same sentence ("at 10 a.m.").
    """
    row = rows[number]
    if row.value is not None or row.found.rule not in ("clock", "shift"):
        return row
    beside = (
        day_in_sentence(number, rows)
        if row.found.rule == "clock"
        else event_day(number, rows, article_context.tree)
    )
    if beside is None:
        return row
    earlier = EarlierTime(beside, "day")
    return replace(row, value=resolve_time(row.found, replace(row.context, earlier=earlier)))


def _with_ordered_ranges(rows: list[ResolvedTime], text: str) -> list[ResolvedTime]:
    """Return the rows; in a range such as "from Monday to Thursday" the first day may move back a week."""
    out = list(rows)
    for number, (row, after) in enumerate(pairwise(rows)):
        weekdays = row.found.rule == after.found.rule == "weekday"
        if not weekdays or row.value is None or after.value is None:
            continue
        if not _is_range_between(row.found.span, after.found.span, text) or row.value <= after.value:
            continue
        week = TimeMatch(row.found.span, "ago", {"count": "7", "unit": "day", "way": "ago"})
        context = replace(row.context, published=date.fromisoformat(row.value))
        out[number] = replace(row, value=resolve_time(week, context))
    return out


def _with_utterance_days(
    rows: Sequence[ResolvedTime], article_context: _ArticleContext, view: Annotations
) -> Iterator[ResolvedTime]:
    """Yield the rows; deictic ones in a quotation are resolved against the day of the utterance."""
    days = utterance_days(rows, view, article_context.tree)
    for number, row in enumerate(rows):
        day = days.get(number)
        if day is None or row.found.rule not in _DEICTIC or day == row.context.published:
            yield row
        else:
            yield replace(row, value=resolve_time(row.found, replace(row.context, published=day)))


def _find_matches(
    text: str, tree: SyntaxTree, grammar: TimeGrammar, bodies: _SpanCover
) -> Iterator[TimeMatch]:
    """Yield the matches of the grammar that are time expressions."""
    ancient = is_ancient(text)
    for run in _sentence_runs(tree):
        for found in grammar.find(text, run.start, run.end):
            tokens = tree.range(found.span)
            named = found.rule in _IN_NAMES and bodies.holds(found.span)
            candidate = bool(tokens) and not named and found.span.is_sound(text)
            if candidate and is_time(found, tokens, tree, ancient=ancient):
                yield found


def _is_historic(rows: Sequence[TimeMatch], published: date | None) -> bool:
    """Return whether a text is about the past: it has many years, all of them long before publication."""
    if published is None:
        return False
    years = [year for row in rows if (year := row.number("year")) is not None]
    return len(years) >= _MANY and all(published.year - year > 1 for year in years)


def _with_shared_years(found: Sequence[TimeMatch], text: str) -> list[TimeMatch]:
    """Return the times; one without a year takes the year of the next: "March to August 2011"."""
    out = list(found)
    for at in range(len(out) - 2, -1, -1):
        row, following = out[at], out[at + 1]
        if row.rule not in ("date", "month") or "year" in row.groups or "year" not in following.groups:
            continue
        between = _words_between(row.span, following.span, text)
        ranged = between in word_class("times/word_classes", "range")
        joined = ranged and following.rule in ("date", "month", "year")
        if joined or (between in ("in", "of") and following.rule == "year"):
            out[at] = replace(row, groups={**row.groups, "year": following.groups["year"]})
    return out


def _words_between(first: Span, second: Span, text: str) -> str:
    """Return the words between two spans in lower case, "" when they are far apart."""
    near = second.start - first.end < _NEAR
    return text[first.end : second.start].strip().lower() if near else ""


def _is_range_between(first: Span, second: Span, text: str) -> bool:
    return _words_between(first, second, text) in word_class("times/word_classes", "range")


def publication_day(value: str | None) -> date | None:
    """Return the day of publication, None when only a longer period or nothing is known."""
    if value is None:
        return None
    bounds = edtf_bounds(value)
    return bounds[0] if bounds and bounds[0] == bounds[1] else None


def _sentence_runs(tree: SyntaxTree) -> Iterator[Span]:
    """Yield the spans of adjacent sentences of a passage: a date may contain a false sentence end."""
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


def _context(
    memory: _Memory, sentence: Sentence, tokens: range, article_context: _ArticleContext
) -> TimeContext:
    published = article_context.published
    quoted_time = memory.quoted_time if memory.quoted_sentence == sentence.index else None
    latest = quoted_time or memory.latest
    earlier = quoted_time or (
        latest if latest is not None and memory.earlier_sentence == sentence.index else memory.earlier
    )
    near = memory.passage == sentence.passage and sentence.index - memory.sentence <= _FULL_DATE_SENTENCES
    far = (
        near
        and memory.full is not None
        and published is not None
        and abs((published - memory.full).days) > 366
    )
    tense = find_tense(tokens, article_context.tree, article_context.grammar)
    beside = earlier.day if earlier is not None and memory.earlier_sentence == sentence.index else None
    return TimeContext(
        published,
        earlier,
        memory.full if far or (near and published is None) else None,
        future=tense in ("future", "then"),
        past=tense == "past",
        general=tense in ("present", "simple")
        and (article_context.guide or modifies_verb(tokens, article_context.tree)),
        ahead=beside if beside and published and beside > published and tense != "past" else None,
        latest=latest,
        since=_last_day(earlier, published) if tense == "then" else None,
        news=article_context.news,
        scheduled=tense in ("simple", "progressive") and sentence.passage not in article_context.headlines,
        named=_is_in_name(tokens, article_context.tree),
        subject=any(article_context.tree[i].dep in ("nsubj", "nsubjpass") for i in tokens),
    )


def _last_day(earlier: EarlierTime | None, published: date | None) -> date | None:
    """Return the day on which "said he would leave on Friday" was said, if shortly before publication."""
    if earlier is None or published is None or earlier.precision != "day":
        return None
    return earlier.day if 0 <= (published - earlier.day).days <= _WEEK else None


def _is_in_name(tokens: range, tree: SyntaxTree) -> bool:
    """Return whether a name goes on after the time: "the Winter Games", "the Good Friday agreement"."""
    last, after = tree[tokens.stop - 1], tree.get(tokens.stop)
    if after is None:
        return False
    if after.lemma in word_class("times/word_classes", "agreement"):
        return True
    return last.text[:1].isupper() and after.text[:1].isupper() and after.sentence == last.sentence


def _remember(
    memory: _Memory, row: ResolvedTime, article_context: _ArticleContext, *, in_quotation: bool
) -> _Memory:
    """Return the memory after a time; a time in a quotation serves only its own sentence."""
    found, value, sentence = row.found, row.value, row.sentence
    bounds = edtf_bounds(value) if value else None
    if value is None or bounds is None or "/" in value or found.rule in _NO_ANTECEDENTS:
        return memory
    earlier = EarlierTime(bounds[0], "day" if is_full_day(value) else "year" if len(value) == 4 else "month")
    if in_quotation:
        return replace(memory, quoted_time=earlier, quoted_sentence=sentence.index)
    main = not article_context.news or row.modifies_main_verb(article_context.tree)
    memory = replace(memory, latest=earlier)
    if main or not (memory.main and memory.earlier_sentence == sentence.index):
        memory = replace(memory, earlier=earlier, main=main)
    memory = replace(memory, earlier_sentence=sentence.index)
    carried = memory.full is not None and found.rule == "date" and memory.passage == sentence.passage
    carried = carried and memory.full is not None and bounds[0].year == memory.full.year
    if earlier.precision != "year" and ("year" in found.groups or carried):
        memory = replace(memory, full=bounds[0], sentence=sentence.index, passage=sentence.passage)
    return memory
