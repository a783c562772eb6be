"""A marked dispatch read as far as who, when and how: [s1 source] [q1 cue] [x1 content] are the parts of attribution 1."""

import re
from dataclasses import dataclass

from marked import marked
from onrecord.annotate.attribution.circumstances import CircumstanceReader
from onrecord.annotate.mentions.annotator import MentionReader
from onrecord.annotate.text.quotations import QuotationReader
from onrecord.annotate.text.syntax.annotator import SyntaxReader
from onrecord.annotate.times.annotator import TimeReader
from onrecord.model.annotation import Attribution, Circumstance, Mention, Passage, TimeExpression, Title
from onrecord.model.article import Article, Published
from onrecord.model.layers import Reader, Reading
from onrecord.model.span import Span

_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True)
class Dispatch:
    """An article and what the readers made of it."""

    article: Article
    reading: Reading

    @property
    def text(self) -> str:
        return self.article.text

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return self.reading.of(Mention)

    def actors(self) -> list[list[str]]:
        """Return the words of all mentions, a list an actor, in order of first mention."""
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
        rows = self.reading.of(Title)
        return [
            (row.span.words(self.text), first[row.actor], None if row.of is None else first[row.of])
            for row in rows
        ]

    def times(self) -> list[tuple[str, str | None]]:
        """Return the time expressions: words and value."""
        return [(row.span.words(self.text), row.value) for row in self.reading.of(TimeExpression)]

    def circumstance(self, number: int = 1) -> Circumstance:
        """Return the circumstance of an attribution, counted from 1 as in the marks."""
        return self.reading.of(Circumstance)[number - 1]

    def speaker(self, number: int = 1) -> str | None:
        """Return the first name of the actor who speaks in an attribution."""
        actor = self.circumstance(number).speaker
        return (
            None
            if actor is None
            else next(row.span.words(self.text) for row in self.mentions if row.actor == actor)
        )


def read_dispatch(source: str, published: str | None = "2025-07-01") -> Dispatch:
    """Read a marked text: a passage a line, attributions as marked, everything else by our readers."""
    text, spans = marked(source).text, marked(source).spans
    article = Article(text, published=Published(published, "given") if published else Published())
    passages = [
        Passage(span, "body") for line in _LINE.finditer(text) if (span := Span(*line.span()).trimmed(text))
    ]
    reading = Reading().joined((Passage,), passages)
    before: tuple[Reader, ...] = (SyntaxReader(), QuotationReader())
    after: tuple[Reader, ...] = (MentionReader(), TimeReader(), CircumstanceReader())
    for reader in before:
        reading = reading.joined(reader.gives, reader.read(article, reading))
    numbers = sorted({int(label[1:]) for label in spans if re.fullmatch(r"[sqx]\d+", label)})
    reading = reading.joined((Attribution,), [_attribution(spans, number) for number in numbers])
    for reader in after:
        reading = reading.joined(reader.gives, reader.read(article, reading))
    return Dispatch(article, reading)


def _attribution(spans: dict[str, tuple[Span, ...]], number: int) -> Attribution:
    source, cue, content = (spans.get(f"{part}{number}", ()) for part in "sqx")
    parts = sorted((*source, *cue, *content))
    return Attribution(Span(parts[0].start, max(part.end for part in parts)), source, cue, content, 0.9)
