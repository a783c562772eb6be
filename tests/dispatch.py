"""A marked dispatch with circumstances: [s1 source] [q1 cue] [x1 content] are the parts of attribution 1."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from marked import marked
from onrecord.annotate.attribution.circumstances.annotator import CircumstanceAnnotator
from onrecord.annotate.mentions.annotator import MentionAnnotator
from onrecord.annotate.text.quotations import QuotationAnnotator
from onrecord.annotate.text.syntax.annotator import SyntaxAnnotator
from onrecord.annotate.times.annotator import TimeAnnotator
from onrecord.model.annotation import Attribution, Circumstance, Mention, Passage, TimeExpression, Title
from onrecord.model.article import Article, Published
from onrecord.model.layers import Annotations, Annotator, apply_annotator
from onrecord.model.span import Span

_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True)
class Dispatch:
    """An article and its annotations."""

    article: Article
    view: Annotations

    @property
    def text(self) -> str:
        return self.article.text

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return self.view.of(Mention)

    def actors(self) -> list[list[str]]:
        """Return the words of all mentions, one list per actor, in order of first mention."""
        groups: dict[int, list[str]] = {}
        for row in self.mentions:
            groups.setdefault(row.actor, []).append(row.span.words(self.text))
        return list(groups.values())

    def actor(self, words: str, nth: int = 0) -> int:
        """Return the actor number of the nth mention with these words."""
        return [row.actor for row in self.mentions if row.span.words(self.text) == words][nth]

    def mention(self, words: str) -> Mention:
        """Return the first mention with these words."""
        return next(row for row in self.mentions if row.span.words(self.text) == words)

    def titles(self) -> list[tuple[str, str, str | None]]:
        """Return the titles: words, name of the bearer, name of the body."""
        first = {row.actor: row.span.words(self.text) for row in reversed(self.mentions)}
        rows = self.view.of(Title)
        return [
            (row.span.words(self.text), first[row.actor], None if row.of is None else first[row.of])
            for row in rows
        ]

    def times(self) -> list[tuple[str, str | None]]:
        """Return the time expressions: words and value."""
        return [(row.span.words(self.text), row.value) for row in self.view.of(TimeExpression)]

    def circumstance(self, number: int = 1) -> Circumstance:
        """Return the circumstance of an attribution, counted from 1 as in the marks."""
        return self.view.of(Circumstance)[number - 1]

    def speaker(self, number: int = 1) -> str | None:
        """Return the words of the first mention of an attribution's speaker."""
        actor = self.circumstance(number).speaker
        if actor is None:
            return None
        return next(row.span.words(self.text) for row in self.mentions if row.actor == actor)

    def speakers(self, number: int = 1) -> set[str]:
        """Return the words of the first mention of each actor who speaks in an attribution."""
        row = self.circumstance(number)
        actors = {row.speaker, *row.others}
        first = {one.actor: one.span.words(self.text) for one in reversed(self.mentions)}
        return {first[actor] for actor in actors if actor is not None}


def read_dispatch(source: str, published: str | None = "2025-07-01", *, nested: bool = False) -> Dispatch:
    """Annotate a marked text: a passage for each line, attributions as marked, other layers by annotators.

    The ids of the attributions are the numbers of their marks. `nested`: an attribution in another's content
    is `within` it.
    """
    text, spans = marked(source).text, marked(source).spans
    article = Article(text, published=Published(published, "given") if published else Published())
    passages = [
        Passage(span, "body") for line in _LINE.finditer(text) if (span := Span(*line.span()).trimmed(text))
    ]
    view = Annotations().joined((Passage,), passages)
    before: tuple[Annotator, ...] = (SyntaxAnnotator(), QuotationAnnotator())
    after: tuple[Annotator, ...] = (MentionAnnotator(), TimeAnnotator(), CircumstanceAnnotator())
    for annotator in before:
        view = apply_annotator(annotator, article, view)
    numbers = sorted({int(label[1:]) for label in spans if re.fullmatch(r"[sqx]\d+", label)})
    rows = [_attribution(spans, number) for number in numbers]
    view = view.joined((Attribution,), _with_holders(rows) if nested else rows)
    for annotator in after:
        view = apply_annotator(annotator, article, view)
    return Dispatch(article, view)


def _attribution(spans: dict[str, tuple[Span, ...]], number: int) -> Attribution:
    source, cue, content = (spans.get(f"{part}{number}", ()) for part in "sqx")
    parts = sorted((*source, *cue, *content))
    whole = Span(parts[0].start, max(part.end for part in parts))
    return Attribution(whole, source, cue, content, 0.9, id=number)


def _with_holders(rows: Sequence[Attribution]) -> list[Attribution]:
    return [replace(row, within=_holder(row, rows)) for row in rows]


def _holder(row: Attribution, rows: Sequence[Attribution]) -> int | None:
    """Return the id of the innermost attribution whose content contains the cue of `row`."""
    at = (row.cue or row.content)[0]
    around = [other for other in rows if other != row and any(span.holds(at) for span in other.content)]
    return min(around, key=lambda other: other.span.length).id if around else None


def annotate_dispatch(dispatch: Dispatch, *annotators: Annotator) -> Annotations:
    """Return the annotations with those of the annotators; needed layers that are missing are empty."""
    view = dispatch.view
    for annotator in annotators:
        view = view.joined([layer for layer in annotator.needs if layer not in view.layers], ())
        view = apply_annotator(annotator, dispatch.article, view)
    return view
