"""Synthetic records for tests and benchmarks: dispatches about talks between invented ports, with spans."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from marked import Marked, marked
from onrecord.model.article import Article, Published
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.record import (
    Actor,
    Addressee,
    Agreed,
    Answer,
    ArticleRow,
    Commitment,
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
    Undone,
)
from onrecord.model.span import Span

FIRST = (
    "Ada",
    "Bela",
    "Carl",
    "Dora",
    "Emil",
    "Fanny",
    "Georg",
    "Hedda",
    "Ivar",
    "Jana",
    "Karl",
    "Lena",
    "Mika",
    "Nora",
    "Otto",
)
STEM = (
    "Arn",
    "Brev",
    "Cor",
    "Dahl",
    "Estr",
    "Falk",
    "Grev",
    "Hol",
    "Ist",
    "Jansk",
    "Kolb",
    "Lind",
    "Morav",
    "Nyst",
    "Olm",
)
ENDING = (
    "al",
    "ik",
    "elli",
    "man",
    "up",
    "ner",
    "ic",
    "ub",
    "er",
    "y",
    "e",
    "quist",
    "ec",
    "rand",
    "sen",
    "ov",
    "ard",
    "in",
)
OFFICES = (
    "harbour master",
    "port envoy",
    "union leader",
    "trade minister",
    "ferry director",
    "customs chief",
)
PORTS = ("Lindmar", "Osterhaven", "Kalm", "Vesby", "Norrsund", "Port Elgin", "Tarnow Quay", "Marhold")
OUTLETS = ("Coast Courier", "Harbour Wire", "The Evening Tide", "Vesby Post", "Strait Gazette")
CLAIMS = (
    "nobody is holding up the ferries",
    "the pilots were promised double pay and have seen none of it",
    "the toll on grain barges will fall by a third before winter",
    "the other side has broken its word on the night berths",
    "the dredging of the inner channel has to begin at once",
    "the lists of crews were handed over in full",
    "a second round would be useful only with new proposals",
    "the customs sheds stay closed until the strike is over",
)
OPENING = (
    "{port} and {other} [e1.trigger met] in [e1.place {place}] on [e1.date {day}] for bulletin {number} "
    "of their harbour talks, and [c1.words agreed to reopen [c1.terms {berths} berths]] by the autumn."
)
DIRECT = (
    "[{s}.content “{Claim},”] [{s}.source {office} {name}] [{s}.cue told] [{s}.to reporters] "
    "on [{s}.said {day}]."
)
DENIAL = (
    "[{s}.source {name}] [{s}.cue denied] that [{s}.content {claim}], answering the charge made a day before."
)
RELAYED = (
    "[{s}.content “{Claim},”] [{s}.source {name}] [{s}.cue was quoted] as saying by [{s}.relay {outlet}]."
)
UNNAMED = "[{s}.source Two officials familiar with the talks] [{s}.cue said] [{s}.content {claim}]."
FILLER = (
    "Ships have waited outside the mole for {berths} days, and the warehouses along the quay are full to "
    "the doors. The two towns have shared the strait since the lighthouse was built, and have quarrelled "
    "over its dues as long."
)
VERSIONS = {"attribution": "sha256:0000", "names": "1"}


@dataclass(frozen=True)
class _Cast:
    """The names in one dispatch, and the day it was published."""

    ports: tuple[str, str]
    people: tuple[str, str, str]
    offices: tuple[str, ...]
    outlet: str
    relay: str
    day: date


def make_record(number: int, paragraphs: int = 8, *, varied: bool = False) -> Record:
    """Return the record of dispatch `number`. The same number always gives the same record.

    It has one statement per paragraph (by turns direct, denied, relayed by another outlet, unnamed), an event
    and a commitment. `varied`: the prose between statements differs from that of other dispatches, which
    otherwise share it, as copies do.
    """
    chance = Random(number)  # noqa: S311 - nothing is secret
    players = _choose(chance, number)
    dispatch = marked("\n".join(_paragraphs(chance, players, number, paragraphs, varied)))
    article = Article(
        text=dispatch.text,
        title=f"Harbour talks, bulletin {number}",
        outlet=players.outlet,
        url=f"https://news.example/{number}",
        published=Published(players.day.isoformat(), "metadata"),
        language="en",
    )
    statements = tuple(_statement(dispatch, place, players, article) for place in range(1, paragraphs + 1))
    return Record(
        article=_article_row(article, number),
        passages=_passages(dispatch.text),
        actors=_actors(dispatch, players),
        statements=statements,
        events=(_event(dispatch, players),),
        commitments=(_commitment(dispatch, players),),
        run=Run("0.0", VERSIONS, {"min_confidence": "0"}),
    )


def make_joint(number: int) -> Record:
    """Return the record of a dispatch with a joint statement: two ports did not make it, on behalf of `p4`.

    It is the second statement. The first port is in the list of known actors.
    """
    record = make_record(number, 4)
    first, second, *others = record.statements
    chain = (replace(second.source_chain[0], actor="p1"), *second.source_chain[1:])
    joint = replace(
        second, actor="p1", actors=("p1", "p2"), on_behalf_of="p4", reality="negated", source_chain=chain
    )
    port, other, *people = record.actors
    port = replace(port, country="NOR", wikidata="Q585", known_from="list")
    return replace(record, statements=(first, joint, *others), actors=(port, other, *people))


def make_undone(source: str, article: str | None = None) -> Undone:
    """Return the outcome of a source that cannot be read."""
    return Undone("failed", source, "gathering", "not-found", f"{source}: there is no such file", article)


EDTF_VALUES = (
    "2025-06-03",
    "2025-06",
    "2025",
    "2025-06-01/2025-06-05",
    "2025-06~",
    "2025-22",
    "../2025-06-03",
    "202X",
    "no date",
    "2025-02-30",
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Draw records with unusual fields: dates of all kinds, names and titles of any characters."""
    number = draw(st.integers(0, 10**6))
    record = make_joint(number) if draw(st.booleans()) else make_record(number, draw(st.integers(1, 5)))
    words = st.text(st.characters(codec="utf-8"), max_size=20)
    dates = st.none() | st.sampled_from(EDTF_VALUES)
    published = replace(record.article.published, value=draw(dates))
    article = replace(
        record.article, published=published, title=draw(st.none() | words), outlet=draw(st.none() | words)
    )
    article = replace(article, authors=tuple(draw(st.lists(words, max_size=2))))
    actors = tuple(replace(actor, name=draw(st.just(actor.name) | words)) for actor in record.actors)
    statements = tuple(_with_said(statement, draw(dates)) for statement in record.statements)
    return replace(record, article=article, actors=actors, statements=statements)


