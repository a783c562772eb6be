"""Stage: an article ready to be asked about its events. Judges nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.annotate.events.lexicon import EventLexicon
from onrecord.annotate.events.participants import Participants
from onrecord.annotate.events.time_and_place import TimesAndPlaces
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Amount, Attribution, Circumstance, TimeExpression, UtteranceAct
from onrecord.model.layers import Annotations

VERBAL_ACTS = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "SUPPORT"})


@dataclass(frozen=True, slots=True)
class EventContext:
    """An article ready to be asked: syntax, cast, times and places, amounts, the acts of its attributions."""

    text: str
    tree: SyntaxTree
    cast: Participants
    scene: TimesAndPlaces
    lexicon: EventLexicon
    amounts: tuple[Amount, ...]
    attributions: Mapping[int, Attribution]  # by id, in the order of their layer
    acts: Mapping[int, str]
    said: Mapping[int, TimeExpression | None]

    @classmethod
    def of(cls, text: str, view: Annotations, cast: Participants, lexicon: EventLexicon) -> "EventContext":
        """Return the stage of a reading."""
        amounts = tuple(sorted(view.of(Amount), key=lambda row: row.span))
        attributions = {row.id: row for row in view.of(Attribution)}
        acts = {row.attribution: row.act for row in view.of(UtteranceAct)}
        said = {row.attribution: row.said for row in view.of(Circumstance)}
        return cls(
            text, cast.tree, cast, view.index(TimesAndPlaces), lexicon, amounts, attributions, acts, said
        )
