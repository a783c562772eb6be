"""Time expressions as patterns: the rules of time_rules.txt over the words of calendar.txt. What they mean: time_values.py."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from onrecord.annotate.lexicon_files import alternatives, lexicon_lines, lexicon_rows
from onrecord.model.span import Span

_PIECE = re.compile(r"\{([a-z_]\w*)\}")
# Rules that look for capitals: "may" is no month.
_AS_PRINTED = frozenset({"date", "date_range", "month", "weekday", "period", "yearly"})
_LISTS = ("month", "weekday", "season", "ordinal", "decade", "period", "yearly", "movable", "zone")


@dataclass(frozen=True, slots=True)
class TimeMatch:
    """A time expression as matched: the rule and its groups, words of the calendar already turned into numbers."""

    span: Span
    rule: str
    groups: Mapping[str, str]

    def number(self, name: str) -> int | None:
        """Return a group as a number, None when it is not there."""
        value = self.groups.get(name)
        return int(value) if value else None


@dataclass(frozen=True, slots=True)
class TimeGrammar:
    """The compiled rules and the numbers of the calendar's words."""

    rules: tuple[tuple[str, re.Pattern[str]], ...]
    numbers: Mapping[str, Mapping[str, str]]

    def find(self, text: str, start: int, end: int) -> list[TimeMatch]:
        """Return the time expressions between two offsets in text order; none overlaps another."""
        found: list[tuple[int, int, int, TimeMatch]] = []
        for order, (rule, pattern) in enumerate(self.rules):
            for match in pattern.finditer(text, start, end):
                row = TimeMatch(Span(*match.span()), rule, self._groups(match))
                found.append((row.span.start, -row.span.end, order, row))
        out: list[TimeMatch] = []
        for _, _, _, row in sorted(found, key=lambda item: item[:3]):
            if not out or row.span.start >= out[-1].span.end:
                out.append(row)
        return out

    def _groups(self, match: re.Match[str]) -> Mapping[str, str]:
        groups = {name: value for name, value in match.groupdict().items() if value is not None}
        for name, value in groups.items():
            key = "month" if name == "month2" else name
            plain = " ".join(value.split())
            table = self.numbers.get(key, {})
            groups[name] = table.get(plain, table.get(plain.lower(), table.get(plain.capitalize(), plain)))
        return MappingProxyType(groups)

    def is_future(self, lemma: str) -> bool:
        """Tell whether a verb or noun is one of plans ("scheduled to", "a promise to")."""
        return lemma in self.numbers["future"]

    def is_plan(self, lemma: str) -> bool:
        """Tell whether what a verb has as its object lies ahead ("plans a trip on Friday")."""
        return self.numbers["future"].get(lemma) == "1"


@cache
def load_time_grammar(language: str = "en") -> TimeGrammar:
    """Return the grammar of a language. Raises ModelError when the calendar is missing."""
    numbers: dict[str, dict[str, str]] = {}
    for words, sort, value in lexicon_rows("times/calendar", language):
        for word in alternatives(words):
            numbers.setdefault(sort, {})[word] = value
    numbers["count"] = numbers["number"] | numbers["vague"]
    rows = [line.partition(": ")[::2] for line in lexicon_lines("times/rules", language)]
    pieces = {name.strip("{}"): pattern for name, pattern in rows if name.startswith("{")}
    for name in _LISTS:
        pieces[name] = f"(?P<{name}>{_either(numbers[name], capitals=name in ('month', 'weekday'))})"
    pieces["month2"] = pieces["month"].replace("<month>", "<month2>")
    pieces["count"] = (
        rf"\[?(?P<count>\d{{1,3}}(?:,\d{{3}})?|{_either(numbers['count'], capitals=False)})\]?"  # "[Ten] years ago"
    )
    several = {word: value for word, value in numbers["number"].items() if value != "1"}
    pieces["some"] = rf"(?P<count>\d{{1,3}}|{_either(several, capitals=False)})"
    rules = [(name, pattern) for name, pattern in rows if not name.startswith("{")]
    return TimeGrammar(tuple(_compiled(rules, pieces)), MappingProxyType(numbers))


def _compiled(
    rules: Iterable[tuple[str, str]], pieces: Mapping[str, str]
) -> Iterator[tuple[str, re.Pattern[str]]]:
    for rule, pattern in rules:
        whole = re.sub(r"\{(\w*[a-z_]\w*)\}", lambda match: pieces[match.group(1)], pattern)
        whole = re.sub(r"\{(\w*[a-z_]\w*)\}", lambda match: pieces[match.group(1)], whole)
        flags = 0 if rule in _AS_PRINTED else re.IGNORECASE
        yield rule, re.compile(rf"(?<![\w$€£#%.,/-])(?:{whole})(?![\w%])", flags)


def _either(words: Mapping[str, str], *, capitals: bool) -> str:
    forms = set(words) | ({word.upper() for word in words if len(word) > 3} if capitals else set())
    return "|".join(
        re.escape(word).replace(r"\ ", r"[^\S\n]{1,3}")
        for word in sorted(forms, key=lambda word: (-len(word), word))
    )
