"""The amount annotator: numbers that count or measure something, with unit and qualifier.

Years, ages, times are excluded.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.annotate.amounts.lexicon import AmountWords, load_amount_words
from onrecord.annotate.amounts.numbers import Number, NumberWords, load_numbers
from onrecord.annotate.amounts.units import CountedUnit, find_counted_noun, find_percent
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Amount, Annotation, Name, Qualifier, Sentence, TimeExpression, Token
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

# A number before these is a time of day or an age.
_TIME_BEHIND = re.compile(
    r"\s?(?:[ap]\.?m\b|o['’]clock|GMT|UTC|E[DS]T\b|hrs\b|hours\s(?:GMT|local))", re.IGNORECASE
)
_AGE_BEHIND = re.compile(r"[-\s]years?(?:[-\s]olds?|\sof\sage)\b", re.IGNORECASE)
_OPEN_BEHIND = re.compile(r"\+(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WITHIN = re.compile(r"within\s", re.IGNORECASE)
_NAMED = frozenset({"ORG", "LAW", "PRODUCT", "EVENT", "FAC", "WORK_OF_ART", "PERSON", "LOC"})
# Relations in which a bare number can stand for the noun that it counts.
_BARE_RELATIONS = frozenset({"nsubj", "nsubjpass", "dobj"})
_BARE_WITH_QUALIFIER = frozenset({"pobj", "attr", "npadvmod"})
_LABEL_PARTS = frozenset({"NOUN", "PROPN", "X", "INTJ", "DET", "ADJ"})
_OLDEST = 120  # years
_SMALL = 12  # numbers up to this, in words, are no amounts in "the two sides"


class AmountAnnotator:
    """Amounts of the news passages, in text order; none overlaps another."""

    name = "amounts"
    needs: tuple[Layer, ...] = (Sentence, Token, Name, TimeExpression)
    gives: tuple[Layer, ...] = (Amount,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the amounts. Raises ModelError when a word list is missing."""
        lasting = _WITHIN.match  # "within 30 days" counts days, though it is a time expression too
        times = sorted(
            row.span for row in view.of(TimeExpression) if not lasting(row.span.words(article.text))
        )
        names = sorted(name.span for name in view.of(Name) if name.label in _NAMED)
        finder = _AmountFinder(article.text, view.index(SyntaxTree), load_amount_words(), times, names)
        return list(finder.amounts(load_numbers()))


