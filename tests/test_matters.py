from statistics import median

import pytest

from matters import make_report, make_reports, planted_families, planted_pairs
from matters.story import SIZE
from onrecord.model.checks import check_record
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json, outcome_to_json

REPORTS = list(make_reports(3 * SIZE))


@pytest.mark.parametrize("number", range(SIZE))
def test_a_report_is_a_valid_record(number: int) -> None:
    record = REPORTS[number].record

    assert check_record(record) == []
    assert outcome_from_json(outcome_to_json(record)) == record


def test_a_number_always_gives_the_same_report() -> None:
    assert [make_report(number) for number in range(5)] == REPORTS[:5]


def test_reports_have_the_density_of_real_ones() -> None:
    records = [report.record for report in REPORTS]

    assert 15 <= median(len(record.statements) for record in records) <= 22
    assert 3 <= median(len(record.events) for record in records) <= 6
    assert 20 <= median(len(record.actors) for record in records) <= 30
    assert 500 <= median(len(record.article.text.split()) for record in records) <= 800


def test_what_was_planted_is_there() -> None:
    rows = {report.record.article.id: _ids(report.record) for report in REPORTS}
    planted = [row for report in REPORTS for row in report.planted]

    assert {row.why for row in planted} >= {
        "same quotation",
        "neighbouring days",
        "namesake in another state",
    }
    for row in planted:
        article, _, name = row.reference.partition("/")
        assert article in rows
        assert not name or name in rows[article]


def test_copies_have_one_text_and_edited_reprints_do_not() -> None:
    texts = {report.record.article.id: report.record.article.text for report in REPORTS}
    families = planted_families(REPORTS)["reprint"]

    assert len(families) == 6
    for rows in families.values():
        is_copy = rows[0].why == "verbatim copy"
        assert (len({texts[row.reference] for row in rows}) == 1) == is_copy


def test_namesakes_have_one_name_and_are_never_a_pair() -> None:
    names = {
        f"{report.record.article.id}/{actor.id}": actor.name
        for report in REPORTS
        for actor in report.record.actors
    }
    namesakes = {
        row.reference
        for report in REPORTS[:SIZE]
        for row in report.planted
        if row.why == "namesake in another state"
    }

    assert len(namesakes) == 2
    assert len({names[row] for row in namesakes}) == 1
    assert tuple(sorted(namesakes)) not in planted_pairs(REPORTS, "actor")


def _ids(record: Record) -> set[str]:
    lists = (record.actors, record.statements, record.events, record.commitments)
    return {row.id for rows in lists for row in rows}
