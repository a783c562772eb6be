"""The grammar of time expressions: the patterns of times/rules.txt over the words of times/calendar.txt."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from onrecord.annotate.lexicon_files import alternatives, lexicon_lines, lexicon_rows
from onrecord.model.span import Span

_PIECE = re.compile(r"\{([a-z_]\w*)\}")
# Rules that respect capitals: "may" is not a month.
_AS_PRINTED = frozenset({"date", "date_range", "month", "weekday", "period", "yearly"})
_LISTS = ("month", "weekday", "season", "ordinal", "decade", "period", "yearly", "movable", "zone")


@dataclass(frozen=True, slots=True)
class TimeMatch:
    """A match of a rule: the rule's name and its groups, with calendar words replaced by numbers."""

    span: Span
    rule: str
    groups: Mapping[str, str]

    def number(self, name: str) -> int | None:
        """Return a group as a number, None when it is missing."""
        value = self.groups.get(name)
        return int(value) if value else None


@dataclass(frozen=True, slots=True)
class TimeGrammar:
    """The compiled rules, and numbers by class and word of the calendar."""

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
        """Return whether a verb or noun expresses a plan ("scheduled to", "a promise to")."""
        return lemma in self.numbers["future"]

    def is_plan(self, lemma: str) -> bool:
        """Return whether the object of a verb lies in the future ("plans a trip on Friday")."""
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
        # "[Ten] years ago"
        rf"\[?(?P<count>\d{{1,3}}(?:,\d{{3}})?|{_either(numbers['count'], capitals=False)})\]?"
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
