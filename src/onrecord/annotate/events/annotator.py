"""The reader of events: who did what to whom, whether it happened and who tells it, by trigger lexicon and syntax."""

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.annotate.events.claims import with_claims
from onrecord.annotate.events.confidence import with_confidence
from onrecord.annotate.events.context import Stage
from onrecord.annotate.events.duplicates import merge_tellings
from onrecord.annotate.events.extraction import tell, with_parties
from onrecord.annotate.events.lexicon import load_event_lexicon
from onrecord.annotate.events.participants import Cast, mention_rows
from onrecord.annotate.events.statement_events import statement_tellings
from onrecord.annotate.events.trigger_candidates import find_candidates
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Circumstance,
    EventMention,
    Mention,
    PlaceMention,
    Sentence,
    TimeExpression,
    Token,
    UtteranceAct,
)
from onrecord.model.article import Article
from onrecord.model.layers import Layer, Reading


def stage_of(article: Article, reading: Reading) -> Stage:
    """Return an article ready to be asked about its events. Raises ModelError when a word list is missing."""
    return Stage.of(article.text, reading, Cast.of(article.text, reading), load_event_lexicon())


@dataclass(frozen=True, slots=True)
class EventReader:
    """Gives events, and the mentions of the reading with those of nouns for actors that only take part in events.

    Events that are less likely right than `least` are left out; None stands for the least of the word list.
    """

    least: float | None = None

    name: str = "events"
    version: str = "3"
    needs: tuple[Layer, ...] = (
        Sentence,
        Token,
        Attribution,
        UtteranceAct,
        Circumstance,
        Mention,
        PlaceMention,
        TimeExpression,
    )
    gives: tuple[Layer, ...] = (Mention, EventMention)

    def read(self, article: Article, reading: Reading) -> Iterable[Annotation]:
        """Return mentions and events in text order. Raises ModelError when a word list is missing."""
        stage = stage_of(article, reading)
        tellings = [
            row for candidate in find_candidates(stage.tree, stage.lexicon) for row in tell(candidate, stage)
        ]
        tellings += statement_tellings(stage, reading, tellings)
        tellings.sort(key=lambda row: (row.event.span, row.event.type))
        events = with_confidence(
            with_claims(merge_tellings(with_parties(tellings)), stage), stage, self.least
        )
        return [*mention_rows(stage.cast), *events]
