"""What the user tells, and limits."""

import pytest

import onrecord.ingest
from onrecord.ingest import DEFAULT, Given, Limits
from onrecord.ingest.options import megabytes
from onrecord.model.errors import GatheringError


def test_dates_and_languages_are_normalised_and_blanks_mean_not_told() -> None:
    told = Given(date="July 1, 2025", title=" Talks resume ", outlet="  ", language="EN_gb")
    assert told == Given(date="2025-07-01", title="Talks resume", language="en-GB")
    assert told.outlet is None


def test_a_date_that_is_no_date_is_refused() -> None:
    with pytest.raises(GatheringError, match="'soon' is no date") as caught:
        Given(date="soon")
    assert caught.value.reason == "field"


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(GatheringError, match="no language tag"):
        Given(language="English, please")


def test_limits_are_twenty_megabytes_and_ten_redirects_unless_told() -> None:
    assert (DEFAULT.max_bytes, DEFAULT.max_redirects) == (20_000_000, 10)
    assert Limits() == DEFAULT


def test_sizes_are_told_as_people_read_them() -> None:
    assert [megabytes(count) for count in (52_400_000, 100_000, 9_999)] == [
        "52.4 MB",
        "0.1 MB",
        "9,999 bytes",
    ]


def test_the_public_names_are_sorted_and_there() -> None:
    names = onrecord.ingest.__all__
    assert names == sorted(names)
    assert all(hasattr(onrecord.ingest, name) for name in names)
