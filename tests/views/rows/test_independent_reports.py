"""Independent reports: numbers of articles and separate origins, and the judgements they rest on."""

from dataclasses import replace
from datetime import date

from builders import make_record
from onrecord.model.judgement import make_judgement
from onrecord.model.record import Topic
from onrecord.resolve.judgements import Decider, add_step, merge, split
from onrecord.resolve.linker import link_articles
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.statement import build_statement
from onrecord.views.rows.independent_reports import (
    SINGLE_REPORT,
    count_independent_reports,
    find_grouping_reasons,
)
from onrecord.views.rows.positions import build_positions
from onrecord.views.rows.statements import build_statements
from onrecord.views.rows.threads import build_threads

pytest_plugins = ["dossiers"]  # the fixture `dossier`

ADA = Decider("Ada", "one press conference")
FIRST, SECOND, THIRD = (make_record(number, 4, varied=True) for number in (1, 2, 3))
ONE, TWO, THREE = (f"{record.article.id}/s1" for record in (FIRST, SECOND, THIRD))


def fill(dossier: Dossier) -> None:
    """Write three articles and merge their first statements into one utterance."""
    for record in (FIRST, SECOND, THIRD):
        dossier.write(record)
    list(link_articles(dossier))
    merge(dossier, ONE, TWO, ADA)
    merge(dossier, TWO, THREE, ADA)


def test_reports_without_a_common_source_are_separate_origins(dossier: Dossier) -> None:
    fill(dossier)
    counts = count_independent_reports(dossier, [ONE])[ONE]
    assert (counts.pages, counts.origins, set(counts.reports)) == (3, 3, {ONE, TWO, THREE})
    assert count_independent_reports(dossier, [f"{FIRST.article.id}/s3"]) == {}


def test_copies_and_words_from_one_outlet_are_one_origin_and_the_reasons_are_listed(dossier: Dossier) -> None:
    fill(dossier)
    copied = (FIRST.article.id, SECOND.article.id)
    dossier.judge(
        make_judgement("reprint", copied, "rule:test/1", 0.9, "90% of the words are the same", "2025-07-01")
    )
    assert count_independent_reports(dossier, [ONE])[ONE].origins == 2
    dossier.judge(
        make_judgement("origin", (TWO, THREE), "rule:test/1", 0.9, "both had it from the Wire", "2025-07-01")
    )
    assert count_independent_reports(dossier, [ONE])[ONE].origins == 1
    reasons = find_grouping_reasons(dossier, (ONE, TWO, THREE))
    assert [(row.kind, row.reason, row.by) for row in reasons if row.by == "rule:test/1"] == [
        ("origin", "both had it from the Wire", "rule:test/1"),
        ("reprint", "90% of the words are the same", "rule:test/1"),
    ]
    assert sum(row.kind == "statement" and row.by == "Ada" for row in reasons) == 2


def test_reasons_are_judgements_between_the_reports_also_those_that_keep_them_apart(dossier: Dossier) -> None:
    fill(dossier)
    split(dossier, TWO, THREE, Decider("Ben", "a week later"))
    only = find_grouping_reasons(dossier, (ONE, TWO))
    assert {row.left for row in only} | {row.right for row in only} <= {ONE, TWO}
    reasons = [row.reason for row in find_grouping_reasons(dossier, (ONE, TWO, THREE)) if row.by == "Ben"]
    assert reasons == ["not the same: a week later"]


def test_articles_published_later_are_not_counted_as_of_an_earlier_day(dossier: Dossier) -> None:
    fill(dossier)
    day = date.fromisoformat(SECOND.article.published.value or "")
    assert count_independent_reports(dossier, [ONE], Filter(as_of=day)).get(ONE, SINGLE_REPORT).pages == 2


def test_the_page_of_a_statement_shows_its_origins_and_the_reasons_for_them(dossier: Dossier) -> None:
    fill(dossier)
    page = build_statement(dossier, FIRST, "s1", Filter())
    assert page is not None
    assert [report.origin for report in page.reports] == [1, 2, 3]
    assert [ground.reason for ground in page.grounds if ground.by == "Ada"] == ["one press conference"] * 2
    assert all(
        ground.reason.startswith("not the same: ") for ground in page.grounds if ground.kind == "reprint"
    )
    alone = build_statement(dossier, FIRST, "s3", Filter())
    assert alone is not None
    assert (alone.reports, alone.grounds) == ((), ())
    assert replace(alone.row, pages=1) == alone.row


def test_what_was_retracted_is_no_report_in_any_view(dossier: Dossier) -> None:
    said = (replace(row, actor="p3", actors=("p3",)) for row in FIRST.statements)
    on_topic = (replace(row, topics=(Topic("berths", row.evidence.content),)) for row in said)
    retracted = replace(FIRST, statements=tuple(on_topic))
    dossier.write(retracted)
    add_step(dossier, FIRST.article.id, "retracted", ADA)
    page = build_statement(dossier, retracted, "s3", Filter())
    assert page is not None
    (thread, *_), (position, *_) = (
        build_threads(dossier, Filter()).rows,
        build_positions(dossier, Filter()).rows,
    )
    statements = [page.row, *build_statements(dossier, Filter()).rows]
    assert {(row.pages, row.origins) for row in statements} == {(0, 0)}
    assert {(turn.pages, turn.origins) for turn in thread.turns} == {(0, 0)}
    assert {(saying.pages, saying.origins) for saying in position.sayings} == {(0, 0)}
