"""Amounts: numbers that count or measure something, with unit, exactness and "each". Years, ages, times, results are none."""

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

# A number before or behind these is a time, an age or a name.
_TIME_BEHIND = re.compile(
    r"\s?(?:[ap]\.?m\b|o['’]clock|GMT|UTC|E[DS]T\b|hrs\b|hours\s(?:GMT|local))", re.IGNORECASE
)
_AGE_BEHIND = re.compile(r"[-\s]years?(?:[-\s]olds?|\sof\sage)\b", re.IGNORECASE)
_OPEN_BEHIND = re.compile(r"\+(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WITHIN = re.compile(r"within\s", re.IGNORECASE)
_NAMED = frozenset({"ORG", "LAW", "PRODUCT", "EVENT", "FAC", "WORK_OF_ART", "PERSON", "LOC"})
_CARRYING = frozenset({"nsubj", "nsubjpass", "dobj"})  # places where a bare number stands for what it counts
_OLDEST = 120
_SMALL = 12


class AmountAnnotator:
    """Amounts of the news passages, in text order; none overlaps another."""

    name = "amounts"
    needs: tuple[Layer, ...] = (Sentence, Token, Name, TimeExpression)
    gives: tuple[Layer, ...] = (Amount,)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the amounts. Raises ModelError when a word list is missing."""
        lasting = _WITHIN.match  # "within 30 days" counts days, whatever day that is
        times = sorted(
            row.span for row in view.of(TimeExpression) if not lasting(row.span.words(article.text))
        )
        names = sorted(name.span for name in view.of(Name) if name.label in _NAMED)
        finder = _AmountFinder(article.text, view.index(SyntaxTree), load_amount_words(), times, names)
        return list(finder.amounts(load_numbers()))


@dataclass(frozen=True, slots=True)
class _AmountFinder:
    """One article while its amounts are looked for; `times` and `names` are in text order."""

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
        if number.short and self.text[number.span.end - 1].lower() in "kb":
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
        if (
            first
            and len(first) == 1
            and (
                self._is_verb_particle(first[0])
                or (self.tree[first[0]].dep == "prep" and self._is_plain_preposition(first[0], number))
            )
        ):
            return "exact", begin
        if number.vague and qualifier in ("exact", "about"):
            return "at-least", start
        return qualifier, start

    def _is_verb_particle(self, word: int) -> bool:
        """Tell "hand over 20 prisoners" from "over 20 prisoners"."""
        before = self.tree.get(word - 1)
        over = self.tree[word].text.lower() == "over"
        return (
            over
            and before is not None
            and before.pos == "VERB"
            and before.lemma in self.words.lists["over-verb"]
        )

    def _is_plain_preposition(self, preposition: int, number: Number) -> bool:
        """Tell "over 30 days", "about 20 prisoners (they talked)" from amounts: the verb says that no amount is meant."""
        head = self.tree[self.tree[preposition].head]
        counted = find_counted_noun(self.text, number, self.tree, self.words)
        lasting = (
            counted.noun is not None and self.tree[counted.noun].text.lower() in self.words.lists["duration"]
        )
        word = self.tree[preposition].text.lower()
        return (word == "over" and lasting) or (
            word in ("about", "under", "above", "near", "below") and head.pos == "VERB" and not lasting
        )

    def _with_words_behind(
        self, number: Number, counted: CountedUnit, qualifier: Qualifier
    ) -> tuple[int, Qualifier]:
        """Return where the amount ends and how exact it is when the words behind it are read ("or more", "+")."""
        open_end = _OPEN_BEHIND.match(self.text, number.span.end)
        if open_end and counted.span.end == number.span.end:
            return open_end.end(), "at-least"
        for place in (number.span.end, counted.span.end):
            match = self.words.after.match(self.text, place)
            if match:
                return max(counted.span.end, match.end("words")), self.words.sort_of(match["words"])
        return counted.span.end, "at-least" if open_end else qualifier

    def _has_distributive_subject(self, number: Number) -> bool:
        """Tell whether each of several is said to do it: "each side would free 1,000 prisoners"."""
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
        """Tell times, ages, names and places in a row from amounts."""
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
        """Tell an age set off by commas behind a name or a person: "Ada Lind, 45, said"."""
        before, after = (
            self.text[max(0, number.span.start - 2) : number.span.start],
            self.text[number.span.end : number.span.end + 1],
        )
        if (
            before not in (", ", "- ", "(")
            or after not in (",", ")", ".", ";")
            or not number.figures
            or number.to is not None
        ):
            return False
        previous = self.tree.get(self.tree.range(number.span)[0] - 2)
        return number.value < _OLDEST and previous is not None and previous.pos in ("PROPN", "NOUN", "PRON")

    def _is_labelled(self, number: Number, first: Token) -> bool:
        """Tell "Resolution 2202", "Article 5", "Phase Two": a name or a place in a row before the figures."""
        before = self.tree.get(first.index - 1)
        if before is None or before.sentence != first.sentence or number.scale > 1:
            return False
        if (
            before.text.lower() in ("of", "#")
            and first.index > 1
            and self.tree[first.index - 2].text.lower() in ("group", "force")
        ):
            return True
        if before.text.lower() not in self.words.lists["label"] or before.pos not in (
            "NOUN",
            "PROPN",
            "X",
            "INTJ",
            "DET",
            "ADJ",
        ):
            return (
                before.pos == "PROPN"
                and number.figures
                and first.dep != "nummod"
                and before.span.end + 1 == first.span.start
            )
        return not (before.pos == "DET" and first.dep == "nummod")

    def _is_in_name(self, number: Number) -> bool:
        at = bisect_right(self.names, number.span.start, key=lambda span: span.start)
        return any(
            name.holds(number.span) and name.start < number.span.start
            for name in self.names[max(0, at - 2) : at]
        )

    def _stands_for_noun(self, number: Number, qualifier: Qualifier) -> bool:
        """Tell whether a bare number stands for what it counts ("killing 12", "the first 390 were freed")."""
        token = self.tree[self.tree.range(number.span)[-1]]
        if _is_hyphened(self.text, number):
            return False
        while token.dep == "conj" and self.tree[token.head].pos in NOMINAL:
            token = self.tree[token.head]
        standing = token.dep in _CARRYING or (
            token.dep in ("pobj", "attr", "npadvmod") and qualifier != "exact"
        )
        if token.dep == "dobj" and self.tree[token.head].lemma in self.words.lists["dial"]:
            return False
        if number.figures or number.scale > 1:
            return standing
        before = self.tree.get(self.tree.range(number.span)[0] - 1)
        definite = before is not None and before.text.lower() in (
            "the",
            "these",
            "those",
            "all",
            "no",
            "any",
            "this",
            "that",
            "which",
        )
        return (
            standing and (token.dep == "dobj" or qualifier != "exact") and not definite and number.value > 1
        )

    def _is_definite_or_idiom(self, number: Number, counted: CountedUnit) -> bool:
        """Tell "the two sides" and "one day" from amounts."""
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
        definite = word in (
            "the",
            "these",
            "those",
            "our",
            "their",
            "its",
            "all",
            "both",
            "your",
            "my",
            "between",
            "other",
        )
        if number.value == 1:
            after = self.tree.get(first + 1)
            definite = definite or (after is not None and after.text.lower() == "of")
            phrase = f"{number.span.words(self.text).lower()} {counted.unit.lower()}"
            idle = any(phrase.startswith(row) for row in self.words.lists["idle"])
            return (
                idle
                or definite
                or word in ("no", "any", "every", "this", "that", "which", "each")
                or not counted.unit
            )
        return definite and noun in self.words.lists["party"]


def _is_hyphened(text: str, number: Number) -> bool:
    return text[number.span.end : number.span.end + 1] in ("-", "–")


def _overlaps(spans: list[Span], one: Span) -> bool:
    at = bisect_left(spans, one.end, key=lambda span: span.start)
    return any(span.overlaps(one) for span in spans[max(0, at - 2) : at])
