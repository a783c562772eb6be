"""Tells the layouts in which news databases deliver many articles as one text, whatever the file's format."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.news_archives import factiva, nexis, proquest
from onrecord.model.errors import IngestError

Joiner = Callable[[Iterable[str]], list[str]]
Splitter = Callable[[Iterable[str], Joiner], Iterator[ExtractedArticle | IngestError]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout: what messages call it, how its first lines tell it, and what takes the articles out.

    `split` yields each article or why there is none. Its second argument makes paragraphs of the lines of a
    body.
    """

    label: str
    matches: Callable[[Sequence[str]], bool]
    splitter: Splitter

    def split(
        self, lines: Iterable[str], join: Joiner | None = None
    ) -> Iterator[ExtractedArticle | IngestError]:
        """Yield the articles in the lines or paragraphs of a text, or one error when there are none.

        `join` as for `splitter`.
        """
        empty = True
        for found in self.splitter(lines, join or printed_lines):
            empty = False
            yield found
        if empty:
            yield IngestError("empty", f"it is {self.label} without articles")


LAYOUTS = (
    Layout("a download of ProQuest", proquest.matches, proquest.split),
    Layout("a download of Factiva", factiva.matches, factiva.split),
    Layout("a download of Nexis", nexis.matches, nexis.split),
)


def find_layout(lines: Sequence[str]) -> Layout | None:
    """Return the layout that the first lines or paragraphs of a text show, None for any other text."""
    plain = [re.sub(r"[ \xa0]+", " ", line).strip(" ") for line in lines]
    return next((layout for layout in LAYOUTS if layout.matches(plain)), None)


def printed_lines(lines: Iterable[str]) -> list[str]:
    """Return the lines that are not blank: the paragraphs of a document."""
    return [line.strip() for line in lines if line.strip()]
