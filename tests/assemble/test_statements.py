"""Statements: kinds, order, nesting, and what happens to attributions that are not clean."""

from collections.abc import Collection

from onrecord.assemble.statements import build_statements, statement_kind
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Circumstance,
    Mention,
    NonStatement,
    Passage,
    Quotation,
    TimeExpression,
    UtteranceAct,
)
from onrecord.model.article import Article, Published
from onrecord.model.layers import Annotations
from onrecord.model.record import Statement
from onrecord.model.span import Span

LAYERS = (Passage, Attribution, NonStatement, Quotation, UtteranceAct, Circumstance, Mention)


def at(text: str, words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def attribution(
    text: str,
    source: str,
    cue: str,
    *content: str,
    number: int = 0,
    within: int | None = None,
) -> Attribution:
    spans = tuple(at(text, words) for words in content)
    whole = spans[0]
    parts = [*spans, *(at(text, words) for words in (source, cue) if words)]
    for part in parts:
        whole = whole.joined(part)
    return Attribution(
        whole,
        (at(text, source),) if source else (),
        (at(text, cue),) if cue else (),
        spans,
        0.9,
        within,
        id=number,
    )


def build(
    text: str, *annotations: Annotation, actors: dict[int, str] | None = None, left_out: Collection[int] = ()
) -> tuple[Statement, ...]:
    view = Annotations().joined(LAYERS, annotations)
    return build_statements(
        Article(text, published=Published("2025-07-01", "given")), view, actors or {}, left_out
    )[0]


def test_a_content_is_direct_mixed_or_indirect_by_its_share_in_quotation_marks() -> None:
    text = "“We will stay,” Lind said, calling it “a duty”."
    quoted = (at(text, "We will stay,"), at(text, "a duty"))
    assert statement_kind(text, [at(text, "“We will stay,”")], quoted) == "direct"
    assert statement_kind(text, [at(text, "calling it “a duty”")], quoted) == "mixed"
    assert statement_kind(text, [at(text, "calling it")], quoted) == "indirect"


def test_punctuation_around_a_quotation_does_not_make_it_less_direct() -> None:
    text = "“No!” — he said"
    assert statement_kind(text, [at(text, "“No!” —")], (at(text, "No!"),)) == "direct"


def test_a_statement_carries_the_exact_words_of_its_three_parts() -> None:
    text = "The envoy said that talks would resume."
    (row,) = build(text, attribution(text, "The envoy", "said", "that talks would resume"))
    assert row.evidence.source.words == ("The envoy",)
    assert row.evidence.cue.words == ("said",)
    assert row.evidence.content.words == ("that talks would resume",)
    assert row.kind == "indirect"


def test_an_inner_statement_refers_to_the_outer_one_and_follows_it() -> None:
    text = "Kyiv rejected accusations by Moscow that it had broken the truce."
    outer = attribution(text, "Kyiv", "rejected", "accusations by Moscow that it had broken the truce")
    inner = attribution(text, "Moscow", "accusations", "that it had broken the truce", number=1, within=0)
    rows = build(text, outer, inner)
    assert [row.id for row in rows] == ["s1", "s2"]
    assert rows[1].within == "s1"


def test_when_the_outer_statement_is_left_out_the_inner_one_stands_alone() -> None:
    text = "Kyiv rejected accusations by Moscow that it had broken the truce."
    outer = attribution(text, "Kyiv", "rejected", "accusations by Moscow that it had broken the truce")
    inner = attribution(text, "Moscow", "accusations", "that it had broken the truce", number=1, within=0)
    (row,) = build(text, outer, inner, left_out=[0])
    assert row.within is None
    assert row.evidence.source.words == ("Moscow",)


def test_a_cue_inside_the_content_is_cut_out_of_it() -> None:
    text = "Talks, Lind said, would resume on Monday."
    row = attribution(text, "Lind", "said", "Talks, Lind said, would resume on Monday")
    (statement,) = build(text, row)
    assert statement.evidence.content.words == ("Talks", "would resume on Monday")
    assert not any(
        a.overlaps(b) for a in statement.evidence.content.spans for b in statement.evidence.cue.spans
    )


def test_a_content_of_punctuation_alone_makes_no_statement() -> None:
    text = "Lind said …"
    assert build(text, attribution(text, "Lind", "said", "…")) == ()


def test_speaker_time_and_medium_come_from_the_circumstance_of_the_same_attribution() -> None:
    text = "“We agree,” Lind told reporters on Monday. Berg said no."
    first = attribution(text, "Lind", "told", "“We agree,”")
    second = attribution(text, "Berg", "said", "no", number=1)
    monday = TimeExpression(at(text, "Monday"), "2025-06-30")
    circumstance = Circumstance(
        first.span,
        0,
        speaker=7,
        said=monday,
        addressees=(Mention(at(text, "reporters"), "nominal", 8),),
        medium="briefing",
        medium_evidence=(at(text, "told reporters"),),
    )
    act = UtteranceAct(at(text, "told"), 0, "agree")
    rows = build(text, first, second, circumstance, act, actors={7: "p1", 8: "p2"})
    assert (rows[0].actor, rows[0].act, rows[0].addressees[0].actor) == ("p1", "agree", "p2")
    assert rows[0].said is not None and rows[0].said.value == "2025-06-30"
    assert rows[0].said.evidence.words == ("Monday",)
    assert rows[0].medium is not None and rows[0].medium.kind == "briefing"
    assert (rows[1].actor, rows[1].said, rows[1].act) == (None, None, "assert")
    assert [row.actors for row in rows] == [("p1",), ()]
    assert {(row.on_behalf_of, row.reality) for row in rows} == {(None, "actual")}


def test_a_date_that_could_not_be_resolved_is_left_out_and_never_guessed() -> None:
    text = "Lind said on Monday that talks would resume."
    row = attribution(text, "Lind", "said", "that talks would resume")
    circumstance = Circumstance(row.span, 0, said=TimeExpression(at(text, "Monday"), None))
    (statement,) = build(text, row, circumstance)
    assert statement.said is None


def test_a_chain_begins_with_the_speaker_and_ends_with_this_article() -> None:
    text = "The envoy said that talks would resume."
    row = attribution(text, "The envoy", "said", "that talks would resume")
    (statement,) = build(text, row, Circumstance(row.span, 0, speaker=1), actors={1: "p1"})
    speaker, last = statement.source_chain
    assert (speaker.id, speaker.actor, speaker.evidence.words) == ("s1.1", "p1", ("The envoy",))
    assert (last.id, last.actor, last.medium, last.date) == ("s1.2", None, "article", "2025-07-01")


def test_contents_separated_only_by_white_space_are_joined() -> None:
    text = "The council condemned the strikes, Lind said."
    (statement,) = build(text, attribution(text, "Lind", "said", "The council condemned", "the strikes"))
    assert statement.evidence.content.words == ("The council condemned the strikes",)


def test_an_inner_statement_comes_through_the_speaker_of_the_outer_one() -> None:
    text = "Berg said that Lind had promised to stay."
    outer = attribution(text, "Berg", "said", "that Lind had promised to stay")
    inner = attribution(text, "Lind", "had promised", "to stay", number=1, within=0)
    speakers = (Circumstance(outer.span, 0, speaker=1), Circumstance(inner.span, 1, speaker=2))
    reported = build(text, outer, inner, *speakers, actors={1: "p1", 2: "p2"})[1]
    assert [link.actor for link in reported.source_chain] == ["p2", "p1", None]
    assert [link.id for link in reported.source_chain] == ["s2.1", "s2.2", "s2.3"]
