"""A small record to count by hand: three statements (one nested, one a turn), an event and a commitment."""

from dataclasses import replace
from typing import TypeVar

from marked import marked
from onrecord.evaluation.corpus import MarkedArticle, Source, marked_to_json
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.ids import text_digest
from onrecord.model.record import (
    Actor,
    Addressee,
    Agreed,
    Answer,
    ArticleRow,
    Commitment,
    Condition,
    Dated,
    Event,
    EventEvidence,
    Link,
    MediumRow,
    MentionRow,
    PassageRow,
    Place,
    PublishedRow,
    Quantity,
    Record,
    Role,
    Run,
    Statement,
    StatementEvidence,
)
from onrecord.model.span import Span

PAGE = marked(
    "[headline Talks fail]\n"
    "[s1.source [dagan.name Mert Dagan], [dagan.role foreign minister] of [turkey.name Turkey]], "
    "[s1.cue rejected] before [reporters.nominal reporters] on [s1.said Monday] "
    "[s1.content [s2.source [greece.name Greece]’s] [s2.cue accusation] "
    "[s2.content that [turkey.name Turkey] had changed the maps]], [wire.name Aegean Wire] reported.\n"
    "[s3.source [reporters.nominal REPORTER:]] [s3.content Were there any maps at all?]\n"
    "[e1.all [turkey.name Turkey] and [greece.name Greece] held [e1.trigger talks] with "
    "[e1.quantity some 30 envoys] in [e1.place Geneva] in [e1.date January]].\n"
    "[c1.all [turkey.name Turkey] agreed to free [c1.term 40 fishermen] by March] "
    "[c1.condition if the sea stays calm]."
)
TEXT = PAGE.text
R = TypeVar("R", Statement, Event, Commitment, Actor)


def words(label: str) -> Evidence:
    """Return the evidence marked with a label."""
    return PAGE.evidence(label)


def at(phrase: str, occurrence: int = 0) -> Evidence:
    """Return one occurrence (from 0) of a phrase in the text."""
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(phrase, start + 1)
    return Evidence.of(TEXT, [Span(start, start + len(phrase))])


def actor(id_: str, name: str, **fields: object) -> Actor:
    """Return an actor with the mentions marked `ID.name` and `ID.nominal`."""
    names = [MentionRow(span, "name") for span in PAGE.spans.get(f"{id_}.name", ())]
    others = [MentionRow(span, "nominal") for span in PAGE.spans.get(f"{id_}.nominal", ())]
    made = Actor(id_, name, "person", (*names, *others))
    return replace(made, **fields)  # type: ignore[arg-type]


ACTORS = (
    actor("dagan", "Mert Dagan", country="TUR", sector="GOV", known_from="text", roles=(
        Role("foreign minister", words("dagan.role"), "turkey"),
    )),
    actor("turkey", "Turkey", kind="state", country="TUR", known_from="text"),
    actor("greece", "Greece", kind="state", country="GRC", known_from="text"),
    actor("wire", "Aegean Wire", kind="outlet", sector="JRN", known_from="text"),
    actor("reporters", "reporters", kind="people", sector="JRN", known_from="text"),
)  # fmt: skip


def chain(row: str, speaker: str, relay: str | None = None) -> tuple[Link, ...]:
    """Return a source chain: the speaker, the relay if any, this article."""
    between = (Link(f"{row}.2", relay, NO_EVIDENCE, "report"),) if relay else ()
    return (
        Link(f"{row}.1", speaker, NO_EVIDENCE),
        *between,
        Link(f"{row}.{2 + len(between)}", None, NO_EVIDENCE, "article"),
    )


def evidence(row: str) -> StatementEvidence:
    """Return the marked source, cue and content of a statement."""
    return StatementEvidence(words(f"{row}.content"), words(f"{row}.source"), words(f"{row}.cue"))


