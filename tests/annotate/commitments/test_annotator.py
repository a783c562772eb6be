"""Commitments: parties, acts, terms, conditions and status."""

from dataclasses import dataclass

import pytest

from dispatch import Dispatch, annotate_dispatch, read_dispatch
from onrecord.annotate.amounts.annotator import AmountAnnotator
from onrecord.annotate.commitments.annotator import CommitmentAnnotator
from onrecord.annotate.places.annotator import PlaceAnnotator
from onrecord.model.annotation import CommitmentMention


@dataclass(frozen=True)
class Found:
    """A commitment and the article it is from."""

    row: CommitmentMention
    dispatch: Dispatch

    @property
    def parties(self) -> list[str]:
        names = {row.actor: row.span.words(self.dispatch.text) for row in reversed(self.dispatch.mentions)}
        return [names[party] for party in self.row.parties]

    @property
    def status_words(self) -> list[str]:
        return [span.words(self.dispatch.text) for span in self.row.status_evidence]

    @property
    def conditions(self) -> list[str]:
        return [span.words(self.dispatch.text) for span in self.row.conditions]


def commitments(text: str, published: str | None = "2025-07-01") -> list[Found]:
    dispatch = read_dispatch(text, published)
    view = annotate_dispatch(dispatch, PlaceAnnotator(), AmountAnnotator(), CommitmentAnnotator())
    return [Found(row, dispatch) for row in view.of(CommitmentMention)]


def one(text: str, published: str | None = "2025-07-01") -> Found:
    (found,) = commitments(text, published)
    return found


def test_parties_act_terms_day_and_place_are_read_from_one_sentence() -> None:
    found = one("Norway and Chad met in Oslo on June 3, when they agreed to exchange 20 prisoners each.")
    assert found.parties == ["Norway", "Chad"]
    assert (found.row.to, found.row.status) == ("exchange prisoners", "agreed")
    assert [(term.value, term.unit, term.each) for term in found.row.terms] == [(20, "prisoners", True)]
    assert found.row.agreed_on is not None and found.row.agreed_on.value == "2025-06-03"
    assert found.row.agreed_at is not None and found.row.agreed_at.name == "Oslo"


def test_two_acts_are_two_commitments() -> None:
    rows = commitments("Norway and Chad agreed to open the border and to free 30 sailors.")
    assert [row.row.to for row in rows] == ["open the border", "free sailors"]


def test_not_stays_in_the_act() -> None:
    assert one("Norway pledged not to attack the ports of Chad.").row.to == "not attack the ports of Chad"


def test_a_deadline_is_computed_with_and_without_a_number() -> None:
    assert one("Norway promised to withdraw by May 2026.").row.deadline == "2026-05"
    within = one("Norway and Chad agreed on June 3 to free 20 sailors within a month.").row
    assert (within.deadline, within.deadlines) == ("2025-07-03", ("2025-07-03",))


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("Norway pledged tents by Christmas.", "2025-12-25"),
        ("Chad promised buses for December.", "2025-12"),
    ],
)
def test_a_time_behind_a_promised_thing_is_its_deadline_and_not_the_day_of_the_promise(
    text: str, deadline: str
) -> None:
    row = one(text).row
    assert (row.agreed_on, row.deadline) == (None, deadline)


def test_an_act_joined_to_the_promise_is_promised_too() -> None:
    rows = commitments("Norway promised to clean the river and will also pay the fishermen.")
    assert [(row.parties, row.row.to) for row in rows] == [
        (["Norway"], "clean the river"),
        (["Norway"], "pay the fishermen"),
    ]


def test_nobody_stays_in_the_act() -> None:
    assert one("Norway pledged that nobody would be dismissed.").row.to == "nobody be dismissed"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Norway will lift its tariffs, it said, provided that Chad opened its ports.", None),
        (
            "Norway offered to lift its tariffs in return for a fishing treaty.",
            "in return for a fishing treaty",
        ),
        (
            "Norway promised to keep its soldiers at home until the border is open.",
            "until the border is open",
        ),
        (
            "Norway agreed to pay the fine on condition that Chad freed the crew.",
            "on condition that Chad freed the crew",
        ),
    ],
)
def test_a_condition_is_in_the_words_of_the_article(text: str, words: str | None) -> None:
    rows = commitments(text)
    assert [row.conditions for row in rows] == ([[words]] if words else [])


