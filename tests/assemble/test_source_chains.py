"""Source chains and answers in the record: order of links, omitted clauses, ids that resolve."""

from dataclasses import replace

from onrecord.assemble.statements import build_statements
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Circumstance,
    Mention,
    NonStatement,
    Passage,
    Quotation,
    Response,
    SourceLink,
    UtteranceAct,
)
from onrecord.model.article import Article, Forwarded, Published
from onrecord.model.evidence import NO_EVIDENCE
from onrecord.model.layers import Annotations
from onrecord.model.record import Statement
from onrecord.model.span import Span

LAYERS = (
    Passage,
    Attribution,
    NonStatement,
    Quotation,
    UtteranceAct,
    Circumstance,
    Mention,
    SourceLink,
    Response,
)
TEXT = "Brix quoted Dahl as saying that Eng had lied. Eng denied it."
IDS = {0: "p1", 1: "p2", 2: "p3"}


def at(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def attribution(source: Span, cue: Span, content: Span, id: int, within: int | None = None) -> Attribution:  # noqa: A002
    return Attribution(source.joined(cue).joined(content), (source,), (cue,), (content,), 0.9, within, id=id)


QUOTING = attribution(at("Brix"), at("quoted"), at("Dahl as saying that Eng had lied"), id=0)
SAYING = attribution(at("Dahl"), at("as saying"), at("that Eng had lied"), id=1, within=0)
DENYING = attribution(at("Eng", 1), at("denied"), at("it", 0), id=2)
SPEAKERS = tuple(Circumstance(row.span, i, speaker=i) for i, row in enumerate((QUOTING, SAYING, DENYING)))
BRIX = SourceLink(SAYING.span, 1, 1, (Span(0, 11),), actor=0, medium="report", outlet=0)


def build(*annotations: Annotation, forwarded: Forwarded | None = None) -> tuple[Statement, ...]:
    rows = (QUOTING, SAYING, DENYING, *SPEAKERS, *annotations)
    article = Article(
        TEXT, "Brix on Eng", "The Wire", published=Published("2025-07-01", "given"), forwarded=forwarded
    )
    return build_statements(article, Annotations().joined(LAYERS, rows), IDS)[0]


def actors(row: Statement) -> list[str | None]:
    return [link.actor for link in row.source_chain]


def test_a_chain_runs_from_the_speaker_through_its_links_to_the_article() -> None:
    said = next(row for row in build(BRIX) if row.actor == "p2")
    assert actors(said) == ["p2", "p1", None]
    assert [link.id for link in said.source_chain] == [f"{said.id}.{place}" for place in (1, 2, 3)]
    assert (said.source_chain[1].medium, str(said.source_chain[1].evidence)) == ("report", "Brix quoted")
    assert (said.source_chain[2].title, said.source_chain[2].date) == ("Brix on Eng", "2025-07-01")


def test_a_clause_that_only_names_a_link_is_no_statement() -> None:
    rows = build(BRIX)
    assert [row.actor for row in rows] == ["p2", "p3"]
    assert rows[0].within is None


def test_without_links_an_inner_statement_comes_through_the_outer_speaker() -> None:
    said = next(row for row in build() if row.actor == "p2")
    assert (said.within, actors(said)) == ("s1", ["p2", "p1", None])


def test_whose_post_an_article_passes_on_is_the_link_before_its_own() -> None:
    for row in build(forwarded=Forwarded("Harbour Live", "2025-06-30")):
        link, last = row.source_chain[-2:]
        assert (link.medium, link.date, link.actor, link.evidence) == (
            "post",
            "2025-06-30",
            None,
            NO_EVIDENCE,
        )
        assert (last.medium, last.title) == ("article", "Brix on Eng")
    said = next(row for row in build(forwarded=Forwarded("Harbour Live")) if row.actor == "p2")
    assert actors(said) == ["p2", "p1", None, None]
    assert [link.id for link in said.source_chain] == [f"{said.id}.{place}" for place in (1, 2, 3, 4)]


def test_an_outer_statement_that_only_answers_is_no_link() -> None:
    rows = build(Response(QUOTING.span, 0, 1, "rejects", (at("quoted"),)))
    said = next(row for row in rows if row.actor == "p2")
    assert actors(said) == ["p2", None]
    assert [(answer.to, answer.relation, answer.evidence.words) for answer in rows[0].answers] == [
        ("s2", "rejects", ("quoted",))
    ]


def test_an_answer_may_go_to_a_link_of_a_chain() -> None:
    rows = build(BRIX, Response(DENYING.span, 2, 1, "criticises", (at("denied"),), relay=1))
    assert [answer.to for answer in rows[1].answers] == [f"{rows[0].id}.2"]


def test_answers_to_unknown_links_and_to_the_statement_itself_are_left_out() -> None:
    far = Response(DENYING.span, 2, 1, "rejects", (at("denied"),), relay=7)
    own = Response(DENYING.span, 2, 2, "rejects", (at("denied"),))
    assert all(not row.answers for row in build(BRIX, far, own))


def test_an_origin_named_elsewhere_replaces_the_source() -> None:
    cited = SourceLink(DENYING.span, 2, 0, (at("Dahl"),), actor=1)
    row = build(cited, replace(BRIX, attribution=2, evidence=(at("Brix"),)))[-1]
    assert (row.actor, actors(row), str(row.source_chain[0].evidence)) == ("p2", ["p2", "p1", None], "Dahl")


def test_the_medium_of_an_utterance_may_come_from_its_origin() -> None:
    way = SourceLink(DENYING.span, 2, 0, (at("Dahl"),), medium="interview", outlet=0)
    row = build(way)[-1]
    assert row.actor == "p3"
    assert row.medium is not None and (row.medium.kind, row.medium.outlet, str(row.medium.evidence)) == (
        "interview",
        "p1",
        "Dahl",
    )
    assert row.source_chain[0].medium == "interview"
