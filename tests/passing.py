"""A marked dispatch read as far as who passed words on and what answers what; marks as in `dispatch`."""

from dataclasses import dataclass, replace

from dispatch import Dispatch, read_dispatch
from onrecord.annotate.attribution.circumstances import CircumstanceReader
from onrecord.annotate.attribution.speech_acts import ActReader
from onrecord.annotate.mentions.annotator import MentionReader
from onrecord.annotate.provenance.annotator import RelayReader
from onrecord.annotate.responses.annotator import ReplyReader
from onrecord.model.annotation import Attribution, Mention, Relay, Reply
from onrecord.model.layers import Reading
from onrecord.model.span import Span


@dataclass(frozen=True)
class Passed:
    """An article with its relays and replies; attributions are counted from 1 as in the marks."""

    dispatch: Dispatch
    reading: Reading

    def words(self, span: Span) -> str:
        return span.words(self.dispatch.text)

    def name(self, row: Relay) -> str:
        """Return the first name of a link's actor, else its words in quotation marks."""
        if row.actor is None:
            return "“" + " … ".join(map(self.words, row.evidence)) + "”"
        return next(
            self.words(mention.span) for mention in self.reading.of(Mention) if mention.actor == row.actor
        )

    def links(self, number: int = 1) -> list[str]:
        """Return who passed the words of an attribution on, from the mouth on."""
        rows = [row for row in self.reading.of(Relay) if row.attribution == number - 1 and row.place > 0]
        return [self.name(row) for row in sorted(rows, key=lambda row: row.place)]

    def relay(self, number: int, place: int) -> Relay:
        """Return one link."""
        return next(
            row for row in self.reading.of(Relay) if (row.attribution, row.place) == (number - 1, place)
        )

    def mouth(self, number: int = 1) -> str | None:
        """Return the mouth that another names."""
        row = next(
            (row for row in self.reading.of(Relay) if (row.attribution, row.place) == (number - 1, 0)), None
        )
        return None if row is None else self.name(row)

    def replies(self) -> list[tuple[int, int, str]]:
        """Return (attribution, what it answers, relation)."""
        return [(row.attribution + 1, row.to + 1, row.relation) for row in self.reading.of(Reply)]

    def told_by(self, number: int) -> list[str]:
        """Return the words that tell the replies of an attribution."""
        return [
            self.words(span)
            for row in self.reading.of(Reply)
            if row.attribution == number - 1
            for span in row.evidence
        ]


def read_passing(source: str) -> Passed:
    """Read a marked text; what stands in another's content is told within it."""
    read = read_dispatch(source)
    rows = read.reading.of(Attribution)
    nested = [replace(row, within=_holder(number, row, rows)) for number, row in enumerate(rows)]
    reading = read.reading.joined((Attribution,), nested)
    for reader in (ActReader(), MentionReader(), CircumstanceReader(), RelayReader(), ReplyReader()):
        reading = reading.joined(reader.gives, reader.read(read.article, reading))
    return Passed(read, reading)


def _holder(number: int, row: Attribution, rows: tuple[Attribution, ...]) -> int | None:
    at = (row.cue or row.content)[0]
    around = [
        i for i, other in enumerate(rows) if i != number and any(span.holds(at) for span in other.content)
    ]
    return min(around, key=lambda i: rows[i].span.length) if around else None
