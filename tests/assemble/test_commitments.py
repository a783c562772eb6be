"""Commitments of the record: rows with evidence, built from commitment mentions."""

from onrecord.assemble.commitments import build_commitments
from onrecord.model.annotation import Amount, CommitmentMention, PlaceMention, TimeExpression
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from onrecord.model.record import Agreed
from onrecord.model.span import Span

TEXT = "In Oslo on Monday Norway agreed to free 20 sailors until May. It kept its word."


def test_a_row_has_its_words_terms_conditions_and_status() -> None:
    mention = CommitmentMention(
        span=Span(25, 50),
        parties=(7, 8, 7),
        to="free sailors",
        status="done",
        evidence=(Span(25, 50),),
        terms=(Amount(Span(40, 50), 20, "sailors"),),
        deadlines=("2026-05",),
        conditions=(Span(51, 60),),
        status_evidence=(Span(65, 78),),
        event=3,
        agreed_on=TimeExpression(Span(11, 17), "2025-06-30"),
        agreed_at=PlaceMention(Span(3, 7), "Oslo"),
        deadline="2026-05",
    )
    view = Annotations().joined((CommitmentMention,), [mention])
    (row,) = build_commitments(Article(TEXT), view, {7: "p1"}, {3: "e2"})
    assert (row.id, row.parties, row.to, row.status, row.deadline) == (
        "c1",
        ("p1",),
        "free sailors",
        "done",
        "2026-05",
    )
    assert [(term.value, term.unit, term.deadline) for term in row.terms] == [(20, "sailors", "2026-05")]
    assert [str(condition.evidence) for condition in row.conditions] == ["until May"]
    assert str(row.status_evidence) == "kept its word"
    assert row.agreed == Agreed("e2", "2025-06-30", "Oslo")


def test_without_the_layer_there_are_none() -> None:
    assert build_commitments(Article(TEXT), Annotations(), {}, {}) == ()


def test_a_row_without_sound_evidence_is_left_out() -> None:
    mention = CommitmentMention(Span(0, 1), (), "go", "agreed", (Span(0, 1),))
    assert (
        build_commitments(Article(TEXT), Annotations().joined((CommitmentMention,), [mention]), {}, {}) == ()
    )