@pytest.mark.parametrize(
    "text",
    [
        "Norway offered to free 20 prisoners.",
        "Norway proposed a truce of 30 days.",
        "Norway called for the release of 20 prisoners.",
        "Norway said it would free the crew only if Chad opened its ports.",
    ],
)
def test_offers_proposals_calls_and_conditional_announcements_are_proposed(text: str) -> None:
    assert one(text).row.status == "proposed"


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("Norway promised to free 20 prisoners. So far 5 have gone home.", "under-way", "5 have gone home"),
        ("Norway and Chad agreed to swap 40 prisoners. The swap has begun.", "under-way", "has begun"),
        ("Norway agreed to lower the toll and did so in January.", "done", "did so"),
        ("Norway promised Chad to lift its tariffs. It kept the promise.", "done", "kept"),
        (
            "Norway promised to release all hostages. They had freed none by Sunday.",
            "broken",
            "freed none by Sunday",
        ),
        (
            "Norway pledged to pay 20 million dollars. The pledge has yet to be honoured.",
            "broken",
            "has yet to",
        ),
        (
            "Norway and Chad agreed not to strike ports. Both sides accused each other of breaking the deal.",
            "disputed",
            "Both sides accused each other of breaking the deal",
        ),
    ],
)
def test_words_for_an_outcome_set_the_status_and_are_its_evidence(text: str, status: str, words: str) -> None:
    found = commitments(text)[0]
    assert found.row.status == status
    assert [said in words or words in said for said in found.status_words] == [True]


def test_another_promise_that_was_broken_does_not_break_this_one() -> None:
    rows = commitments(
        "Norway promised in Oslo to end the loss of forests by 2030. "
        "A similar promise made in 2014 was not kept."
    )
    assert rows[0].row.status == "agreed"


def test_a_delivered_thing_that_was_promised_is_the_act() -> None:
    found = one(
        "Chad met in Oslo with its lenders. "
        "Norway already delivered a second ferry that it had promised in March."
    )
    assert (found.parties, found.row.to) == (["Norway"], "a second ferry")


def test_leaving_an_agreement_breaks_what_was_promised_there() -> None:
    rows = commitments(
        "Norway withdrew from the fishing agreement on Monday. "
        "Under the accord, reached in Bergen in May 2015, Norway agreed to "
        "lift tariffs, and Chad agreed to open its ports."
    )
    assert {tuple(row.parties): row.row.status for row in rows} == {
        ("Norway",): "broken",
        ("Chad",): "agreed",
    }


def test_duties_under_an_agreement_bind_their_subjects() -> None:
    rows = commitments(
        "Norway and Chad signed a truce in Doha on May 3. "
        "Norway is to withdraw 2,000 soldiers from the border."
    )
    assert [(row.parties, row.row.status) for row in rows] == [(["Norway"], "agreed")]
    assert rows[0].row.agreed_on is not None and rows[0].row.agreed_on.value == "2025-05-03"


def test_a_commitment_reported_twice_is_one_with_both_spans() -> None:
    found = one(
        "Norway and Chad agreed to exchange 20 prisoners. "
        "The two sides had promised to exchange 20 prisoners in May."
    )
    assert len(found.row.evidence) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Norway did not agree to free the prisoners.",
        "Norway refused to promise aid to Chad.",
        "If Norway agreed to a truce, observers would have to watch it.",
        "Norway could agree to free the prisoners.",
        "The ministers agreed that the talks had been useful.",
        "Norway is committed to strengthening the alliance.",
        "Norway said that prices would fall.",
        "The agreement between Norway and Chad has been in force since 2009.",
        "Neither side has made an offer.",
        "Norway hopes to reach a deal to free the prisoners.",
    ],
)
def test_denied_possible_or_hoped_for_acts_and_attitudes_are_no_commitments(text: str) -> None:
    assert commitments(text) == []


def test_without_a_date_of_publication_there_is_no_relative_deadline() -> None:
    assert one("Norway promised to free 20 sailors within a month.", None).row.deadline is None


def test_the_result_of_an_unreal_condition_is_no_commitment() -> None:
    assert commitments("Were Norway to open the border, Kenya wrote, it would withdraw its troops.") == []
