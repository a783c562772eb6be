"""EDTF: the days that a value can mean."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.edtf import edtf_bounds


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2025-07-01", "2025-07-01", "2025-07-01"),
        ("2025-07-01T23:30:00+03:00", "2025-07-01", "2025-07-01"),
        ("2025-07-01T09:30Z", "2025-07-01", "2025-07-01"),
        ("2025-06", "2025-06-01", "2025-06-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-06~", "2025-06-01", "2025-06-30"),
        ("2025-06-03?", "2025-06-03", "2025-06-03"),
        ("2025%", "2025-01-01", "2025-12-31"),
        ("2025-06-XX", "2025-06-01", "2025-06-30"),
        ("2025-XX-XX", "2025-01-01", "2025-12-31"),
        ("2025-XX", "2025-01-01", "2025-12-31"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2025-21", "2025-03-01", "2025-05-31"),
        ("2025-22~", "2025-06-01", "2025-08-31"),
        ("2024-24", "2024-12-01", "2025-02-28"),
        ("2025-34", "2025-04-01", "2025-06-30"),
        ("2025-41", "2025-07-01", "2025-12-31"),
        ("2025-06-01/2025-06-05", "2025-06-01", "2025-06-05"),
        ("2025-05/2025-06~", "2025-05-01", "2025-06-30"),
        ("../2025-06-05", "0001-01-01", "2025-06-05"),
        ("2025-06-01/", "2025-06-01", "9999-12-31"),
        ("9999-24", "9999-12-01", "9999-12-31"),
        ("0000/2025", None, None),
    ],
)  # fmt: skip
def test_a_value_has_the_first_and_last_day_it_can_mean(
    value: str, first: str | None, last: str | None
) -> None:
    expected = (
        None if first is None or last is None else (date.fromisoformat(first), date.fromisoformat(last))
    )
    assert edtf_bounds(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "", "/", "../..", "Tuesday", "2025-6-1", "2025-13", "2025-00", "2025-02-30", "2025-06-31",
        "2025-21-01", "0000",
        "20X5", "202X-06", "2025-XX-01", "2025-06-01/2025-05-01", "2025/2026/2027", "Y17E8", "-0044",
        "[2025,2026]",
        "２０２５-07-01", "2025-07-01T", "2025-07-01 09:30", " 2025", "2025\n",
    ],
)  # fmt: skip
def test_values_outside_edtf_levels_0_and_1_have_no_bounds(value: str) -> None:
    assert edtf_bounds(value) is None


@given(st.dates(), st.sampled_from(["", "?", "~", "%", "T12:00:00Z"]))
def test_a_day_means_itself_with_any_qualifier(day: date, ending: str) -> None:
    assert edtf_bounds(f"{day.isoformat()}{ending}") == (day, day)


@given(st.dates(), st.integers(0, 1000))
def test_an_interval_includes_both_ends(start: date, length: int) -> None:
    end = min(start, date.max - timedelta(days=length)) + timedelta(days=length)
    assert edtf_bounds(f"{start.isoformat()}/{end.isoformat()}") == ((start, end) if start <= end else None)


@given(st.text(alphabet="0123456789-/X?~%.TZ:+ ", max_size=30))
def test_any_text_gives_ordered_days_or_none(value: str) -> None:
    bounds = edtf_bounds(value)
    assert bounds is None or bounds[0] <= bounds[1]
