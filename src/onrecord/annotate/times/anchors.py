"""Anchors of relative times besides the publication date: days of events, sentences and utterances."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.annotate.attribution.circumstances.utterance_time import find_utterance_time
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.annotate.times.context import TimeContext
from onrecord.annotate.times.grammar import TimeMatch
from onrecord.model.annotation import Attribution, Quotation, Sentence, TimeExpression
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

_DAY = re.compile(r"\d{4}-\d\d-\d\d~?")
_BACK = 6  # sentences in which to search backwards for the event of "a day after the vote"
_MOST_BACK = 30  # times among which to search, for sentences that are lists of times
_MODIFYING = frozenset({"compound", "nummod", "amod", "poss", "nmod"})
_BESIDE_CLAUSES = frozenset({"relcl", "acl"})


@dataclass(frozen=True, slots=True)
class ResolvedTime:
    """A time expression with its tokens, its sentence, the context of its resolution and its value."""

    found: TimeMatch
    tokens: range
    sentence: Sentence
    context: TimeContext
    value: str | None

    @property
    def day(self) -> date | None:
        """The value as a day; None when it is a longer period or unknown."""
        return date.fromisoformat(self.value[:10]) if self.value and is_full_day(self.value) else None

    def modifies_main_verb(self, tree: SyntaxTree) -> bool:
        """Return whether the time modifies a clause's verb, not a noun ("the May 16 talks")."""
        head = next(
            (tree[i] for i in self.tokens if tree[i].head not in self.tokens), tree[self.tokens.start]
        )
        if head.dep in _MODIFYING:
            return False
        verb = next((above for above in (head, *tree.above(head.index, 6)) if above.pos in VERBAL), None)
        return verb is None or verb.dep not in _BESIDE_CLAUSES


def modifies_verb(tokens: range, tree: SyntaxTree) -> bool:
    """Return whether a time modifies a verb, directly or by a preposition, and not a noun."""
    head = next((tree[i] for i in tokens if tree[i].head not in tokens), tree[tokens.start])
    above = next((step for step in tree.above(head.index, 3) if step.pos not in ("ADP", "SCONJ")), None)
    return above is None or above.pos in VERBAL or above.pos == "ADJ"


def indices_in_quotations(found: Sequence[TimeMatch], quotes: Sequence[Span]) -> frozenset[int]:
    """Return the indices of the times inside quotation marks."""
    starts = [row.span.start for row in found]
    return frozenset(number for quote in quotes for number in _within(quote, starts))


def is_full_day(value: str) -> bool:
    """Return whether a value is a single day, exact or approximate."""
    return _DAY.fullmatch(value) is not None


def refers_to_event(found: TimeMatch, tokens: range, tree: SyntaxTree) -> bool:
    """Return whether a shift is relative to an event ("the day before the vote"), not to an earlier time."""
    after = tree.get(tokens.stop)
    beside = found.rule == "shift" and found.groups["way"].lower() in ("before", "after")
    return (
        beside
        and after is not None
        and after.sentence == tree[tokens.start].sentence
        and after.pos not in ("PUNCT", "CCONJ")
    )


def day_in_sentence(number: int, rows: Sequence[ResolvedTime]) -> date | None:
    """Return the day of a time of day: the nearest day in its sentence (others are wrong too often)."""
    row = rows[number]
    same: list[tuple[int, date]] = []
    for step in (-1, 1):
        at = number + step
        while 0 <= at < len(rows) and rows[at].sentence == row.sentence:
            day = rows[at].day
            if day is not None:
                same.append((abs(rows[at].tokens.start - row.tokens.start), day))
                break
            at += step
    return min(same)[1] if same else None


