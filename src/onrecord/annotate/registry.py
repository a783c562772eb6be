"""Which readers read an article, in which order. To add a reader, see docs/adding-a-reader.md."""

from onrecord.annotate.amounts.annotator import AmountReader
from onrecord.annotate.attribution.annotator import AttributionReader
from onrecord.annotate.attribution.circumstances import CircumstanceReader
from onrecord.annotate.attribution.nested import NestedReader
from onrecord.annotate.attribution.non_statements import NoStatementReader
from onrecord.annotate.attribution.speech_acts import ActReader
from onrecord.annotate.attribution.transcripts import TranscriptReader
from onrecord.annotate.commitments.annotator import CommitmentReader
from onrecord.annotate.events.annotator import EventReader
from onrecord.annotate.mentions.annotator import MentionReader
from onrecord.annotate.places.annotator import PlaceReader
from onrecord.annotate.provenance.annotator import RelayReader
from onrecord.annotate.responses.annotator import ReplyReader
from onrecord.annotate.text.passages.annotator import PassageReader
from onrecord.annotate.text.quotations import QuotationReader
from onrecord.annotate.text.syntax.annotator import SyntaxReader
from onrecord.annotate.times.annotator import TimeReader
from onrecord.model.errors import ReadingError
from onrecord.model.layers import Layer, Reader

SUPPORTED_LANGUAGES = frozenset({"en"})


def default_readers() -> tuple[Reader, ...]:
    """Return the readers for English in an order in which each finds what it needs."""
    return ordered(
        (
            PassageReader(),
            SyntaxReader(),
            QuotationReader(),
            AttributionReader(),
            TranscriptReader(),
            NestedReader(),
            NoStatementReader(),
            ActReader(),
            MentionReader(),
            PlaceReader(),
            TimeReader(),
            CircumstanceReader(),
            AmountReader(),
            EventReader(),
            CommitmentReader(),
            RelayReader(),
            ReplyReader(),
        )
    )


def ordered(readers: tuple[Reader, ...]) -> tuple[Reader, ...]:
    """Check that each reader's needs are given by readers before it and return them.

    Raises ReadingError naming the reader and what it misses.
    """
    given: set[Layer] = set()
    for reader in readers:
        missing = [layer.__name__ for layer in reader.needs if layer not in given]
        if missing:
            raise ReadingError(
                f"reader {reader.name!r} needs {', '.join(missing)}, which no reader before it gives"
            )
        given.update(reader.gives)
    return readers
