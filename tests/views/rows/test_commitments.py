"""Commitments: their steps, their status, and reports that contradict each other."""

import pytest

from onrecord.model.record import CommitmentStatus
from onrecord.store.stored_rows import StoredArticle, StoredCommitment
from onrecord.views.rows.commitments import Step, build_commitment_row, find_status


def step(
    day: str, status: CommitmentStatus, teller: str = "the article", outlet: str = "Coast Courier"
) -> Step:
    return Step(f"a:{day}/c1", day, status, teller, outlet, "words", "", "reopen the berths", (), None, None)


def report(
    day: str,
    status: CommitmentStatus,
    outlet: str,
    teller: str | None = None,
    words: str = "agreed to reopen",
) -> StoredCommitment:
    name = f"a:{outlet}{day}"
    article = StoredArticle(name, None, outlet, None, "en", (), "", day, "given", 100, 1, 1, 0, 1)
    who = ("Kalm", "Vesby"), ("state:kalm", "state:vesby")
    return StoredCommitment(
        article,
        "c1",
        "reopen the berths",
        status,
        *who,
        (),
        None,
        None,
        words,
        "",
        "s1" if teller else None,
        teller,
    )


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([step("2025-07-01", "proposed")], "proposed"),
        ([step("2025-07-01", "proposed"), step("2025-07-02", "agreed"), step("2025-07-09", "done")], "done"),
        ([step("2025-07-09", "under-way"), step("2025-07-10", "agreed")], "under-way"),
        ([step("2025-07-01", "agreed"), step("2025-07-05", "broken", "Ada")], "broken"),
        ([step("2025-07-05", "broken", "Ada"), step("2025-07-06", "done", "Bela")], "disputed"),
        ([step("2025-07-04", "done", "Bela"), step("2025-07-05", "broken", "Ada")], "disputed"),
        ([step("2025-07-04", "under-way", "Bela"), step("2025-07-05", "broken", "Ada")], "broken"),
        ([step("2025-07-05", "broken", "Ada"), step("2025-07-06", "under-way", "Ada")], "under-way"),
        ([step("2025-07-05", "disputed")], "disputed"),
    ],
)
def test_the_status_follows_the_reports(steps: list[Step], status: CommitmentStatus) -> None:
    assert find_status(steps)[0] == status


def test_the_reason_for_a_dispute_names_both_sides() -> None:
    _, why = find_status([step("2025-07-05", "broken", "Ada"), step("2025-07-06", "done", "Bela")])
    assert why == "Ada says broken (2025-07-05), Bela says done (2025-07-06)"


def test_reprints_of_one_dispatch_are_one_step() -> None:
    rows = [
        report("2025-07-01", "agreed", "Courier"),
        report("2025-07-01", "agreed", "Mirror"),
        report("2025-07-03", "done", "Post", "Ada"),
    ]
    copies = {rows[0].article.id: "f", rows[1].article.id: "f"}
    row = build_commitment_row(rows, copies)
    assert [(found.status, found.teller, len(found.copies)) for found in row.steps] == [
        ("agreed", "the article", 1),
        ("done", "Ada", 0),
    ]
    assert (row.status, row.pages, row.first, row.last) == ("done", 3, "2025-07-01", "2025-07-03")
