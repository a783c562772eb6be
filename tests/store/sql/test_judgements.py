"""Stored judgements are added and withdrawn, never edited; new articles are linked once."""

import pytest

from builders import make_record
from onrecord.model.errors import StoreError
from onrecord.model.judgement import Judgement, make_judgement
from onrecord.store.protocol import Dossier, JudgementFilter

pytest_plugins = ["dossiers"]  # the fixture `dossier`

RULE = "rule:test/1"
ALL = JudgementFilter(withdrawn=True)


def judged(left: str, right: str, by: str = RULE, score: float = 0.9) -> Judgement:
    return make_judgement("reprint", (left, right), by, score, "because", "2025-07-01T09:30:00.000000+00:00")


def test_a_judgement_is_stored_once_and_returned_unchanged(dossier: Dossier) -> None:
    first = judged("a:2", "a:1")
    assert dossier.judge(first)
    assert not dossier.judge(first)
    assert dossier.judge(judged("a:1", "a:2", by="Ada", score=0.0))
    assert next(dossier.list_judgements(ALL)) == first
    assert [row.by for row in dossier.list_judgements(ALL)] == [RULE, "Ada"]


def test_a_withdrawn_judgement_stays_in_the_history_and_no_longer_counts(dossier: Dossier) -> None:
    first = judged("a:1", "a:2")
    dossier.judge(first)
    dossier.withdraw(first.id, "Ada", "another harbour")
    assert list(dossier.list_judgements(JudgementFilter())) == []
    (row,) = dossier.list_judgements(ALL)
    assert (row.withdrawn_by, row.withdrawn_why) == ("Ada", "another harbour")
    with pytest.raises(StoreError, match="withdrawn already"):
        dossier.withdraw(first.id, "Ada", "again")
    with pytest.raises(StoreError, match="no judgement j:none"):
        dossier.withdraw("j:none", "Ada", "")


def test_judgements_are_filtered_by_kind_and_by_what_they_are_about(dossier: Dossier) -> None:
    dossier.judge(judged("a:1", "a:2"))
    dossier.judge(make_judgement("statement", ("a:1/s1", "a:33/s2"), RULE, 0.8, "", "2025-07-01"))
    assert [row.kind for row in dossier.list_judgements(JudgementFilter("statement"))] == ["statement"]
    assert len(list(dossier.list_judgements(JudgementFilter(about="a:1")))) == 2
    assert len(list(dossier.list_judgements(JudgementFilter(about="a:33/s2")))) == 1
    assert list(dossier.list_judgements(JudgementFilter(about="a:3"))) == []


def test_an_article_is_unlinked_until_the_rule_has_compared_it(dossier: Dossier) -> None:
    records = [make_record(number) for number in range(3)]
    for record in records:
        dossier.write(record)
    ids = dossier.list_unlinked(RULE)
    assert sorted(ids) == sorted(record.article.id for record in records)
    dossier.write_linked(ids[0], RULE, [5, 7], [judged(ids[0], ids[1])])
    assert dossier.list_unlinked(RULE) == ids[1:]
    assert dossier.list_unlinked("rule:test/2") == ids
    assert len(list(dossier.list_judgements(ALL))) == 1


def test_articles_are_found_by_shared_fingerprints_most_shared_first(dossier: Dossier) -> None:
    records = [make_record(number) for number in range(4)]
    for record in records:
        dossier.write(record)
    own, near, far, none = (record.article.id for record in records)
    largest = 2**63 - 1
    for article, fingerprints in (
        (own, [1, 2, 3, largest]),
        (near, [1, 2, largest]),
        (far, [3]),
        (none, [9]),
    ):
        dossier.write_linked(article, RULE, fingerprints, [])
    assert dossier.find_articles_sharing(own, [1, 2, 3, largest], 10) == [near, far]
    assert dossier.find_articles_sharing(own, [1, 2, 3, largest], 1) == [near]
    assert dossier.find_articles_sharing(own, list(range(100, 3000)), 10) == []
