"""An invented dossier: an accusation and its denial, a fulfilled commitment, a reprint, a hostile text."""

from dataclasses import dataclass, field, replace

from builders import make_record
from marked import Marked, marked
from onrecord.model.annotation import Act, CommitmentStatus, PassageKind
from onrecord.model.article import Article, Published
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.judgement import make_judgement
from onrecord.model.record import (
    Actor,
    Agreed,
    Answer,
    ArticleRow,
    Commitment,
    Event,
    EventEvidence,
    Link,
    MentionRow,
    PassageRow,
    PublishedRow,
    Record,
    Role,
    Run,
    Statement,
    StatementEvidence,
    StatementKind,
)
from onrecord.model.span import Span
from onrecord.resolve.linker import link_articles
from onrecord.store.protocol import Dossier

HOSTILE = "<script>alert('x')</script> & <b>bold</b> \u202egnirts\u202c zero\u200bwidth"
CHARGE = "the mayor of Kalm had opened the sluices at night"


@dataclass(frozen=True)
class Saying:
    """A statement made from the marks `s1.source`, `s1.cue` and `s1.content`."""

    id: str
    actor: str
    act: Act
    relayed_by: str | None = None
    within: str | None = None
    answers: str | None = None
    confidence: float = 0.9


@dataclass(frozen=True)
class Sheet:
    """The content of one invented dispatch."""

    source: str
    title: str
    outlet: str
    day: str
    actors: dict[str, str]
    sayings: tuple[Saying, ...] = ()
    pledge: CommitmentStatus | None = None
    furniture: dict[int, PassageKind] = field(default_factory=dict)


def make_sheet(sheet: Sheet) -> Record:
    """Return the record of a dispatch."""
    dispatch = marked(sheet.source)
    address = f"https://news.example/{sheet.day}/{sheet.outlet.replace(' ', '-').lower()}"
    article = Article(
        dispatch.text, sheet.title, sheet.outlet, address, "en", (), Published(sheet.day, "metadata")
    )
    row = ArticleRow(
        article.id,
        article.text,
        article.sha256,
        PublishedRow(sheet.day, "metadata"),
        sheet.title,
        "en",
        (),
        sheet.outlet,
        address,
    )
    statements = tuple(_statement(dispatch, saying, article) for saying in sheet.sayings)
    pledge = (_commitment(dispatch, sheet),) if sheet.pledge else ()
    event = (_event(dispatch),) if "e1.all" in dispatch.spans else ()
    return Record(
        row,
        _passages(dispatch.text, sheet),
        _actors(dispatch, sheet),
        statements,
        Run("0.0", {}, {}),
        event,
        pledge,
    )


def _passages(text: str, sheet: Sheet) -> tuple[PassageRow, ...]:
    rows, start = [], 0
    for place, line in enumerate(text.split("\n")):
        if line.strip():
            rows.append(PassageRow(Span(start, start + len(line)), sheet.furniture.get(place, "body")))
        start += len(line) + 1
    return tuple(rows)


def _actors(dispatch: Marked, sheet: Sheet) -> tuple[Actor, ...]:
    made = []
    for id_, name in sheet.actors.items():
        mentions = tuple(MentionRow(span, "name") for span in dispatch.spans.get(id_, ()))
        office = dispatch.evidence(f"{id_}.office")
        roles = (Role(str(office), office),) if office else ()
        kind = "person" if " " in name else "state"
        made.append(Actor(id_, name, kind, mentions, roles=roles))  # type: ignore[arg-type]
    return tuple(made)


def _statement(dispatch: Marked, saying: Saying, article: Article) -> Statement:
    parts = {part: dispatch.evidence(f"{saying.id}.{part}") for part in ("source", "cue", "content")}
    links = [Link(f"{saying.id}.1", saying.actor, parts["source"])]
    if saying.relayed_by:
        links.append(Link(f"{saying.id}.2", saying.relayed_by, dispatch.evidence(f"{saying.id}.relay")))
    links.append(
        Link(
            f"{saying.id}.9", None, NO_EVIDENCE, "article", title=article.title, date=article.published.value
        )
    )
    answers = (Answer(saying.answers, "rejects", parts["cue"]),) if saying.answers else ()
    evidence = StatementEvidence(parts["content"], parts["source"], parts["cue"])
    kind: StatementKind = "direct" if str(parts["content"]).startswith("“") else "indirect"
    return Statement(
        saying.id, saying.actor, kind, saying.act, evidence, saying.confidence, tuple(links), saying.within,
        answers,
    )  # fmt: skip