def _with_said(statement: Statement, value: str | None) -> Statement:
    evidence = statement.evidence.content
    return replace(statement, said=None if value is None else Dated(value, evidence))


def _choose(chance: Random, number: int) -> _Cast:
    ports = chance.sample(PORTS, 2)
    stems = chance.sample(STEM, 3)  # no two surnames alike
    first, second, third = (f"{chance.choice(FIRST)} {stem}{chance.choice(ENDING)}" for stem in stems)
    outlet, relay = chance.sample(OUTLETS, 2)
    offices = tuple(chance.sample(OFFICES, 3))
    day = date(2024, 1, 1) + timedelta(days=number * 7 % 731)
    return _Cast((ports[0], ports[1]), (first, second, third), offices, outlet, relay, day)


def _prose(chance: Random) -> str:
    words = [chance.choice(STEM).lower() + chance.choice(ENDING) for _ in range(40)]
    return f"{' '.join(words[:22]).capitalize()}. {' '.join(words[22:]).capitalize()}."


def _paragraphs(chance: Random, players: _Cast, number: int, count: int, varied: bool) -> list[str]:
    day = players.day.strftime("%A")
    berths = 2 + number % 90
    port, other = (f"[p{place}.name {name}]" for place, name in enumerate(players.ports, start=1))
    opening = OPENING.format(
        port=port, other=other, place=chance.choice(PORTS), day=day, number=number, berths=berths
    )
    paragraphs = [opening]
    for place in range(1, count + 1):
        speaker, claim = (place - 1) % 3, chance.choice(CLAIMS)
        words = {
            "s": f"s{place}",
            "claim": claim,
            "Claim": claim.capitalize(),
            "day": day,
            "outlet": f"[p6.name {players.relay}]",
        }
        words["name"] = f"[p{speaker + 3}.name {players.people[speaker]}]"
        words["office"] = f"[p{speaker + 3}.office {players.offices[speaker]}]"
        paragraphs.append(_kind_of(place).format_map(words))
        paragraphs.append(_prose(chance) if varied else FILLER.format(berths=berths))
    return paragraphs


def _kind_of(place: int) -> str:
    return (DIRECT, DENIAL, RELAYED, UNNAMED)[(place - 1) % 4]