STATEMENTS = (
    Statement(
        "s1", "dagan", "indirect", "reject", evidence("s1"), 0.9, chain("s1", "dagan", "wire"),
        actors=("dagan",), on_behalf_of="turkey", answers=(Answer("s2", "rejects", words("s1.cue")),),
        said=Dated("2025-03-03", words("s1.said")), addressees=(Addressee("reporters", at("reporters")),),
        medium=MediumRow("briefing", at("reporters"), outlet="wire"),
    ),
    Statement(
        "s2", "greece", "indirect", "accuse", evidence("s2"), 0.7, chain("s2", "greece", "dagan"), "s1",
        actors=("greece",),
    ),
    Statement(
        "s3", "reporters", "direct", "ask", evidence("s3"), 0.5, chain("s3", "reporters"),
        actors=("reporters",),
    ),
)  # fmt: skip
EVENT = Event(
    "e1", "CONSULT", "actual", EventEvidence(words("e1.all"), words("e1.trigger")), 0.8, "visit",
    ("diplomatic", "military"), ("turkey", "greece"), ("reporters",), Dated("2025-01", words("e1.date")),
    Place("Geneva", words("e1.place"), "CHE"), "s2",
    (Quantity(30, "envoys", "about", words("e1.quantity")),), 3,
)  # fmt: skip
COMMITMENT = Commitment(
    "c1", ("turkey",), "free 40 fishermen", "agreed", words("c1.all"),
    (Quantity(40, "fishermen", "exact", words("c1.term"), deadline="2025-03"),),
    (Condition("if the sea stays calm", words("c1.condition")),), Agreed("e1", "2025-01"), at("agreed"),
)  # fmt: skip


def passages() -> tuple[PassageRow, ...]:
    """Return a passage for each line of the text: a headline, then body."""
    rows: list[PassageRow] = []
    start = 0
    for line in TEXT.split("\n"):
        rows.append(PassageRow(Span(start, start + len(line)), "body" if rows else "headline"))
        start += len(line) + 1
    return tuple(rows)


SMALL = Record(
    ArticleRow("a:1", TEXT, text_digest(TEXT), PublishedRow("2025-03-04", "given"), "Talks fail"),
    passages(), ACTORS, STATEMENTS, Run("0"), (EVENT,), (COMMITMENT,),
)  # fmt: skip


def changed(rows: tuple[R, ...], row: str, **fields: object) -> tuple[R, ...]:
    """Return the rows with some fields of one of them changed."""
    assert row in {one.id for one in rows}
    return tuple(replace(one, **fields) if one.id == row else one for one in rows)  # type: ignore[arg-type]


def with_statement(row: str, **fields: object) -> Record:
    """Return the record with a statement changed. A change of `actors` changes `actor` too."""
    if "actors" in fields:
        actors = fields["actors"]
        assert isinstance(actors, tuple)
        fields["actor"] = actors[0] if actors else None
    return replace(SMALL, statements=changed(SMALL.statements, row, **fields))


def with_event(**fields: object) -> Record:
    """Return the record with its event changed."""
    return replace(SMALL, events=changed(SMALL.events, "e1", **fields))


def with_commitment(**fields: object) -> Record:
    """Return the record with its commitment changed."""
    return replace(SMALL, commitments=changed(SMALL.commitments, "c1", **fields))


def with_actor(row: str, **fields: object) -> Record:
    """Return the record with an actor changed."""
    return replace(SMALL, actors=changed(SMALL.actors, row, **fields))


def source(id_: str = "a01", split: str = "dev", **fields: str) -> Source:
    """Return the description of a corpus article."""
    defaults = {
        "kind": "news", "subject": "diplomacy", "continent": "europe", "habit": "agency-wire",
        "matter": "maps", "licence": "CC0-1.0", "origin": "written for this test", "marked": "one marker",
    }  # fmt: skip
    return Source(id=id_, split=split, **{**defaults, **fields})  # type: ignore[arg-type]


def article(record: Record = SMALL, **fields: str) -> MarkedArticle:
    """Return a marked article."""
    return MarkedArticle(source(**fields), record)


def gold_line(marked_article: MarkedArticle) -> str:
    """Return the article as a line of a corpus file."""
    return marked_to_json(marked_article)
