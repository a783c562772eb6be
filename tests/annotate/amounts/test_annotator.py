"""Amounts: unit and qualifier of a number, and numbers that are not amounts."""

import pytest

from dispatch import read_dispatch
from onrecord.annotate.amounts.annotator import AmountAnnotator
from onrecord.model.annotation import Amount


def amounts(text: str) -> list[tuple[str, Amount]]:
    dispatch = read_dispatch(text)
    rows = [
        row for row in AmountAnnotator().annotate(dispatch.article, dispatch.view) if isinstance(row, Amount)
    ]
    return [(row.span.words(text), row) for row in rows]


@pytest.mark.parametrize(
    ("text", "words", "value", "unit", "qualifier"),
    [
        ("They freed about 6,000 prisoners.", "about 6,000 prisoners", 6000, "prisoners", "about"),
        ("They freed some 40 sailors.", "some 40 sailors", 40, "sailors", "about"),
        ("More than 300 trucks crossed the bridge.", "More than 300 trucks", 300, "trucks", "at-least"),
        ("At least twelve people were hurt.", "At least twelve people", 12, "people", "at-least"),
        ("The port may take up to 20 ferries.", "up to 20 ferries", 20, "ferries", "at-most"),
        ("Hundreds of miners went home.", "Hundreds of miners", 100, "miners", "at-least"),
        ("It sent 500 tonnes of grain to Kalm.", "500 tonnes of grain", 500, "tonnes of grain", "exact"),
        ("Norway promised $1.5 billion in aid.", "$1.5 billion", 1.5e9, "USD", "exact"),
        ("The bank lent nearly 500 million euros.", "nearly 500 million euros", 5e8, "EUR", "about"),
        ("The toll fell by 20 per cent.", "20 per cent", 20, "%", "exact"),
        ("They will not strike ports for 30 days.", "30 days", 30, "days", "exact"),
        ("Envoys spoke of a 30-day truce.", "30-day", 30, "days", "exact"),
        (
            "They buried 6,000 fallen soldiers' remains.",
            "6,000 fallen soldiers' remains",
            6000,
            "fallen soldiers' remains",
            "exact",
        ),
        ("They agreed to hand over 1,000 prisoners.", "1,000 prisoners", 1000, "prisoners", "exact"),
        ("He weighed 82 pounds.", "82 pounds", 82, "pounds", "exact"),
    ],
)
def test_an_amount_has_a_unit_and_a_qualifier(
    text: str, words: str, value: float, unit: str, qualifier: str
) -> None:
    (found,) = amounts(text)
    assert (found[0], found[1].value, found[1].unit, found[1].qualifier) == (words, value, unit, qualifier)


@pytest.mark.parametrize(
    "text",
    [
        "They agreed to free 1,000 prisoners each.",
        "Each side will free 1,000 prisoners.",
        "Both fleets lost 3 ships apiece.",
    ],
)
def test_each_is_found_after_the_amount_and_in_the_subject(text: str) -> None:
    (found,) = amounts(text)
    assert found[1].each


def test_a_range_keeps_both_ends_and_its_unit() -> None:
    ((words, found),) = amounts("Between 20 and 30 divers searched the harbour.")
    assert (words, found.value, found.to, found.unit) == ("20 and 30 divers", 20, 30, "divers")


def test_a_bare_number_that_stands_for_people_counts_without_a_unit() -> None:
    rows = amounts("The blast killed twelve and injured at least 30.")
    assert [(row.value, row.unit, row.qualifier) for _, row in rows] == [
        (12, "", "exact"),
        (30, "", "at-least"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "They met in Kalm in 2019.",
        "The treaty was signed on May 16, 2025.",
        "Ada Lind, 45, spoke first.",
        "A 45-year-old sailor was hurt.",
        "The council passed Resolution 2202.",
        "The ferry left at 5 p.m.",
        "Kalm beat Vesby 3-1.",
        "The two sides met again.",
        "One of the ministers left.",
        "She phoned 911.",
        "They voted by a two-thirds majority.",
    ],
)
def test_years_ages_labels_times_results_and_parties_are_not_amounts(text: str) -> None:
    assert amounts(text) == []


def test_amounts_are_found_in_linear_time() -> None:
    once = "They freed about 6,000 prisoners and 20 to 30 sailors for $5 million each. "
    assert len(amounts(once * 40)) == 40 * len(amounts(once))
