"""The act somebody is bound to: its words, its terms and deadlines, and the conditions it is tied to."""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from onrecord.annotate.commitments.lexicon import CommitmentWords
from onrecord.annotate.commitments.triggers import Bound
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Amount, Annotation, TimeExpression
from onrecord.model.edtf import edtf_bounds
from onrecord.model.span import Span

R = TypeVar("R", bound=Annotation)
_OUTSIDE = frozenset({"parataxis", "appos"})
_HELPERS = frozenset({"aux", "mark"})
_BEFORE_TIME = frozenset({"by", "before", "until", "till", "within", "than"})
_TIME_LEADS = frozenset(
    {
        "by",
        "before",
        "until",
        "till",
        "within",
        "in",
        "on",
        "from",
        "over",
        "this",
        "next",
        "the",
        "later",
        "than",
        "no",
        "for",
        "at",
        "of",
    }
)
_WITHIN = re.compile(r"\bwithin\s(?:an?|one|the\snext)?\s?$", re.IGNORECASE)
_SOON = re.compile(r"\bwithin\s(an?|one)\s(day|week|month|year)\b", re.IGNORECASE)
_DAYS = {"day": 1, "week": 7}
_APART = frozenset({"after", "before", "later", "earlier", "ago", "since", "ahead"})
_LONGEST = 60  # tokens of an act


@dataclass(frozen=True, slots=True)
class Act:
    """One act: in words, the span from the binding word (or the act's first word) to its end, terms, conditions, deadline."""

    to: str
    span: Span
    terms: tuple[Amount, ...]
    conditions: tuple[Span, ...]
    deadline: str | None
    tokens: frozenset[int]