@dataclass(frozen=True, slots=True)
class _AmountFinder:
    """Finds the amounts of one article; `times` and `names` are in text order."""

    text: str
    tree: SyntaxTree
    words: AmountWords
    times: list[Span]
    names: list[Span]

    def amounts(self, numbers: NumberWords) -> Iterator[Amount]:
        """Yield the amounts in text order."""
        last = 0
        for sentence in self.tree.sentences:
            for number in numbers.find(self.text, sentence.span):
                amount = self._amount(number)
                if amount is not None and amount.span.start >= last:
                    last = amount.span.end
                    yield amount

    def _amount(self, number: Number) -> Amount | None:
        if not self.tree.range(number.span) or self._is_no_amount(number):
            return None
        qualifier, start = self._qualified(number)
        counted = self._counted(number)
        if (
            counted is None
            or (not counted.unit and not self._stands_for_noun(number, qualifier))
            or self._is_definite_or_idiom(number, counted)
        ):
            return None
        end, qualifier = self._with_words_behind(number, counted, qualifier)
        span = Span(min(start, counted.span.start), end)
        each = self.words.each.match(self.text, end)
        if each:
            span = Span(span.start, each.end("words"))
        sound = span.trimmed(self.text)
        if sound is None or not sound.is_sound(self.text):
            return None
        return Amount(
            sound,
            number.value,
            counted.unit,
            qualifier,
            number.to,
            bool(each) or self._has_distributive_subject(number),
        )

    def _counted(self, number: Number) -> CountedUnit | None:
        money = self.words.money(self.text, number)
        if money is not None:
            return CountedUnit(money[0], money[1])
        if number.short and self.text[number.span.end - 1].lower() in "kb":  # short for a scale of money only
            return None
        more = self.words.after.match(self.text, number.span.end)
        moved = number if more is None else Number(Span(number.span.start, more.end("words")), number.value)
        counted = find_percent(self.text, number) or find_counted_noun(
            self.text, moved, self.tree, self.words
        )
        behind = Span(number.span.end, counted.span.end)
        if behind.length > 0 and _overlaps(self.times, behind):  # "16 or 17 yesterday"
            return CountedUnit("", number.span)
        return counted

    def _qualified(self, number: Number) -> tuple[Qualifier, int]:
        money = self.words.money(self.text, number)
        begin = money[1].start if money else number.span.start
        qualifier, start = self.words.qualified(self.text, begin)
        first = self.tree.range(Span(start, begin)) if start < begin else range(0)
        if len(first) == 1 and self._is_no_qualifier(first[0], number):
            return "exact", begin
        if number.vague and qualifier in ("exact", "about"):
            return "at-least", start
        return qualifier, start

    def _is_no_qualifier(self, word: int, number: Number) -> bool:
        """Return whether the word before a number is a verb particle or preposition, not a qualifier."""
        plain = self.tree[word].dep == "prep" and self._is_plain_preposition(word, number)
        return plain or self._is_verb_particle(word)

    def _is_verb_particle(self, word: int) -> bool:
        """Return whether "over" belongs to the verb ("hand over 20 prisoners")."""
        before = self.tree.get(word - 1)
        if self.tree[word].text.lower() != "over" or before is None:
            return False
        return before.pos == "VERB" and before.lemma in self.words.lists["over-verb"]

    def _is_plain_preposition(self, preposition: int, number: Number) -> bool:
        """Return whether a preposition is no qualifier: "over 30 days", "(they talked) about 20 men"."""
        head = self.tree[self.tree[preposition].head]
        counted = find_counted_noun(self.text, number, self.tree, self.words)
        lasting = (
            counted.noun is not None and self.tree[counted.noun].text.lower() in self.words.lists["duration"]
        )
        word = self.tree[preposition].text.lower()
        if word == "over":
            return lasting
        return word in self.words.lists["topic-preposition"] and head.pos == "VERB" and not lasting

    def _with_words_behind(
        self, number: Number, counted: CountedUnit, qualifier: Qualifier
    ) -> tuple[int, Qualifier]:
        """Return the end of the amount and its qualifier, after the words behind it ("or more", "+")."""
        open_end = _OPEN_BEHIND.match(self.text, number.span.end)
        if open_end and counted.span.end == number.span.end:
            return open_end.end(), "at-least"
        for place in (number.span.end, counted.span.end):
            match = self.words.after.match(self.text, place)
            if match:
                return max(counted.span.end, match.end("words")), self.words.sort_of(match["words"])
        return counted.span.end, "at-least" if open_end else qualifier

    def _has_distributive_subject(self, number: Number) -> bool:
        """Return whether each of several actors does it: "each side would free 1,000 prisoners"."""
        for above in self.tree.above(self.tree.range(number.span)[-1], 4):
            for child in self.tree.below(above.index, "nsubj", "nsubjpass"):
                if (
                    any(below.text.lower() == "each" for below in self.tree.below(child.index, "det"))
                    or child.text.lower() == "each"
                ):
                    return True
                if any(
                    below.text.lower() == "each"
                    for below in self.tree.below(above.index, "advmod", "appos", "dep")
                ):
                    return True
            if above.pos == "VERB":
                break
        return False

    def _is_no_amount(self, number: Number) -> bool:
        """Return whether a number is a time, an age, a name or an ordinal position, and not an amount."""
        text, span = self.text, number.span
        if (
            _overlaps(self.times, span)
            or _TIME_BEHIND.match(text, span.end)
            or _AGE_BEHIND.match(text, span.end)
        ):
            return True
        first = self.tree[self.tree.range(span)[0]]
        behind = self.tree.get(self.tree.range(span)[-1] + 1)
        word = behind.text.lower() if behind is not None and behind.sentence == first.sentence else ""
        if word in self.words.lists["label-behind"] or (
            _YEAR.fullmatch(span.words(text)) and word in self.words.lists["year-behind"]
        ):
            return True
        named = (
            not number.figures
            and text[span.start].isupper()
            and self.tree.sentence_at(first.index).first != first.index
        )
        return named or self._is_age(number) or self._is_labelled(number, first) or self._is_in_name(number)

    def _is_age(self, number: Number) -> bool:
        """Return whether a number is an age between commas after a person: "Ada Lind, 45, said"."""
        before = self.text[max(0, number.span.start - 2) : number.span.start]
        after = self.text[number.span.end : number.span.end + 1]
        enclosed = before in (", ", "- ", "(") and after in (",", ")", ".", ";")
        if not enclosed or not number.figures or number.to is not None:
            return False
        previous = self.tree.get(self.tree.range(number.span)[0] - 2)
        return number.value < _OLDEST and previous is not None and previous.pos in ("PROPN", "NOUN", "PRON")

    def _is_labelled(self, number: Number, first: Token) -> bool:
        """Return whether a label is before the number: "Resolution 2202", "Article 5", "Phase Two"."""
        before = self.tree.get(first.index - 1)
        if before is None or before.sentence != first.sentence or number.scale > 1:
            return False
        word = before.text.lower()
        group = self.tree[first.index - 2].text.lower() if first.index > 1 else ""
        if word in ("of", "#") and group in self.words.lists["numbered-group"]:
            return True
        if word in self.words.lists["label"] and before.pos in _LABEL_PARTS:
            return not (before.pos == "DET" and first.dep == "nummod")
        touching = before.span.end + 1 == first.span.start
        return before.pos == "PROPN" and number.figures and first.dep != "nummod" and touching

    def _is_in_name(self, number: Number) -> bool:
        at = bisect_right(self.names, number.span.start, key=lambda span: span.start)
        return any(
            name.holds(number.span) and name.start < number.span.start
            for name in self.names[max(0, at - 2) : at]
        )

    def _stands_for_noun(self, number: Number, qualifier: Qualifier) -> bool:
        """Return whether a bare number stands for a counted noun ("killing 12", "the first 390")."""
        token = self.tree[self.tree.range(number.span)[-1]]
        if _is_hyphened(self.text, number):
            return False
        while token.dep == "conj" and self.tree[token.head].pos in NOMINAL:
            token = self.tree[token.head]
        qualified = qualifier != "exact"
        standing = token.dep in _BARE_RELATIONS or (token.dep in _BARE_WITH_QUALIFIER and qualified)
        if token.dep == "dobj" and self.tree[token.head].lemma in self.words.lists["dial"]:
            return False
        if number.figures or number.scale > 1:
            return standing
        before = self.tree.get(self.tree.range(number.span)[0] - 1)
        definite = before is not None and before.text.lower() in self.words.lists["determiner"]
        if definite or number.value <= 1:
            return False
        return standing and (token.dep == "dobj" or qualified)

    def _is_definite_or_idiom(self, number: Number, counted: CountedUnit) -> bool:
        """Return whether a number is no amount but definite ("the two sides") or idiomatic ("one day")."""
        if number.figures and number.scale == 1 and counted.noun is not None:
            return self.tree[counted.noun].tag == "NNP" and all(  # "10 Downing Street"
                self.tree[i].pos == "PROPN" for i in self.tree.range(Span(number.span.end, counted.span.end))
            )
        if number.figures or number.value > _SMALL or number.to is not None or number.vague:
            return False
        noun = "" if counted.noun is None else self.tree[counted.noun].lemma.lower()
        first = self.tree.range(number.span)[0]
        before = self.tree.get(first - 1)
        word = before.text.lower() if before is not None else ""
        definite = word in self.words.lists["definite"]
        if number.value == 1:
            after = self.tree.get(first + 1)
            before_of = after is not None and after.text.lower() == "of"
            phrase = f"{number.span.words(self.text).lower()} {counted.unit.lower()}"
            idiom = any(phrase.startswith(row) for row in self.words.lists["idle"])
            single = word in self.words.lists["determiner-of-one"]
            known = definite or before_of or single
            return idiom or known or not counted.unit
        return definite and noun in self.words.lists["party"]


def _is_hyphened(text: str, number: Number) -> bool:
    return text[number.span.end : number.span.end + 1] in ("-", "–")


def _overlaps(spans: list[Span], one: Span) -> bool:
    at = bisect_left(spans, one.end, key=lambda span: span.start)
    return any(span.overlaps(one) for span in spans[max(0, at - 2) : at])
