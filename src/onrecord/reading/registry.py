"""Which readers read an article, in which order. To add a reader, see docs/adding-a-reader.md."""

from onrecord.model.errors import ReadingError
from onrecord.model.reading import Layer, Reader
from onrecord.reading.acts import ActReader
from onrecord.reading.amounts import AmountReader
from onrecord.reading.attribution_reader import AttributionReader
from onrecord.reading.circumstance_reader import CircumstanceReader
from onrecord.reading.commitments.reader import CommitmentReader
from onrecord.reading.event_reader import EventReader
from onrecord.reading.mentions import MentionReader
from onrecord.reading.nested import NestedReader
from onrecord.reading.no_statements import NoStatementReader
from onrecord.reading.passages import PassageReader
from onrecord.reading.places.reader import PlaceReader
from onrecord.reading.quotations import QuotationReader
from onrecord.reading.relays import RelayReader
from onrecord.reading.replies import ReplyReader
from onrecord.reading.sentences import SyntaxReader
from onrecord.reading.times import TimeReader
from onrecord.reading.transcripts import TranscriptReader

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
            raise ReadingError(f"reader {reader.name!r} needs {', '.join(missing)}, which no reader before it gives")
        given.update(reader.gives)
    return readers