def _article_row(article: Article, number: int) -> ArticleRow:
    published = PublishedRow(article.published.value, article.published.how)
    return ArticleRow(
        id=article.id,
        text=article.text,
        sha256=article.sha256,
        published=published,
        title=article.title,
        language=article.language,
        authors=("A. Clerk",),
        outlet=article.outlet,
        url=article.url,
        source=f"dispatches.jsonl:{number}",
    )


def _passages(text: str) -> tuple[PassageRow, ...]:
    rows: list[PassageRow] = []
    start = 0
    for line in text.split("\n"):
        rows.append(PassageRow(Span(start, start + len(line)), "body"))
        start += len(line) + 1
    return tuple(rows)


def _actors(dispatch: Marked, players: _Cast) -> tuple[Actor, ...]:
    ports = [
        Actor(f"p{at}", name, "state", _mentions(dispatch, f"p{at}"), sector="GOV", known_from="text")
        for at, name in enumerate(players.ports, start=1)
    ]
    people = [
        Actor(f"p{at}", name, "person", _mentions(dispatch, f"p{at}"), roles=_roles(dispatch, f"p{at}"))
        for at, name in enumerate(players.people, start=3)
    ]
    relay = Actor("p6", players.relay, "outlet", _mentions(dispatch, "p6"))
    reporters = Actor(
        "p7", "reporters", "people", tuple(MentionRow(span, "nominal") for span in dispatch.spans["s1.to"])
    )
    return (*ports, *people, relay, reporters)


def _mentions(dispatch: Marked, actor: str) -> tuple[MentionRow, ...]:
    return tuple(MentionRow(span, "name") for span in dispatch.spans.get(f"{actor}.name", ()))


def _roles(dispatch: Marked, actor: str) -> tuple[Role, ...]:
    offices = dispatch.evidence(f"{actor}.office")
    return (Role(offices.words[0], offices, "p1"),) if offices else ()


def _statement(dispatch: Marked, place: int, players: _Cast, article: Article) -> Statement:
    name, kind = f"s{place}", _kind_of(place)
    said, relay, to = (dispatch.evidence(f"{name}.{part}") for part in ("said", "relay", "to"))
    source = dispatch.evidence(f"{name}.source")
    actor = None if kind == UNNAMED else f"p{(place - 1) % 3 + 3}"
    speaker = Link(f"{name}.1", actor, source, medium="briefing" if to else None)
    between = (Link(f"{name}.2", "p6", relay, medium="report", outlet="p6"),) if relay else ()
    last = f"{name}.{2 + len(between)}"
    page = Link(last, None, NO_EVIDENCE, "article", title=article.title, date=article.published.value)
    return Statement(
        id=name,
        actor=actor,
        kind="direct" if kind in (DIRECT, RELAYED) else "indirect",
        act="reject" if kind == DENIAL else "assert",
        evidence=StatementEvidence(
            dispatch.evidence(f"{name}.content"), source, dispatch.evidence(f"{name}.cue")
        ),
        confidence=0.5 + place / 100,
        source_chain=(speaker, *between, page),
        within=f"s{place - 1}" if kind == UNNAMED else None,
        answers=(Answer(f"s{place - 1}", "rejects", source),) if kind == DENIAL else (),
        addressees=(Addressee("p7", to),) if to else (),
        said=Dated(players.day.isoformat(), said) if said else None,
        medium=MediumRow("briefing", to) if to else None,
    )


def _event(dispatch: Marked, players: _Cast) -> Event:
    trigger, when, where = (dispatch.evidence(f"e1.{part}") for part in ("trigger", "date", "place"))
    whole = dispatch.one("e1.trigger").joined(dispatch.one("e1.date"))
    evidence = EventEvidence(Evidence.of(dispatch.text, [whole]), trigger)
    return Event(
        id="e1",
        type="CONSULT",
        mode="visit",
        reality="actual",
        evidence=evidence,
        confidence=0.75,
        contexts=("diplomatic", "economic"),
        actors=("p1", "p2"),
        date=Dated(players.day.isoformat(), when),
        place=Place(str(where), where, lat=1.5, lon=2.5),
    )


def _commitment(dispatch: Marked, players: _Cast) -> Commitment:
    terms = dispatch.evidence("c1.terms")
    quantity = Quantity(float(str(terms).split()[0]), "berths", "exact", terms)
    agreed = Agreed("e1", players.day.isoformat(), str(dispatch.evidence("e1.place")))
    return Commitment(
        "c1",
        ("p1", "p2"),
        "reopen berths",
        "agreed",
        dispatch.evidence("c1.words"),
        (quantity,),
        agreed=agreed,
    )