@dataclass(frozen=True, slots=True)
class Acts:
    """One article ready to be asked for acts; amounts and times are in text order."""

    text: str
    tree: SyntaxTree
    words: CommitmentWords
    amounts: Sequence[Amount]
    times: Sequence[TimeExpression]
    durations: frozenset[str]

    def act(self, bound: Bound, *, first: bool, day: date | None) -> Act | None:
        """Return the act; `first` when it stands next to the binding word, `day` is what "within a month" counts from."""
        conditions = tuple(self._conditions(bound))
        tokens = self._tokens(bound, conditions)
        if not tokens:
            return None
        last = self.tree[max(tokens)]
        begin = min(*tokens, bound.trigger) if first else min(tokens)
        span = self.tree.span(begin, last.index).trimmed(self.text, ' ,;:.—–-"”“')
        if span is None or not span.is_sound(self.text):
            return None
        inside = [
            row
            for row in within(self.amounts, self.tree.span(min(tokens), max(tokens)))
            if self._in(row, tokens)
        ]
        to = self._to(tokens, inside, bound)
        return (
            Act(
                to,
                span,
                tuple(inside),
                conditions,
                self._deadline(tokens, inside, bound, day),
                frozenset(tokens),
            )
            if to
            else None
        )

    def _in(self, amount: Amount, tokens: Iterable[int]) -> bool:
        """Tell whether an amount is one of the act."""
        covered = self.tree.range(amount.span)
        return bool(covered) and covered[-1] in tokens

    def _tokens(self, bound: Bound, conditions: Sequence[Span]) -> list[int]:
        """Return the tokens of an act: its subtree without other acts, subject, conditions and what is only said beside it."""
        tree, act = self.tree, bound.act
        out: set[int] = set()
        for child in tree.below(act):
            if (
                child.dep in _OUTSIDE
                or child.dep in ("punct", "cc", "mark")
                or (child.dep == "aux" and child.text.lower() != "be")
            ):
                continue
            if child.dep == "conj" and (child.pos in VERBAL or tree[act].pos not in VERBAL):
                continue
            if child.dep in ("nsubj", "nsubjpass", "expl") and not self._own_subject(bound, child.index):
                continue
            if (
                child.dep == "acl"
                and child.pos in VERBAL
                and tree[act].pos not in VERBAL
                and self.words.has("word", tree[act].lemma)
            ):
                continue
            if child.dep in ("prep", "npadvmod", "advmod") and child.index < bound.trigger:
                continue
            out.update(tree.subtree(child.index, _LONGEST))
        out.add(act)
        for amount in within(self.amounts, tree.span(min(out), max(out))):
            out.update(tree.range(amount.span))
        begin = min(bound.trigger, act)
        kept = [i for i in out if i > begin or i == act or bound.trigger > act]
        kept = [
            i
            for i in kept
            if i != bound.trigger and not any(span.overlaps(tree[i].span) for span in conditions)
        ]
        sentence = tree[act].sentence
        apart = self._set_apart(kept)
        return self._unbroken(sorted(i for i in kept if tree[i].sentence == sentence and i not in apart), act)

    def _set_apart(self, tokens: Sequence[int]) -> set[int]:
        """Return the tokens of "four days after …", which tells when, not what."""
        out: set[int] = set()
        for amount in within(self.amounts, self.tree.span(min(tokens), max(tokens))) if tokens else ():
            covered = self.tree.range(amount.span)
            after = self.tree.get(covered[-1] + 1) if covered else None
            if after is not None and after.text.lower() in _APART and amount.unit.lower() in self.durations:
                out.update(covered, self.tree.subtree(after.index, _LONGEST))
        return out

    def _own_subject(self, bound: Bound, subject: int) -> bool:
        """Tell whether the act's subject is part of what is promised ("ten seats would be kept"), not who promises."""
        return bound.who != subject and bound.kind in ("bind", "word") and self.tree[subject].pos != "PRON"

    def _unbroken(self, tokens: list[int], act: int) -> list[int]:
        """Return the tokens without words left hanging at either end."""
        while (
            tokens
            and tokens[-1] != act
            and self.tree[tokens[-1]].pos in ("PUNCT", "CCONJ", "SCONJ", "ADP", "DET", "SPACE")
        ):
            if self.tree[tokens[-1]].dep == "prt":
                break
            tokens.pop()
        while tokens and tokens[0] != act and self.tree[tokens[0]].pos in ("PUNCT", "CCONJ", "SCONJ"):
            tokens.pop(0)
        return tokens

    def _to(self, tokens: list[int], amounts: Sequence[Amount], bound: Bound) -> str:
        """Return the act in words: as printed, without numbers, times and "each"."""
        behind = self.tree[bound.trigger].dep == "relcl" and self.tree[bound.trigger].head == bound.act
        dropped = (
            set(self.tree.subtree(bound.trigger)) if behind else set()
        )  # "a system that it had promised": "a system"
        for amount in amounts:
            dropped.update(self._number_only(amount))
            covered = self.tree.range(amount.span)
            if amount.unit.lower() in self.durations:
                led = covered[0] - 1 in tokens and self.tree[covered[0] - 1].pos == "ADP"
                dropped.update(covered, (covered[0] - 1,) if led else ())
        for time in within(self.times, self.tree.span(tokens[0], tokens[-1])):
            covered = self.tree.range(time.span)
            dropped.update(covered)
            before = covered[0] - 1
            while before in tokens and before != bound.act and self.tree[before].text.lower() in _TIME_LEADS:
                dropped.add(before)
                before -= 1
        kept = [
            i
            for i in tokens
            if i not in dropped and not (i == tokens[0] and self.tree[i].text.lower() == "to")
        ]
        words: list[str] = []
        for place, index in enumerate(kept):
            token = self.tree[index]
            close = (
                place and kept[place - 1] == index - 1 and self.tree[index - 1].span.end == token.span.start
            )
            words.append(token.text if close or not words else f" {token.text}")
        told = " ".join("".join(words).split()).strip(' ,;:.-–—"“”')
        return re.sub(r"\s+([,.;:])", r"\1", told).removeprefix("to ")

    def _number_only(self, amount: Amount) -> Iterator[int]:
        """Yield the tokens of an amount that are not its unit; money and percentages stay whole."""
        if amount.unit == "%" or (amount.unit.isupper() and len(amount.unit) == 3):
            return
        unit = amount.unit.lower().split()
        inside = False
        for index in self.tree.range(amount.span):
            word = self.tree[index].text.lower()
            inside = (inside or (bool(unit) and word == unit[0])) and word not in ("each", "apiece")
            if not inside:
                yield index

    # - conditions

    def _conditions(self, bound: Bound) -> Iterator[Span]:
        """Yield the clauses and phrases that tie an act to something: "in return for …", "until …", "provided that …"."""
        sentence = self.tree.sentence_at(bound.act)
        first = max(sentence.first, min(bound.act, bound.trigger) - _LONGEST)
        last = min(sentence.last, max(bound.act, bound.trigger) + 2 * _LONGEST)
        words = [self.tree[i].text.lower() for i in range(first, last)]
        taken: set[int] = set()
        for marker in self.words.longest_first("condition"):
            parts = marker.split()
            for at in range(len(words) - len(parts) + 1):
                if words[at : at + len(parts)] != parts or at in taken:
                    continue
                span = self._condition(bound, first + at, len(parts), marker)
                if span is not None:
                    taken.update(range(at, at + len(parts)))
                    yield span

    def _condition(self, bound: Bound, first: int, length: int, marker: str) -> Span | None:
        tree = self.tree
        before = tree.get(first - 1)
        if marker == "after" and before is not None and before.text.lower() in self.durations:
            return None  # "four days after" tells when
        head = tree[first + length - 1]
        top = tree[first]
        if self.words.has("condition-sure", marker) and marker in ("in return", "in exchange"):
            near = bound.act in [above.index for above in tree.above(top.index, 3)]
            return tree.span(first, first + length - 1).trimmed(self.text) if near else None
        clause = next(
            (
                above
                for above in (head, *tree.above(head.index, 2))
                if above.pos in VERBAL and above.index > first
            ),
            None,
        )
        if head.dep in ("mark", "advmod") and clause is not None:
            root = clause
        elif head.dep in ("prep", "pcomp", "pobj") or top.dep in ("prep", "mark"):
            root = head if head.dep == "prep" else top
        else:
            return None
        if root.index in (bound.act, bound.trigger) or not self._hangs_on(root.index, bound):
            return None
        if marker in ("as soon as", "as long as", "so long as", "if", "once") and not any(
            tree[i].pos in VERBAL for i in tree.subtree(root.index, _LONGEST)
        ):
            return None
        if marker in ("after", "until", "once") and not (
            root.head == bound.act or tree[root.head].head == bound.act
        ):
            return None
        if root.pos == "ADP" and marker in ("until", "after", "once") and self._is_time(root.index):
            return None
        inner = [i for i in tree.subtree(root.index, _LONGEST) if i >= first]
        return tree.span(first, max(inner)).trimmed(self.text, ' ,;."”') if inner else None

    def _is_time(self, preposition: int) -> bool:
        """Tell "until Friday", a deadline, from "until the border is open"."""
        inner = next(self.tree.below(preposition, "pobj"), None)
        return inner is not None and bool(within(self.times, inner.span))

    def _hangs_on(self, index: int, bound: Bound) -> bool:
        chain = [above.index for above in self.tree.above(index, 6)]
        return bound.act in chain or bound.trigger in chain

    # - deadlines

    def _deadline(
        self, tokens: list[int], amounts: Sequence[Amount], bound: Bound, day: date | None
    ) -> str | None:
        """Return by when the act is to be done: "by May", "within a month" of the day it was agreed, else None."""
        inside = frozenset(tokens)
        stretch = self.tree.span(tokens[0], tokens[-1])
        for time in within(self.times, stretch):
            covered = self.tree.range(time.span)
            before = self.tree.get(covered[0] - 1)
            counted = (
                time.span.words(self.text).lower().startswith("within")
            )  # from the day of the agreement, below
            if time.value is None or covered[0] not in inside or counted:
                continue
            leads = before is not None and (before.text.lower() in _BEFORE_TIME or self._leads_on(covered[0]))
            bounds = edtf_bounds(time.value)
            if leads or (day is not None and bounds is not None and bounds[0] > day and bound.kind != "ask"):
                return time.value.rpartition("/")[2] if time.value.startswith("../") else time.value
        return self._from_day(stretch, amounts, day)

    def _leads_on(self, first: int) -> bool:
        """Tell "by the end of April": the preposition stands a few words before the time."""
        return any(
            above.pos == "ADP" and above.text.lower() in _BEFORE_TIME for above in self.tree.above(first, 3)
        )

    def _from_day(self, stretch: Span, amounts: Sequence[Amount], day: date | None) -> str | None:
        if day is None:
            return None
        for amount in amounts:
            before = self.text[max(0, amount.span.start - 16) : amount.span.start]
            unit = amount.unit.lower().removesuffix("s")
            if _WITHIN.search(before) and unit in (*_DAYS, "month", "year") and amount.value < 1000:
                return _later(day, int(amount.to or amount.value), unit)
        soon = _SOON.search(self.text, *stretch)
        return _later(day, 1, soon[2].lower()) if soon else None


def _later(day: date, number: int, unit: str) -> str | None:
    """Return the day so many days, weeks, months or years after another."""
    try:
        if unit in _DAYS:
            return (day + timedelta(days=number * _DAYS[unit])).isoformat()
        months = day.month - 1 + number * (12 if unit == "year" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1])).isoformat()
    except (ValueError, OverflowError):
        return None


def within(rows: Sequence[R], span: Span) -> list[R]:
    """Return the rows (in text order) that share a character with a span."""
    at = bisect_left(rows, span.start, key=lambda row: row.span.start)
    at = max(0, at - 1)
    found = []
    for place in range(at, len(rows)):
        row = rows[place]
        if row.span.start >= span.end:
            break
        if row.span.overlaps(span):
            found.append(row)
    return found
