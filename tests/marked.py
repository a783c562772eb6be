"""Spans written inside a text: `marked("He said [content no].")` gives the plain text and spans by label."""

import re
from collections import defaultdict
from dataclasses import dataclass

from onrecord.model.evidence import Evidence
from onrecord.model.span import Span

_OPENING = re.compile(r"\[([a-z][a-z0-9.-]*) ")


@dataclass(frozen=True)
class Marked:
    """A text and the spans marked in it, by label, in text order."""

    text: str
    spans: dict[str, tuple[Span, ...]]

    def one(self, label: str) -> Span:
        """Return the only span with this label."""
        (span,) = self.spans[label]
        return span

    def evidence(self, label: str) -> Evidence:
        """Return the spans with this label and their words; empty evidence where there are none."""
        return Evidence.of(self.text, self.spans.get(label, ()))


def marked(source: str) -> Marked:
    """Take the marks out of a text. A mark is `[label words]`, with a label in lower case; it may be nested.

    Other brackets are text: `marked("[and] so")` has no mark. An open mark is an error in the test.
    """
    words: list[str] = []
    open_marks: list[tuple[str, int] | None] = []
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    at = length = 0
    while at < len(source):
        opening = _OPENING.match(source, at)
        if opening:
            open_marks.append((opening[1], length))
            at = opening.end()
            continue
        character = source[at]
        at += 1
        if character == "[":
            open_marks.append(None)
        if character == "]" and open_marks:
            mark = open_marks.pop()
            if mark:
                spans[mark[0]].append(Span(mark[1], length))
                continue
        words.append(character)
        length += 1
    assert not any(open_marks), f"marks that are not closed: {open_marks}"
    return Marked("".join(words), {label: tuple(sorted(found)) for label, found in spans.items()})
