"""Merges and backups copy everything without duplicates, and withdrawn articles stay withdrawn."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders import make_record
from dossiers import fixed_clock
from onrecord.model.errors import StoreError
from onrecord.resolve.dossier_merge import merge_dossier
from onrecord.resolve.judgements import Decider, accept, correct, merge, reject, undo
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter, JudgementFilter

pytest_plugins = ["dossiers"]  # the fixtures `place` and `dossier`

ADA = Decider("Ada", "it says so")
RECORDS = [make_record(number, varied=True) for number in range(4)]


def held(dossier: Dossier) -> list[object]:
    """Return the content of a dossier, sorted."""
    judgements = sorted(dossier.list_judgements(JudgementFilter(withdrawn=True)), key=lambda row: row.id)
    families = [
        sorted(map(sorted, grouped(dossier.list_clusters(kind))))
        for kind in ("actor", "event", "statement", "reprint")
    ]
    return [sorted(dossier.list_ids("statements", Filter())), judgements, families]


def grouped(families: dict[str, str]) -> list[list[str]]:
    return [[member for member in families if families[member] == name] for name in set(families.values())]


def test_a_second_merge_changes_nothing(dossier: Dossier, tmp_path: Path) -> None:
    for record in RECORDS[:3]:
        dossier.write(record)
    with open_dossier(tmp_path / "other.dossier", create=True, clock=fixed_clock) as other:
        for record in RECORDS[2:]:
            other.write(record)
        reject(other, f"{RECORDS[3].article.id}/s1", ADA)
        merge(other, f"{RECORDS[2].article.id}/p3", f"{RECORDS[3].article.id}/p3", ADA)
        counts = merge_dossier(dossier, other)
        assert (counts["added"], counts["judgements"]) == (1, 2)
        list(link_articles(dossier))
        whole = held(dossier)
        counts = merge_dossier(dossier, other)
        assert (counts["added"], counts["judgements"]) == (0, 0)
    assert held(dossier) == whole
    assert dossier.count_articles(Filter()).matching == 4
    assert f"{RECORDS[3].article.id}/s1" not in dossier.list_ids("statements", Filter())


def in_force(dossier: Dossier) -> list[tuple[object, ...]]:
    """Return what the judgements in force say, sorted."""
    return sorted(
        (row.kind, row.left, row.right, row.by, row.same, row.value or "")
        for row in dossier.list_judgements(JudgementFilter())
    )


def at(minute: int, by: str = "Ada") -> Decider:
    return Decider(by, "it says so", clock=lambda: datetime(2025, 7, 2, 10, minute, tzinfo=UTC))


def test_dossiers_that_were_both_linked_are_merged_with_each_judgement_once(
    dossier: Dossier, tmp_path: Path
) -> None:
    records = [make_record(number) for number in range(4)]  # copies of each other
    for record in records:
        dossier.write(record)
    list(link_articles(dossier))
    before = in_force(dossier)
    for minute, name in enumerate(("one.dossier", "two.dossier")):
        with open_dossier(tmp_path / name, create=True) as other:
            for record in records:
                other.write(record)
            list(link_articles(other))
            reject(other, f"{records[0].article.id}/s1", at(minute))
            merge_dossier(dossier, other)
            list(link_articles(dossier))
    after = in_force(dossier)
    assert len(after) == len(set(after))
    assert after == sorted([*before, ("row", f"{records[0].article.id}/s1", "", "Ada", False, "")])


def test_a_merge_that_was_stopped_before_its_judgements_and_linked_keeps_each_once(
    dossier: Dossier, tmp_path: Path
) -> None:
    records = [make_record(number) for number in range(3)]
    with open_dossier(tmp_path / "other.dossier", create=True) as other:
        for record in records:
            other.write(record)
        list(link_articles(other))
        for record in records:  # all that a killed merge had copied
            dossier.write(record)
        list(link_articles(dossier))
        assert merge_dossier(dossier, other)["judgements"] == 0
        assert in_force(dossier) == in_force(other)


def test_what_a_person_said_last_counts_whichever_dossier_is_merged_into_the_other(
    dossier: Dossier, tmp_path: Path
) -> None:
    row = f"{RECORDS[0].article.id}/s1"
    with open_dossier(tmp_path / "other.dossier", create=True) as other:
        for one in (dossier, other):
            one.write(RECORDS[0])
        reject(dossier, row, at(1))
        accept(dossier, row, at(3))
        reject(other, row, at(5))
        correct(other, row, "act", '"accuse"', at(6))
        correct(dossier, row, "act", '"warn"', at(7))
        merge_dossier(dossier, other)
        assert len(in_force(dossier)) == len(set(in_force(dossier))) == 4
        assert row not in dossier.list_ids("statements", Filter())  # rejected at 5
        merge_dossier(other, dossier)
        assert row not in other.list_ids("statements", Filter())
        for one in (dossier, other):
            undo(one, next(j.id for j in one.list_judgements(JudgementFilter()) if not j.same), at(8))
            (statement,) = one.list_statements(Filter(rows=(row,)))
            assert statement.act == "warn"  # corrected at 7
        merge_dossier(dossier, other)
        assert in_force(dossier) == in_force(other)


@pytest.mark.parametrize("withdrawn_in_other", [True, False])
def test_a_person_who_withdrew_the_programs_judgement_in_one_dossier_withdrew_it_in_both(
    place: str, tmp_path: Path, withdrawn_in_other: bool
) -> None:
    records = [make_record(number) for number in range(2)]
    with (
        open_dossier(place, create=True) as dossier,
        open_dossier(tmp_path / "other.dossier", create=True) as other,
    ):
        for one in (dossier, other):
            for record in records:
                one.write(record)
            list(link_articles(one))
        judged = other if withdrawn_in_other else dossier
        undo(judged, next(judged.list_judgements(JudgementFilter("reprint"))).id, ben())
        merge_dossier(dossier, other)
        left = [row for row in in_force(other) if row[0] != "reprint"]
        assert in_force(dossier) == left
        assert dossier.list_clusters("reprint") == {}
        assert merge_dossier(dossier, other)["judgements"] == 0
        assert in_force(dossier) == left


def ben() -> Decider:
    """Return a person who decides now, after what the program has found."""
    return Decider("Ben", "two stories")


def test_an_article_withdrawn_in_either_is_in_neither_afterwards(dossier: Dossier, tmp_path: Path) -> None:
    dossier.write(RECORDS[0])
    with open_dossier(tmp_path / "other.dossier", create=True) as other:
        other.write(RECORDS[0])
        other.write(RECORDS[1])
        other.withdraw_article(RECORDS[0].article.id, "Ada", "the outlet asked")
        dossier.write(RECORDS[1])
        dossier.withdraw_article(RECORDS[1].article.id, "Ben", "a court asked")
        merge_dossier(dossier, other)
    assert dossier.list_ids("articles", Filter()) == []
    assert {note.by for note in dossier.list_withdrawn()} == {"Ada", "Ben"}


def test_a_withdrawn_article_loses_its_rows_and_records_and_is_not_added_again(dossier: Dossier) -> None:
    for record in RECORDS[:2]:
        dossier.write(record)
    list(link_articles(dossier))
    name = RECORDS[0].article.id
    dossier.replace_record(RECORDS[0])
    dossier.withdraw_article(name, "Ada", "the outlet asked")
    assert not dossier.has(name)
    assert dossier.list_earlier_records(name) == []
    assert all(
        row.withdrawn_at for row in dossier.list_judgements(JudgementFilter(about=name, withdrawn=True))
    )
    assert dossier.write(RECORDS[0]) == "withdrawn"
    assert (
        list(
            dossier.list_statements(Filter(contains=RECORDS[0].article.text.split()[0], rows=(f"{name}/s1",)))
        )
        == []
    )
    (note,) = dossier.list_withdrawn()
    assert (note.article, note.url, note.why) == (name, RECORDS[0].article.url, "the outlet asked")
    with pytest.raises(StoreError, match="no article"):
        dossier.withdraw_article(name, "Ada", "again")


def test_a_backup_is_a_separate_dossier_and_overwrites_nothing(dossier: Dossier, tmp_path: Path) -> None:
    for record in RECORDS[:3]:
        dossier.write(record)
    list(link_articles(dossier))
    reject(dossier, f"{RECORDS[0].article.id}/s1", ADA)
    target = tmp_path / "copy.dossier"
    dossier.copy_to(target)
    with open_dossier(target, create=False) as copy:
        assert held(copy) == held(dossier)
        assert copy.get_record(RECORDS[1].article.id) == RECORDS[1]
        assert [row.id for row in copy.list_statements(Filter(contains="ferries"))] == [
            row.id for row in dossier.list_statements(Filter(contains="ferries"))
        ]
    with pytest.raises(StoreError, match="already"):
        dossier.copy_to(target)