def _event(dispatch: Marked) -> Event:
    evidence = EventEvidence(dispatch.evidence("e1.all"), dispatch.evidence("e1.trigger"))
    return Event("e1", "ACCUSE", "actual", evidence, 0.7, actors=("p1",), recipients=("p2",))


def _commitment(dispatch: Marked, sheet: Sheet) -> Commitment:
    assert sheet.pledge is not None
    words: Evidence = dispatch.evidence("c1.words")
    agreed = Agreed(None, "2025-03-03", "Vesby")
    return Commitment(
        "c1", ("p1", "p2"), "keep the sluices shut", sheet.pledge, words, agreed=agreed, status_evidence=words
    )


CHARGED = Sheet(
    "VESBY, March 5 - [e1.all [p1 [p1.office Harbour master] Ada Lindman] [e1.trigger accused] [p2 Kalm]] "
    "on Wednesday of flooding the quay.\n"
    f"[s1.source Lindman] [s1.cue said] [s1.content {CHARGE}].\n"
    "[s2.content “Nobody touched the sluices,”] [s2.cue replied] [s2.source Mayor [p3 Bela Kolb]], "
    "in a call to the harbour radio.\n"
    "Kolb’s clerk [p4 Carl Brevik] [s4.cue told] the paper that [s3.source the crew] [s3.cue swore] "
    "[s3.content the gates had been locked].\n"
    "Dear reader, [e9 please] support this paper with a small gift.",
    "Lindman charges Kalm over flooded quay",
    "Coast Courier",
    "2025-03-05",
    {"p1": "Ada Lindman", "p2": "Kalm", "p3": "Bela Kolb", "p4": "Carl Brevik", "p5": "crew"},
    (
        Saying("s1", "p1", "accuse"),
        Saying("s2", "p3", "reject", answers="s1"),
        Saying("s3", "p5", "reject", relayed_by="p4", confidence=0.55),
    ),
    furniture={4: "appeal"},
)
COPIED = replace(
    CHARGED, outlet="The Evening Tide", title="Quay flooded: Lindman blames Kalm", day="2025-03-06"
)
PLEDGED = Sheet(
    "VESBY, March 3 - [p1 Vesby] and [p2 Kalm] [c1.words agreed to keep the sluices shut until April].",
    "Ports agree on sluices",
    "Harbour Wire",
    "2025-03-03",
    {"p1": "Vesby", "p2": "Kalm"},
    pledge="agreed",
)
KEPT = Sheet(
    "KALM, April 2 - The sluices [c1.words stayed shut through March as the two ports had agreed], "
    "a diver found. [p1 Vesby] and [p2 Kalm] paid him.",
    "Sluices stayed shut",
    "Strait Gazette",
    "2025-04-02",
    {"p1": "Vesby", "p2": "Kalm"},
    pledge="done",
)
BAD = Sheet(
    f"[p1 Eve Mallory] {HOSTILE}\n[s1.source Mallory] [s1.cue said] [s1.content {HOSTILE}].",
    f"{HOSTILE} title",
    "Evil <i>Outlet</i>",
    "2025-05-01",
    {"p1": "Eve Mallory <img src=x onerror=alert(1)>"},
    (Saying("s1", "p1", "assert", confidence=0.2),),
)
SHEETS = (CHARGED, COPIED, PLEDGED, KEPT, BAD)


def fill(dossier: Dossier, generated: int = 6) -> dict[str, str]:
    """Write the dispatches, link them, and return their ids by name."""
    names = ("charged", "copied", "pledged", "kept", "bad")
    made = {name: make_sheet(sheet) for name, sheet in zip(names, SHEETS, strict=True)}
    for record in (*made.values(), *(make_record(number) for number in range(generated))):
        dossier.write(record)
    for _ in link_articles(dossier):
        pass
    pair = [f"{made[name].article.id}/c1" for name in ("pledged", "kept")]
    dossier.judge(
        make_judgement(
            "commitment", pair, "rule:told/1", 0.9, "the same parties, the same sluices", "2025-05-02"
        )
    )
    return {name: record.article.id for name, record in made.items()}
