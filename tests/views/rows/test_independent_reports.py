"""Standing: pages and separate origins of what several articles report, and the decisions they rest on."""

from dataclasses import replace
from datetime import date

from builders import make_record
from onrecord.model.judgement import make_judgement
from onrecord.resolve.judgements import Decider, merge, split
from onrecord.resolve.linker import link_articles
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.statement import build_statement
from onrecord.views.rows.independent_reports import ALONE, find_grounds, find_standing

pytest_plugins = ["dossiers"]  # the fixture `dossier`

ADA = Decider("Ada", "one press conference")
FIRST, SECOND, THIRD = (make_record(number, 4, varied=True) for number in (1, 2, 3))
ONE, TWO, THREE = (f"{record.article.id}/s1" for record in (FIRST, SECOND, THIRD))


def fill(dossier: Dossier) -> None:
    """Let three articles report one utterance, as Ada says."""
    for record in (FIRST, SECOND, THIRD):
        dossier.write(record)
    list(link_articles(dossier))
    merge(dossier, ONE, TWO, ADA)
    merge(dossier, TWO, THREE, ADA)


def test_reports_nobody_has_traced_to_one_source_are_separate_origins(dossier: Dossier) -> None:
    fill(dossier)
    standing = find_standing(dossier, [ONE])[ONE]
    assert (standing.pages, standing.origins, set(standing.told)) == (3, 3, {ONE, TWO, THREE})
    assert find_standing(dossier, [f"{FIRST.article.id}/s3"]) == {}


def test_copies_and_words_from_one_outlet_make_one_origin_each_with_its_evidence(dossier: Dossier) -> None:
    fill(dossier)
    copied = (FIRST.article.id, SECOND.article.id)
    dossier.judge(
        make_judgement("reprint", copied, "rule:test/1", 0.9, "90% of the words are the same", "2025-07-01")
    )
    assert find_standing(dossier, [ONE])[ONE].origins == 2
    dossier.judge(
        make_judgement("origin", (TWO, THREE), "rule:test/1", 0.9, "both had it from the Wire", "2025-07-01")
    )
    assert find_standing(dossier, [ONE])[ONE].origins == 1
    grounds = find_grounds(dossier, (ONE, TWO, THREE))
    assert [(ground.kind, ground.reason, ground.by) for ground in grounds if ground.by == "rule:test/1"] == [
        ("origin", "both had it from the Wire", "rule:test/1"),
        ("reprint", "90% of the words are the same", "rule:test/1"),
    ]
    assert sum(ground.kind == "statement" and ground.by == "Ada" for ground in grounds) == 2


def test_grounds_are_those_among_the_reports_and_say_what_a_person_held_apart(dossier: Dossier) -> None:
    fill(dossier)
    split(dossier, TWO, THREE, Decider("Ben", "a week later"))
    only = find_grounds(dossier, (ONE, TWO))
    assert {ground.left for ground in only} | {ground.right for ground in only} <= {ONE, TWO}
    reasons = [ground.reason for ground in find_grounds(dossier, (ONE, TWO, THREE)) if ground.by == "Ben"]
    assert reasons == ["not the same: a week later"]


def test_pages_that_came_later_do_not_stand_behind_what_was_known_then(dossier: Dossier) -> None:
    fill(dossier)
    day = date.fromisoformat(SECOND.article.published.value or "")
    assert find_standing(dossier, [ONE], Filter(as_of=day)).get(ONE, ALONE).pages == 2


def test_the_page_of_a_statement_tells_its_origins_and_the_grounds_for_them(dossier: Dossier) -> None:
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