def event_day(number: int, rows: Sequence[ResolvedTime], tree: SyntaxTree) -> date | None:
    """Return the day of the event that a shift refers to.

    It is in the words of the event ("a day after Monday's vote"), or beside an earlier mention of the same
    noun or verb ("The vote was on June 12. … A day after the vote").
    """
    row = rows[number]
    words = _complement(row.tokens, tree)
    if not words:
        return None
    inside = frozenset(words)
    for other in rows[number + 1 : number + 4]:
        if other.tokens.start in inside and other.day is not None:
            return other.day
    lemma = _head_lemma(words, tree)
    for other in _before(number, rows, _BACK):
        if other.day is not None and lemma and lemma in {tree[i].lemma.lower() for i in _clause(other, tree)}:
            return other.day
    return None


def utterance_days(rows: Sequence[ResolvedTime], view: Annotations, tree: SyntaxTree) -> dict[int, date]:
    """Return the day of the utterance for rows inside quotations, by row index, where it is known."""
    times = [TimeExpression(row.found.span, row.value) for row in rows]
    quotes = sorted(row.inner for row in view.of(Quotation) if row.depth == 0)
    starts = [row.found.span.start for row in rows]
    out: dict[int, date] = {}
    for attribution in view.of(Attribution):
        quoted = [part for span in attribution.content for part in _quoted_parts(span, quotes)]
        inside = [n for part in quoted for n in _within(part, starts)]
        said = find_utterance_time(attribution, tree, times) if inside else None
        if said is not None and said.value is not None and is_full_day(said.value):
            out.update(dict.fromkeys(inside, date.fromisoformat(said.value[:10])))
    return out


def _quoted_parts(span: Span, quotes: Sequence[Span]) -> Iterator[Span]:
    """Yield the parts of a span inside quotations. `quotes` are in text order and do not overlap."""
    for at in range(bisect_right(quotes, span.start, key=lambda quote: quote.end), len(quotes)):
        if quotes[at].start >= span.end:
            return
        if part := span.clipped(quotes[at]):
            yield part


def _within(span: Span, starts: Sequence[int]) -> Iterator[int]:
    yield from range(bisect_left(starts, span.start), bisect_left(starts, span.end))


def _before(number: int, rows: Sequence[ResolvedTime], sentences: int) -> Iterator[ResolvedTime]:
    """Yield the rows before one, nearest first, in its sentence and the `sentences` before it."""
    for at in range(number - 1, max(-1, number - 1 - _MOST_BACK), -1):
        if rows[number].sentence.index - rows[at].sentence.index > sentences:
            return
        yield rows[at]


def _complement(tokens: range, tree: SyntaxTree) -> list[int]:
    """Return the tokens of the event that "after" or "before" governs."""
    last = tokens.stop - 1
    below = [child for child in tree.below(last, "pobj", "pcomp") if child.index >= tokens.stop]
    if not below:
        marked = tree[tree[last].head]
        below = [marked] if tree[last].dep in ("mark", "prep") and marked.index >= tokens.stop else []
    if not below:
        after = tree.get(tokens.stop)
        head = next(
            (
                t
                for t in ([after, *tree.above(after.index, 3)] if after else [])
                if t.pos in ("NOUN", "PROPN", "VERB")
            ),
            None,
        )
        below = [head] if head is not None and head.index >= tokens.stop else []
    return [index for index in tree.subtree(below[0].index, 40) if index >= tokens.stop] if below else []


def _head_lemma(words: list[int], tree: SyntaxTree) -> str:
    inside = frozenset(words)
    head = next((tree[i] for i in words if tree[i].head not in inside or tree[i].head == i), tree[words[0]])
    return head.lemma.lower() if head.pos in ("NOUN", "VERB") else ""


def _clause(row: ResolvedTime, tree: SyntaxTree) -> list[int]:
    """Return the tokens near the verb of the clause in which a time stands."""
    head = next((tree[i] for i in row.tokens if tree[i].head not in row.tokens), tree[row.tokens.start])
    verb = next((above for above in (head, *tree.above(head.index, 6)) if above.pos in VERBAL), head)
    direct = [verb.index, *(child.index for child in tree.below(verb.index))]
    return [
        *direct,
        *(child.index for at in direct[1:] for child in tree.below(at, "pobj", "conj", "compound")),
    ]
