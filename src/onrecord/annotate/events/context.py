"""Stage: an article ready to be asked about its events. Judges nothing."""

from dataclasses import dataclass

from onrecord.annotate.events.lexicon import EventLexicon
from onrecord.annotate.events.participants import Cast
from onrecord.annotate.events.time_and_place import Scene
from onrecord.annotate.text.syntax.tree import Tree
from onrecord.model.annotation import Amount, Attribution, Circumstance, TimeExpression, UtteranceAct
from onrecord.model.layers import Reading

VERBAL_ACTS = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "SUPPORT"})


@dataclass(frozen=True, slots=True)
class Stage:
    """An article ready to be asked: syntax, cast, times and places, amounts, the acts of its attributions."""

    text: str
    tree: Tree
    cast: Cast
    scene: Scene
    lexicon: EventLexicon
    amounts: tuple[Amount, ...]
    attributions: tuple[Attribution, ...]
    acts: tuple[str, ...]
    said: tuple[TimeExpression | None, ...]

    @classmethod
    def of(cls, text: str, reading: Reading, cast: Cast, lexicon: EventLexicon) -> "Stage":
        """Return the stage of a reading."""
        amounts = tuple(sorted(reading.of(Amount), key=lambda row: row.span)) if reading.has(Amount) else ()
        attributions = reading.of(Attribution)
        acts = {row.attribution: row.act for row in reading.of(UtteranceAct)}
        named = tuple(acts.get(index, "assert") for index in range(len(attributions)))
        times = {row.attribution: row.said for row in reading.of(Circumstance)}
        said = tuple(times.get(index) for index in range(len(attributions)))
        return cls(text, cast.tree, cast, Scene.of(reading), lexicon, amounts, attributions, named, said)
