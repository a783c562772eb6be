"""The annotators that run on an article, in order. To add one, see docs/adding-an-annotator.md."""

from onrecord.annotate.actor_files.own_actors import NO_OWN_ACTORS, OwnActors
from onrecord.annotate.actor_files.own_names import OwnNames
from onrecord.annotate.amounts.annotator import AmountAnnotator
from onrecord.annotate.attribution.annotator import AttributionAnnotator
from onrecord.annotate.attribution.circumstances.annotator import CircumstanceAnnotator
from onrecord.annotate.attribution.nested_attribution import NestedAnnotator
from onrecord.annotate.attribution.non_statements import NonStatementAnnotator
from onrecord.annotate.attribution.speech_acts import SpeechActAnnotator
from onrecord.annotate.attribution.turns.transcripts import TranscriptAnnotator
from onrecord.annotate.commitments.annotator import CommitmentAnnotator
from onrecord.annotate.events.annotator import EventAnnotator
from onrecord.annotate.mentions.annotator import MentionAnnotator
from onrecord.annotate.places.annotator import PlaceAnnotator
from onrecord.annotate.profiles.annotator import ProfileAnnotator
from onrecord.annotate.provenance.annotator import SourceChainAnnotator
from onrecord.annotate.responses.annotator import ResponseAnnotator
from onrecord.annotate.text.passages.annotator import PassageAnnotator
from onrecord.annotate.text.quotations import QuotationAnnotator
from onrecord.annotate.text.syntax.annotator import SyntaxAnnotator
from onrecord.annotate.times.annotator import TimeAnnotator
from onrecord.model.errors import AnnotationError
from onrecord.model.layers import Annotator, Layer

SUPPORTED_LANGUAGES = frozenset({"en"})


def default_annotators(own: OwnActors = NO_OWN_ACTORS) -> tuple[Annotator, ...]:
    """Return the annotators for English, each after those whose layers it needs.

    `own` are a user's own lists of actors.
    """
    return ordered(
        (
            PassageAnnotator(),
            SyntaxAnnotator(OwnNames.of(own.rows)),
            QuotationAnnotator(),
            AttributionAnnotator(),
            TranscriptAnnotator(),
            NestedAnnotator(),
            NonStatementAnnotator(),
            SpeechActAnnotator(),
            MentionAnnotator(),
            PlaceAnnotator(),
            TimeAnnotator(),
            CircumstanceAnnotator(),
            AmountAnnotator(),
            EventAnnotator(),
            CommitmentAnnotator(),
            SourceChainAnnotator(),
            ResponseAnnotator(),
            ProfileAnnotator(own),
        )
    )


def ordered(annotators: tuple[Annotator, ...]) -> tuple[Annotator, ...]:
    """Return the annotators unchanged after a check that each one's `needs` are given by earlier ones.

    Raises AnnotationError, which names the annotator and the missing layers.
    """
    given: set[Layer] = set()
    for annotator in annotators:
        missing = [layer.__name__ for layer in annotator.needs if layer not in given]
        if missing:
            raise AnnotationError(
                f"annotator {annotator.name!r} needs {', '.join(missing)}, which no earlier annotator gives"
            )
        given.update(annotator.gives)
    return annotators
