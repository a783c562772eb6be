"""The annotator of events: from trigger candidates to events, each reported once and with a confidence."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.annotate.events.confidence import with_confidence
from onrecord.annotate.events.coreference import merge_reports, with_claims, with_parties_of_rounds
from onrecord.annotate.events.extraction import find_reports
from onrecord.annotate.events.lexicon import load_event_lexicon
from onrecord.annotate.events.participants import EventContext, Participants, participant_mentions
from onrecord.annotate.events.statement_events import find_statement_events
from onrecord.annotate.events.trigger_candidates import find_candidates
from onrecord.model.annotation import (
    Amount,
    Annotation,
    Attribution,
    Circumstance,
    EventMention,
    Mention,
    ParticipantMention,
    PlaceMention,
    Sentence,
    TimeExpression,
    Title,
    Token,
    UtteranceAct,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer


def event_context(article: Article, view: Annotations) -> EventContext:
    """Return what the rules of events read. Raises ModelError when a word list is missing."""
    return EventContext.of(article.text, view, Participants.of(article.text, view), load_event_lexicon())


@dataclass(frozen=True, slots=True)
class EventAnnotator:
    """Gives events, and mentions for nouns whose actors are mentioned only as participants of events.

    Events with a lower confidence than `least` are left out; None is the threshold that was fitted with the
    weights.
    """

    least: float | None = None

    name: str = "events"
    needs: tuple[Layer, ...] = (
        Sentence,
        Token,
        Attribution,
        UtteranceAct,
        Circumstance,
        Mention,
        PlaceMention,
        TimeExpression,
        Title,
        Amount,
    )
    gives: tuple[Layer, ...] = (ParticipantMention, EventMention)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return mentions and events in text order. Raises ModelError when a word list is missing."""
        context = event_context(article, view)
        reports = [
            row
            for candidate in find_candidates(context.tree, context.lexicon)
            for row in find_reports(candidate, context)
        ]
        reports += find_statement_events(context, view, reports)
        reports.sort(key=lambda row: (row.event.span, row.event.type))
        events = with_confidence(
            with_claims(merge_reports(with_parties_of_rounds(reports)), context), context, self.least
        )
        numbered = (replace(row, id=number) for number, row in enumerate(events, start=1))
        return [*participant_mentions(context.participants), *numbered]
