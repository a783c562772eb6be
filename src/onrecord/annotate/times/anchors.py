"""What times look to besides the day of publication: an event told with its day, the day beside a clock, the day of a quote."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.annotate.attribution.circumstances.utterance_time import find_utterance_time
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.annotate.times.calendar_moment import Moment
from onrecord.annotate.times.grammar import FoundTime
from onrecord.model.annotation import Attribution, Quotation, Sentence, TimeExpression
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

_DAY = re.compile(r"\d{4}-\d\d-\d\d~?")
_BACK = 6  # sentences "a day after the vote" looks back for its day
_MODIFYING = frozenset({"compound", "nummod", "amod", "poss", "nmod"})
_BESIDE_CLAUSES = frozenset({"relcl", "acl"})


@dataclass(frozen=True, slots=True)
class Row:
    """A time found, its tokens and sentence, the moment it was resolved in and its value."""

    found: FoundTime
    tokens: range
    sentence: Sentence
    moment: Moment
    value: str | None

    @property
    def day(self) -> date | None:
        """The day its value is, None where it is longer or not known."""
        return date.fromisoformat(self.value[:10]) if self.value and is_full_day(self.value) else None

    def is_main(self, tree: SyntaxTree) -> bool:
        """Tell whether a time belongs to the verb of a clause and not to a noun or a clause about a noun ("the May 16 talks")."""
        head = next(
            (tree[i] for i in self.tokens if tree[i].head not in self.tokens), tree[self.tokens.start]
        )
        if head.dep in _MODIFYING:
            return False
        verb = next((above for above in (head, *tree.above(head.index, 6)) if above.pos in VERBAL), None)
        return verb is None or verb.dep not in _BESIDE_CLAUSES


def is_of_verb(tokens: range, tree: SyntaxTree) -> bool:
    """Tell whether a time hangs on a verb, directly or by a preposition, and not on a noun."""
    head = next((tree[i] for i in tokens if tree[i].head not in tokens), tree[tokens.start])
    above = next((step for step in tree.above(head.index, 3) if step.pos not in ("ADP", "SCONJ")), None)
    return above is None or above.pos in VERBAL or above.pos == "ADJ"


def quoted(found: Sequence[FoundTime], quotes: Sequence[Span]) -> frozenset[int]:
    """Return the numbers of the times inside quotation marks."""
    starts = [row.span.start for row in found]
    return frozenset(number for quote in quotes for number in _within(quote, starts))


def is_full_day(value: str) -> bool:
    """Tell whether a value is one day, exact or about."""
    return _DAY.fullmatch(value) is not None


def is_beside_event(found: FoundTime, tokens: range, tree: SyntaxTree) -> bool:
    """Tell "the day before the vote", which looks to an event and not to a time told, from "the day before"."""
    after = tree.get(tokens.stop)
    beside = found.rule == "shift" and found.groups["way"].lower() in ("before", "after")
    return (
        beside
        and after is not None
        and after.sentence == tree[tokens.start].sentence
        and after.pos not in ("PUNCT", "CCONJ")
    )


def day_beside(number: int, rows: Sequence[Row]) -> date | None:
    """Return the day of a time of day: the nearest day told in its sentence; a day told elsewhere is too often another."""
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


def day_of_event(number: int, rows: Sequence[Row], tree: SyntaxTree) -> date | None:
    """Return the day of the event a shift looks to: the time in its own words ("a day after Monday's vote"), or the one told
    with the same noun or verb before ("The vote was on June 12. … A day after the vote").
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


def said_days(rows: Sequence[Row], view: Annotations, tree: SyntaxTree) -> dict[int, date]:
    """Return the day of speaking for the rows inside quotation marks whose attribution tells it, by number of the row."""
    times = [TimeExpression(row.found.span, row.value) for row in rows]
    quotes = [row.inner for row in view.of(Quotation)]
    starts = [row.found.span.start for row in rows]
    out: dict[int, date] = {}
    for attribution in view.of(Attribution):
        quoted = [part for span in attribution.content for quote in quotes if (part := span.clipped(quote))]
        inside = [n for part in quoted for n in _within(part, starts)]
        said = find_utterance_time(attribution, tree, times) if inside else None
        if said is not None and said.value is not None and is_full_day(said.value):
            out.update(dict.fromkeys(inside, date.fromisoformat(said.value[:10])))
    return out


def _within(span: Span, starts: Sequence[int]) -> Iterator[int]:
    yield from range(bisect_left(starts, span.start), bisect_left(starts, span.end))


def _before(number: int, rows: Sequence[Row], sentences: int) -> Iterator[Row]:
    """Yield the rows before one, from the nearest, of its sentence and so many before it."""
    for at in range(number - 1, -1, -1):
        if rows[number].sentence.index - rows[at].sentence.index > sentences:
            return
        yield rows[at]


def _complement(tokens: range, tree: SyntaxTree) -> list[int]:
    """Return the tokens of what "after" and "before" lead to."""
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


def _clause(row: Row, tree: SyntaxTree) -> list[int]:
    """Return the tokens of the clause a time stands in: below its verb, clauses of their own left out only by their distance."""
    head = next((tree[i] for i in row.tokens if tree[i].head not in row.tokens), tree[row.tokens.start])
    verb = next((above for above in (head, *tree.above(head.index, 6)) if above.pos in VERBAL), head)
    direct = [verb.index, *(child.index for child in tree.below(verb.index))]
    return [
        *direct,
        *(child.index for at in direct[1:] for child in tree.below(at, "pobj", "conj", "compound")),
    ]
