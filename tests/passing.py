"""A marked dispatch read as far as who passed words on and what answers what; marks as in `dispatch`."""

from dataclasses import dataclass, replace

from dispatch import Dispatch, read_dispatch
from onrecord.annotate.attribution.circumstances import CircumstanceAnnotator
from onrecord.annotate.attribution.speech_acts import SpeechActAnnotator
from onrecord.annotate.mentions.annotator import MentionAnnotator
from onrecord.annotate.provenance.annotator import SourceChainAnnotator
from onrecord.annotate.responses.annotator import ResponseAnnotator
from onrecord.model.annotation import Attribution, Mention, Response, SourceLink
from onrecord.model.layers import Annotations, apply_annotator
from onrecord.model.span import Span


@dataclass(frozen=True)
class Passed:
    """An article with its relays and replies; attributions are counted from 1 as in the marks."""

    dispatch: Dispatch
    view: Annotations

    def words(self, span: Span) -> str:
        return span.words(self.dispatch.text)

    def name(self, row: SourceLink) -> str:
        """Return the first name of a link's actor, else its words in quotation marks."""
        if row.actor is None:
            return "“" + " … ".join(map(self.words, row.evidence)) + "”"
        return next(
            self.words(mention.span) for mention in self.view.of(Mention) if mention.actor == row.actor
        )

    def links(self, number: int = 1) -> list[str]:
        """Return who passed the words of an attribution on, from the mouth on."""
        rows = [row for row in self.view.of(SourceLink) if row.attribution == number - 1 and row.place > 0]
        return [self.name(row) for row in sorted(rows, key=lambda row: row.place)]

    def relay(self, number: int, place: int) -> SourceLink:
        """Return one link."""
        return next(
            row for row in self.view.of(SourceLink) if (row.attribution, row.place) == (number - 1, place)
        )

    def mouth(self, number: int = 1) -> str | None:
        """Return the mouth that another names."""
        row = next(
            (row for row in self.view.of(SourceLink) if (row.attribution, row.place) == (number - 1, 0)), None
        )
        return None if row is None else self.name(row)

    def replies(self) -> list[tuple[int, int, str]]:
        """Return (attribution, what it answers, relation)."""
        return [(row.attribution + 1, row.to + 1, row.relation) for row in self.view.of(Response)]

    def told_by(self, number: int) -> list[str]:
        """Return the words that tell the replies of an attribution."""
        return [
            self.words(span)
            for row in self.view.of(Response)
            if row.attribution == number - 1
            for span in row.evidence
        ]


def read_passing(source: str) -> Passed:
    """Read a marked text; what stands in another's content is told within it."""
    read = read_dispatch(source)
    rows = read.view.of(Attribution)
    nested = [replace(row, within=_holder(number, row, rows)) for number, row in enumerate(rows)]
    view = read.view.joined((Attribution,), nested)
    for reader in (
        SpeechActAnnotator(),
        MentionAnnotator(),
        CircumstanceAnnotator(),
        SourceChainAnnotator(),
        ResponseAnnotator(),
    ):
        view = apply_annotator(reader, read.article, view)
    return Passed(read, view)


def _holder(number: int, row: Attribution, rows: tuple[Attribution, ...]) -> int | None:
    at = (row.cue or row.content)[0]
    around = [
        i for i, other in enumerate(rows) if i != number and any(span.holds(at) for span in other.content)
    ]
    return min(around, key=lambda i: rows[i].span.length) if around else None
