"""Corrections, retractions and denials: which earlier report they mean, and what is none."""

from datetime import date

import pytest

from onrecord.resolve.ledger.notices import Report, find_meant, find_notices
from resolve.ledger.telling import make_telling, telling

OUTLETS = ["Evening Lantern", "Harbour Post"]
FALSE = make_telling(
    "Kenya secretly promised Uganda a naval base at Port Corran, a letter shows.",
    {"Kenya": "state"},
    day="2026-03-06",
    outlet="Evening Lantern",
    title="Letter shows a secret deal",
)
OTHER = make_telling(
    "The harvest at Harrow was good this year, farmers say.", {}, day="2026-03-06", outlet="Evening Lantern"
)
REPORTS = [Report(FALSE, date(2026, 3, 6)), Report(OTHER, date(2026, 3, 6))]


@pytest.mark.parametrize(
    ("text", "outlet", "title", "step"),
    [
        (
            "We retract our report of March 6 on a naval base for Uganda.",
            "Evening Lantern",
            None,
            "retracted",
        ),
        ("The report of March 6 on the naval base was withdrawn.", "Evening Lantern", None, "retracted"),
        (
            "Our article of 6 March wrongly said that Kenya promised a naval base.",
            "Evening Lantern",
            None,
            "corrected",
        ),
        (
            "The letter was written in May.",
            "Evening Lantern",
            "Correction: Letter shows a secret deal",
            "corrected",
        ),
        (
            "Kenya denied an Evening Lantern report that it promised a naval base.",
            "Harbour Post",
            None,
            "denied",
        ),
        ("Kenya called the Evening Lantern's story of a naval base false.", "Harbour Post", None, "denied"),
        ("Kenya called an Evening Lantern report of a naval base rubbish.", "Harbour Post", None, "denied"),
        (
            "(Corrects the name of the port)\n\nKenya secretly promised Uganda a naval base.",
            "Evening Lantern",
            "CORRECTED-Letter shows a secret deal",
            "corrected",
        ),
        (
            "In our issue of March 7 Kenya was said to have promised a naval base. The claim is withdrawn.",
            "Evening Lantern",
            "Clarification",
            "retracted",
        ),
    ],
)
def test_a_notice_is_tied_to_the_report_that_it_means(
    text: str, outlet: str, title: str | None, step: str
) -> None:
    article = telling(text, {"Kenya": "state"}, day="2026-03-12", outlet=outlet, title=title)
    (notice,) = find_notices(article, OUTLETS)
    meant = find_meant(notice, article, REPORTS)
    assert notice.step == step
    assert meant is not None and meant.reference == FALSE.article.id and meant.score >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "The government promised to withdraw its bill, the Evening Lantern reported.",
        "Kenya withdrew its troops, according to a report.",
        "Kenya denied that it promised a naval base.",
        "The minister promised to report the error.",
        "Police corrected the number of the injured to 12.",
    ],
)
def test_what_only_sounds_like_a_notice_is_none(text: str) -> None:
    assert find_notices(telling(text, {"Kenya": "state"}, outlet="Harbour Post"), OUTLETS) == []


def test_a_notice_means_no_later_report_and_no_other_outlet() -> None:
    text = "We retract our report of March 6 on a naval base for Uganda."
    for day, outlet in (("2026-03-01", "Evening Lantern"), ("2026-03-12", "Harbour Post")):
        article = telling(text, {}, day=day, outlet=outlet)
        (notice,) = find_notices(article, OUTLETS)
        assert find_meant(notice, article, REPORTS) is None


def test_two_reports_that_fit_alike_are_left_to_a_person() -> None:
    twin = make_telling(
        "Kenya secretly promised Uganda a naval base at Port Corran, a second letter shows.",
        {},
        day="2026-03-06",
        outlet="Evening Lantern",
    )
    article = telling("We retract our report on the naval base at Port Corran.", {}, outlet="Evening Lantern")
    (notice,) = find_notices(article, OUTLETS)
    meant = find_meant(notice, article, [*REPORTS, Report(twin, date(2026, 3, 6))])
    assert meant is not None and meant.score < 0.5
