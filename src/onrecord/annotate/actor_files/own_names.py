"""Names of a user's own lists in a text: found as they are written, whole, whatever the syntax model says."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from onrecord.annotate.actor_files.rows import Row
from onrecord.annotate.lexicon_files import alternatives
from onrecord.model.annotation import Name
from onrecord.model.span import Span

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_ACRONYM = 3  # letters
_WEAK = "~"
_NOT_FOUND = frozenset({"state", "people"})  # the program knows these, and where they are places


@dataclass(frozen=True, slots=True)
class OwnNames:
    """Names by first word, the longest first, each with whether it is a person's."""

    by_word: Mapping[str, tuple[tuple[str, bool], ...]]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "OwnNames":
        """Collect the names of several words and the acronyms.

        A single word may be an ordinary one. Names in capitals are those of dictionaries, among them titles
        and phrases: of these only acronyms are taken.
        """
        names: dict[str, dict[str, bool]] = {}
        for row in rows:
            if row[2] in _NOT_FOUND:
                continue
            for name in (row[0], *alternatives(row[1])):
                word = _WORD.match(name)
                if word is not None and _is_found(name):
                    names.setdefault(word[0], {}).setdefault(name, row[2] == "person")
        by_length = {
            word: tuple(sorted(found.items(), key=lambda entry: (-len(entry[0]), entry[0])))
            for word, found in names.items()
        }
        return cls(by_length)

    def merged(self, text: str, starts: Iterable[int], names: Iterable[Name]) -> list[Name]:
        """Return the names of a text with own ones in place of those inside them or across them.

        Own names begin at one of the offsets in `starts`, those of tokens. A longer name around an own one
        stays: it may be that of another actor.
        """
        known = list(names)
        longer = _Longer(row.span for row in known)
        own = [name for name in self._find(text, starts) if not longer.holds(name.span)]
        if not own:
            return known
        taken = {index for name in own for index in range(name.span.start, name.span.end)}
        kept = [name for name in known if taken.isdisjoint(range(name.span.start, name.span.end))]
        return sorted((*own, *kept), key=lambda name: name.span)

    def _find(self, text: str, starts: Iterable[int]) -> Iterator[Name]:
        end = 0
        for start in starts if self.by_word else ():
            word = _WORD.match(text, start)
            if start < end or word is None:
                continue
            for name, is_person in self.by_word.get(word[0], ()):
                stop = start + len(name)
                if text.startswith(name, start) and not text[stop : stop + 1].isalnum():
                    end = stop
                    span = Span(start, stop)
                    yield Name(span, "person", "PERSON") if is_person else Name(span, "organisation", "ORG")
                    break


NO_OWN_NAMES = OwnNames({})


class _Longer:
    """Tells whether one of many spans holds another and is longer, in logarithmic time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._ends = [-1, *accumulate((span.end for span in ordered), max)]  # the last end of the first n

    def holds(self, span: Span) -> bool:
        """Return whether a span begins before this one and ends no earlier, or ends after it."""
        before, up_to = bisect_left(self._starts, span.start), bisect_right(self._starts, span.start)
        return self._ends[before] >= span.end or self._ends[up_to] > span.end


def _is_found(name: str) -> bool:
    if name.startswith(_WEAK):
        return False
    if " " in name:
        return not name.isupper() and any(word[0].isupper() for word in name.split())
    return name.isupper() and name.isalpha() and len(name) >= _SHORTEST_ACRONYM
