"""The act of a commitment: its words, terms, conditions and deadline."""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from onrecord.annotate.commitments.lexicon import CommitmentWords, commitment_words
from onrecord.annotate.commitments.triggers import BoundAct
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Amount, Annotation, TimeExpression, Token
from onrecord.model.edtf import edtf_bounds
from onrecord.model.span import Span

R = TypeVar("R", bound=Annotation)
_NOT_OF_ACT = frozenset({"parataxis", "appos", "punct", "cc", "mark"})
_LOOSE_ENDS = frozenset({"PUNCT", "CCONJ", "SCONJ", "ADP", "DET", "SPACE"})
_LOOSE_STARTS = frozenset({"PUNCT", "CCONJ", "SCONJ"})
_WITHIN = re.compile(r"\bwithin\s(?:an?|one|the\snext)?\s?$", re.IGNORECASE)
_SOON = re.compile(r"\bwithin\s(an?|one)\s(day|week|month|year)\b", re.IGNORECASE)
_DAYS = {"day": 1, "week": 7}
_LONGEST = 60  # tokens of an act
_MOST = 1000  # units of a duration beyond which no deadline is computed


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `to` are its words; `span` goes from the trigger, or else its first word, to its last word."""

    to: str
    span: Span
    terms: tuple[Amount, ...]
    conditions: tuple[Span, ...]
    deadline: str | None
    tokens: frozenset[int]


@dataclass(frozen=True, slots=True)
class ActFinder:
    """Finds the words of acts in one article.

    Amounts and times are in text order, `durations` are units of time.
    """

    text: str
    tree: SyntaxTree
    words: CommitmentWords
    amounts: Sequence[Amount]
    times: Sequence[TimeExpression]
    durations: frozenset[str]

    def act(self, bound: BoundAct, *, first: bool, day: date | None) -> Act | None:
        """Return the act of a trigger, None where it has no words.

        `first`: it is the first of its trigger; `day` is the day from which "within a month" counts.
        """
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
        if not to:
            return None
        deadline = self._deadline(tokens, inside, bound, day)
        return Act(to, span, tuple(inside), conditions, deadline, frozenset(tokens))

    def _in(self, amount: Amount, tokens: Iterable[int]) -> bool:
        """Return whether an amount is part of the act."""
        covered = self.tree.range(amount.span)
        return bool(covered) and covered[-1] in tokens

    def _tokens(self, bound: BoundAct, conditions: Sequence[Span]) -> list[int]:
        """Return the tokens of an act: its subtree without other acts, subject, conditions and asides."""
        tree, act = self.tree, bound.act
        found: set[int] = {act}
        for child in tree.below(act):
            if self._is_of_act(child, bound):
                found.update(tree.subtree(child.index, _LONGEST))
        for amount in within(self.amounts, tree.span(min(found), max(found))):
            found.update(tree.range(amount.span))
        begin = min(bound.trigger, act)
        behind = [i for i in found if i > begin or i == act or bound.trigger > act]
        own = [
            i
            for i in behind
            if i != bound.trigger and not any(span.overlaps(tree[i].span) for span in conditions)
        ]
        sentence, intervals = tree[act].sentence, self._intervals(own)
        inside = sorted(i for i in own if tree[i].sentence == sentence and i not in intervals)
        return self._trimmed(inside, act)

    def _is_of_act(self, child: Token, bound: BoundAct) -> bool:
        """Return whether a child of an act's head belongs to the act."""
        act = self.tree[bound.act]
        is_verbal = act.pos in VERBAL
        if child.dep in _NOT_OF_ACT or (child.dep == "aux" and child.text.lower() != "be"):
            return False
        if child.dep == "conj":
            return is_verbal and child.pos not in VERBAL
        if child.dep in ("nsubj", "nsubjpass", "expl"):
            return self._is_own_subject(bound, child.index)
        if child.dep == "acl" and child.pos in VERBAL:
            return is_verbal or not self.words.has("word", act.lemma)
        return child.dep not in ("prep", "npadvmod", "advmod") or child.index >= bound.trigger

    def _intervals(self, tokens: Sequence[int]) -> set[int]:
        """Return the tokens of "four days after …", which says when, not what."""
        found: set[int] = set()
        for amount in within(self.amounts, self.tree.span(min(tokens), max(tokens))) if tokens else ():
            covered = self.tree.range(amount.span)
            after = self.tree.get(covered[-1] + 1) if covered else None
            if after is None or amount.unit.lower() not in self.durations:
                continue
            if after.text.lower() in commitment_words("words that date by an interval"):
                found.update(covered, self.tree.subtree(after.index, _LONGEST))
        return found

    def _is_own_subject(self, bound: BoundAct, subject: int) -> bool:
        """Return whether a subject is part of the act ("ten seats would be kept"), and not who promises.

        "Nobody would be dismissed" is: it makes the act one that will not be done.
        """
        token = self.tree[subject]
        is_pronoun = token.pos == "PRON" and token.text.lower() not in commitment_words("negative subjects")
        return bound.bearer != subject and bound.kind in ("bind", "word") and not is_pronoun

    def _trimmed(self, tokens: list[int], act: int) -> list[int]:
        """Return the tokens without loose words (conjunctions, prepositions, determiners) at either end."""
        while tokens and tokens[-1] != act and self.tree[tokens[-1]].pos in _LOOSE_ENDS:
            if self.tree[tokens[-1]].dep == "prt":
                break
            tokens.pop()
        while tokens and tokens[0] != act and self.tree[tokens[0]].pos in _LOOSE_STARTS:
            tokens.pop(0)
        return tokens

    def _to(self, tokens: list[int], amounts: Sequence[Amount], bound: BoundAct) -> str:
        """Return the act in the words of the text, without numbers, times and "each"."""
        left_out = self._left_out(tokens, amounts, bound)
        first_to = self.tree[tokens[0]].text.lower() == "to"
        inside = [i for i in tokens if i not in left_out and not (first_to and i == tokens[0])]
        words: list[str] = []
        for place, index in enumerate(inside):
            token, before = self.tree[index], self.tree[index - 1]
            is_close = place > 0 and inside[place - 1] == index - 1 and before.span.end == token.span.start
            words.append(token.text if is_close or not words else f" {token.text}")
        phrase = " ".join("".join(words).split()).strip(' ,;:.-–—"“”')
        return re.sub(r"\s+([,.;:])", r"\1", phrase).removeprefix("to ").removeprefix("also ")

    def _left_out(self, tokens: list[int], amounts: Sequence[Amount], bound: BoundAct) -> set[int]:
        """Return the tokens of numbers, times, and a trigger's clause ("a ship that it had promised")."""
        trigger = self.tree[bound.trigger]
        is_relative = trigger.dep == "relcl" and trigger.head == bound.act
        dropped = set(self.tree.subtree(bound.trigger)) if is_relative else set()
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
            while before in tokens and before != bound.act and self._leads_to_time(before):
                dropped.add(before)
                before -= 1
        return dropped

    def _leads_to_time(self, index: int) -> bool:
        return self.tree[index].text.lower() in commitment_words("words before a time")

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

    def _conditions(self, bound: BoundAct) -> Iterator[Span]:
        """Yield the conditions of an act.

        Clauses and phrases with "in return for", "until", "provided that", …
        """
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

    def _condition(self, bound: BoundAct, first: int, length: int, marker: str) -> Span | None:
        """Return the condition whose marker has `length` tokens from `first`, None for no condition."""
        tree = self.tree
        before = tree.get(first - 1)
        if marker == "after" and before is not None and before.text.lower() in self.durations:
            return None  # "four days after" says when
        is_exchange = marker in commitment_words("conditions of exchange")
        if is_exchange and self.words.has("condition-sure", marker):
            near = bound.act in [above.index for above in tree.above(first, 3)]
            return tree.span(first, first + length - 1).trimmed(self.text) if near else None
        root = self._condition_root(first, tree[first + length - 1])
        if (
            root is None
            or root.index in (bound.act, bound.trigger)
            or not self._depends_on(root.index, bound)
        ):
            return None
        subtree = tree.subtree(root.index, _LONGEST)
        has_verb = any(tree[i].pos in VERBAL for i in subtree)
        if marker in commitment_words("conditions with a clause") and not has_verb:
            return None
        if marker in commitment_words("conditions of time") and self._only_dates(root, bound):
            return None
        inner = [i for i in subtree if i >= first]
        return tree.span(first, max(inner)).trimmed(self.text, ' ,;."”') if inner else None

    def _condition_root(self, first: int, head: Token) -> Token | None:
        """Return the token that heads a condition, from the first and the last token of its marker."""
        tree, top = self.tree, self.tree[first]
        verbs = (one for one in (head, *tree.above(head.index, 2)) if one.pos in VERBAL and one.index > first)
        clause = next(verbs, None)
        if head.dep in ("mark", "advmod") and clause is not None:
            return clause
        if head.dep in ("prep", "pcomp", "pobj") or top.dep in ("prep", "mark"):
            return head if head.dep == "prep" else top
        return None

    def _only_dates(self, root: Token, bound: BoundAct) -> bool:
        """Return whether "until" or "once" gives a time ("until Friday") or belongs to another verb."""
        if bound.act not in (root.head, self.tree[root.head].head):
            return True
        inner = next(self.tree.below(root.index, "pobj"), None) if root.pos == "ADP" else None
        return inner is not None and bool(within(self.times, inner.span))

    def _depends_on(self, index: int, bound: BoundAct) -> bool:
        chain = [above.index for above in self.tree.above(index, 6)]
        return bound.act in chain or bound.trigger in chain

    # - deadlines

    def _deadline(
        self, tokens: list[int], amounts: Sequence[Amount], bound: BoundAct, day: date | None
    ) -> str | None:
        """Return the EDTF value by which the act is to be done, None where the text gives none.

        That is "by May", a later day than `day`, or "within a month" counted from `day`.
        """
        inside = frozenset(tokens)
        span = self.tree.span(tokens[0], tokens[-1])
        for time in within(self.times, span):
            first = self.tree.range(time.span)[0]
            is_interval = time.span.words(self.text).lower().startswith("within")
            if time.value is None or first not in inside or is_interval:
                continue
            bounds = edtf_bounds(time.value)
            is_later = day is not None and bounds is not None and bounds[0] > day
            if self._is_deadline(first) or (is_later and bound.kind != "ask"):
                return time.value.rpartition("/")[2] if time.value.startswith("../") else time.value
        return self._interval_end(span, amounts, day)

    def _is_deadline(self, first: int) -> bool:
        """Return whether a time has a preposition of a deadline, also higher up ("by the end of April")."""
        before, prepositions = self.tree.get(first - 1), commitment_words("prepositions of a deadline")
        if before is None:
            return False
        above = (one for one in self.tree.above(first, 3) if one.pos == "ADP")
        return before.text.lower() in prepositions or any(one.text.lower() in prepositions for one in above)

    def _interval_end(self, span: Span, amounts: Sequence[Amount], day: date | None) -> str | None:
        """Return the end of "within 30 days", "within a month", counted from a day."""
        if day is None:
            return None
        for amount in amounts:
            before = self.text[max(0, amount.span.start - 16) : amount.span.start]
            unit = amount.unit.lower().removesuffix("s")
            is_interval = unit in (*_DAYS, "month", "year") and amount.value < _MOST
            if is_interval and _WITHIN.search(before):
                return _later(day, int(amount.to or amount.value), unit)
        soon = _SOON.search(self.text, *span)
        return _later(day, 1, soon[2].lower()) if soon else None


def _later(day: date, number: int, unit: str) -> str | None:
    """Return the day a number of days, weeks, months or years after another, None beyond the calendar."""
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
