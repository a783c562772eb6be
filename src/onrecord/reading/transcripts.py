"""Transcripts: each turn of a speaker ("MR. SMITH:  Yes.") is a statement, and what was found in it is told within it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from onrecord.model.annotation import Annotation, Attribution, Passage, Sentence, Token
from onrecord.model.article import Article
from onrecord.model.reading import Layer, Reading
from onrecord.reading.attribution import to_attribution
from onrecord.reading.attribution_turns import find_turns
from onrecord.reading.paragraphs import news_paragraphs
from onrecord.reading.tree import Tree


@dataclass(frozen=True, slots=True)
class TranscriptReader:
    """Adds the turns of a transcript to the attributions; other articles are left as they are.

    `gives` is the Attribution layer again: the turns first, in text order and verbatim, then what was there before, each
    `within` the turn in whose content it stands. What mixes a speaker's label into another's words is dropped: the turn
    says it better.
    """

    name: str = "transcripts"
    version: str = "1"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Attribution)
    gives: tuple[Layer, ...] = (Attribution,)

    def read(self, article: Article, reading: Reading) -> Iterable[Annotation]:
        """Return the attributions with the turns, if there are any."""
        before = reading.of(Attribution)
        tree = Tree.of(reading)
        found = find_turns(article.text, tree, list(news_paragraphs(article.text, reading)))
        turns = [row for parts in found if parts.rule == "turn" and (row := to_attribution(tree, parts))]
        if not turns:
            return before
        turns = sorted((replace(turn, verbatim=True) for turn in turns), key=lambda turn: turn.span)
        return [*turns, *_told_within(before, turns)]


def _told_within(before: Iterable[Attribution], turns: list[Attribution]) -> Iterator[Attribution]:
    for row in before:
        number = bisect_left(turns, row.span.end, key=lambda turn: turn.span.start) - 1
        if number < 0 or turns[number].span.end <= row.span.start:
            yield row  # before the first turn: the transcript's own heading
        elif any(span.holds(row.span) for span in turns[number].content):
            yield replace(row, within=number)
