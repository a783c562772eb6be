"""The reader of events: who did what to whom, whether it happened and who tells it, by trigger lexicon and syntax."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.annotate.events.claims import with_claims
from onrecord.annotate.events.confidence import with_confidence
from onrecord.annotate.events.context import EventContext
from onrecord.annotate.events.duplicates import merge_tellings
from onrecord.annotate.events.extraction import tell, with_parties
from onrecord.annotate.events.lexicon import load_event_lexicon
from onrecord.annotate.events.participants import Participants, participant_mentions
from onrecord.annotate.events.statement_events import statement_tellings
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


def stage_of(article: Article, view: Annotations) -> EventContext:
    """Return an article ready to be asked about its events. Raises ModelError when a word list is missing."""
    return EventContext.of(article.text, view, Participants.of(article.text, view), load_event_lexicon())


@dataclass(frozen=True, slots=True)
class EventAnnotator:
    """Gives events, and mentions of nouns for actors that only take part in events.

    Events that are less likely right than `least` are left out; None stands for the least of the word list.
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
        stage = stage_of(article, view)
        tellings = [
            row for candidate in find_candidates(stage.tree, stage.lexicon) for row in tell(candidate, stage)
        ]
        tellings += statement_tellings(stage, view, tellings)
        tellings.sort(key=lambda row: (row.event.span, row.event.type))
        events = with_confidence(
            with_claims(merge_tellings(with_parties(tellings)), stage), stage, self.least
        )
        numbered = (replace(row, id=number) for number, row in enumerate(events, start=1))
        return [*participant_mentions(stage.cast), *numbered]
