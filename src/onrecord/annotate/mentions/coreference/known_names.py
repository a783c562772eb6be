"""What is known of the names in an article before anything is joined to them: who each means, of what kind and gender."""

from dataclasses import dataclass

from onrecord.annotate.mentions.lexicon import Gender
from onrecord.model.annotation import ActorKind


@dataclass(frozen=True, slots=True)
class ActorName:
    """An actor as one of its names tells it; `actor` is the actor number, `gender` None where nothing tells."""

    actor: int
    kind: ActorKind
    gender: Gender | None
