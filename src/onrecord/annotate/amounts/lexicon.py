"""Words around numbers: qualifiers ("more than"), currencies, and nouns by class."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.amounts.numbers import Number
from onrecord.annotate.lexicon_files import alternatives, lexicon_rows
from onrecord.model.annotation import Qualifier
from onrecord.model.span import Span

_LONGEST = 32  # characters of text beside a number that are searched: more than the longest entry


@dataclass(frozen=True, slots=True)
class AmountWords:
    """The word lists of amounts.txt, and the signs and words of currencies.txt."""

    lists: Mapping[str, frozenset[str]]
    before: re.Pattern[str]
    after: re.Pattern[str]
    each: re.Pattern[str]
    signs: re.Pattern[str]
    moneys: re.Pattern[str]
    codes: Mapping[str, str]

    def qualified(self, text: str, start: int) -> tuple[Qualifier, int]:
        """Return the qualifier before offset `start` and where its words begin ("no more than", "some")."""
        found: Qualifier = "exact"
        for _ in range(3):
            window = max(0, start - _LONGEST)
            match = self.before.search(text[window:start])
            if match is None:
                break
            sort = self.sort_of(match["words"])
            if found != "exact" and sort != "exact":
                break
            found, start = (sort if sort != "exact" else found), window + match.start("words")
        return found, start

    def sort_of(self, words: str) -> Qualifier:
        """Return the qualifier of a phrase in the lists. Raises StopIteration when it is in none of them."""
        plain = " ".join(words.lower().split())
        sorts: tuple[Qualifier, ...] = ("about", "at-least", "at-most", "exact")
        return next(
            sort
            for sort in sorts
            if plain in self.lists[sort] or plain in self.lists.get(f"{sort}-after", ())
        )

    def money(self, text: str, number: Number) -> tuple[str, Span] | None:
        """Return the currency's code and the span of number and currency, None if it is not money."""
        window = max(0, number.span.start - 6)
        sign = self.signs.search(text[window : number.span.start])
        word = self.moneys.match(text, number.span.end, number.span.end + _LONGEST)
        # Without a scale word, "pounds" are a weight.
        if word and (word["word"].lower() not in ("pound", "pounds") or number.scale > 1):
            start = window + sign.start("sign") if sign else number.span.start
            return self.codes[" ".join(word["word"].lower().split())], Span(start, word.end("word"))
        if sign is None:
            return None
        return self.codes[sign["sign"].strip()], Span(window + sign.start("sign"), number.span.end)


@cache
def load_amount_words(language: str = "en") -> AmountWords:
    """Load `amounts.txt` and `currencies.txt`. Raises ModelError when one is missing."""
    lists = {
        sort: frozenset(alternatives(words)) for sort, words in lexicon_rows("amounts/amounts", language)
    }
    codes: dict[str, str] = {}
    signs: set[str] = set()
    moneys: set[str] = set()
    for code, printed, spoken in lexicon_rows("amounts/currencies", language):
        signs.update(alternatives(printed))
        moneys.update(alternatives(spoken))
        codes |= dict.fromkeys((*alternatives(printed), *alternatives(spoken)), code)
    before = _either(word for sort in ("about", "at-least", "at-most", "exact") for word in lists[sort])
    after = _either(
        word for sort in ("about-after", "at-least-after", "at-most-after") for word in lists[sort]
    )
    return AmountWords(
        lists,
        re.compile(rf"(?<![\w-])(?P<words>{before})\s(?:the\s)?[^\w\s]{{0,3}}$", re.IGNORECASE),
        re.compile(rf"\s(?P<words>{after})(?!\w)", re.IGNORECASE),
        re.compile(rf"\s(?P<words>{_either(lists['each-after'])})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<![\w.])(?P<sign>{_either(signs)})\s?$"),
        re.compile(rf"\s?(?:of\s)?(?P<word>{_either(moneys)})(?!\w)", re.IGNORECASE),
        codes,
    )


def _either(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s") for word in ordered) + ")"
