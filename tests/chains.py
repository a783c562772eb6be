"""A marked dispatch annotated up to source chains and responses; marks as in `dispatch`."""

from dataclasses import dataclass

from dispatch import Dispatch, read_dispatch
from onrecord.annotate.attribution.speech_acts import SpeechActAnnotator
from onrecord.annotate.provenance.annotator import SourceChainAnnotator
from onrecord.annotate.responses.annotator import ResponseAnnotator
from onrecord.model.annotation import ParticipantMention, Response, SourceLink
from onrecord.model.layers import Annotations, all_mentions, apply_annotator
from onrecord.model.span import Span


@dataclass(frozen=True)
class Chains:
    """An article with its source chains and responses; attributions are numbered as in the marks."""

    dispatch: Dispatch
    view: Annotations

    def words(self, span: Span) -> str:
        return span.words(self.dispatch.text)

    def name(self, row: SourceLink) -> str:
        """Return the first words for a link's actor, else its evidence in quotation marks."""
        if row.actor is None:
            return "“" + " … ".join(map(self.words, row.evidence)) + "”"
        return next(
            self.words(mention.span) for mention in all_mentions(self.view) if mention.actor == row.actor
        )

    def links(self, number: int = 1) -> list[str]:
        """Return who relayed an attribution, the nearest to the speaker first."""
        rows = [row for row in self.view.of(SourceLink) if row.attribution == number and row.place > 0]
        return [self.name(row) for row in sorted(rows, key=lambda row: row.place)]

    def link(self, number: int, place: int) -> SourceLink:
        """Return one link."""
        return next(
            row for row in self.view.of(SourceLink) if (row.attribution, row.place) == (number, place)
        )

    def speaker(self, number: int = 1) -> str | None:
        """Return the speaker as named outside the attribution (the link at place 0)."""
        rows = (row for row in self.view.of(SourceLink) if (row.attribution, row.place) == (number, 0))
        row = next(rows, None)
        return None if row is None else self.name(row)

    def responses(self) -> list[tuple[int, int, str]]:
        """Return (attribution, what it answers, relation)."""
        return [(row.attribution, row.to, row.relation) for row in self.view.of(Response)]

    def evidence(self, number: int) -> list[str]:
        """Return the words that show the responses of an attribution."""
        rows = (row for row in self.view.of(Response) if row.attribution == number)
        return [self.words(span) for row in rows for span in row.evidence]


def read_chains(source: str) -> Chains:
    """Annotate a marked text; an attribution in another's content is `within` it."""
    dispatch = read_dispatch(source, nested=True)
    view = dispatch.view.joined((ParticipantMention,), ())
    for annotator in (SpeechActAnnotator(), SourceChainAnnotator(), ResponseAnnotator()):
        view = apply_annotator(annotator, dispatch.article, view)
    return Chains(dispatch, view)
