"""Dates of feeds: as the standards have them, and as programs write them."""

import pytest

from onrecord.ingest.feeds.dates import parse_feed_date


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Wed, 02 Apr 25 21:15:03 +0300", "2025-04-02T21:15:03+03:00"),
        ("2 Apr 99 21:15 GMT", "1999-04-02T21:15Z"),
        ("Wed, 02 Apr 2025 21:15:03 EDT", "2025-04-02T21:15:03-04:00"),
        ("Mon, 02 Apr 2025 21:15:03 CEST", "2025-04-02T21:15:03+02:00"),  # it was a Wednesday
        ("Wednes, 2 April 2025 9:05 PM UTC", "2025-04-02T21:05Z"),
        ("Wed, 2 Apr 2025 12:05 AM GMT", "2025-04-02T00:05Z"),
        ("02-Apr-2025 21:15:03", "2025-04-02T21:15:03"),
        ("Wed, 02 Apr 2025 21:15:03 GMT+3", "2025-04-02T21:15:03+03:00"),
        ("Wed, 02 Apr 2025 21:15:03 -0330 (Newfoundland)", "2025-04-02T21:15:03-03:30"),
        ("Wed, 02 Apr 2025 21:15:03 XYZ", "2025-04-02"),  # no such zone: the day stays
        ("Wed, 02 Apr 2025 21:15:60 Z", "2025-04-02T21:15:59Z"),  # a leap second
        ("Sept 3, 2025", "2025-09-03"),
        ("Wed Apr  2 21:15:03 2025", "2025-04-02T21:15:03"),
        ("Wed Apr 02 21:15:03 +0000 2025", "2025-04-02T21:15:03Z"),
        ("Wed Apr  2 21:15:03 EEST 2025", "2025-04-02T21:15:03+03:00"),
        ("2025-04-02T24:00:00Z", "2025-04-03T00:00:00Z"),
        ("2024-02-29T24:00:00+02:00", "2024-03-01T00:00:00+02:00"),
        ("2025-04-02T21:15:03.125+03", "2025-04-02T21:15:03+03:00"),
        ("2025-04-02T21:15:03+02:00[Europe/Paris]", "2025-04-02T21:15:03+02:00"),
        ("2025-04-02 21:15:03 UTC", "2025-04-02T21:15:03Z"),
        ("2025/4/2 21:15:03", "2025-04-02T21:15:03"),
        ("1743628503", "2025-04-02T21:15:03Z"),
        ("1743628503125", "2025-04-02T21:15:03Z"),
        ("2025-04", "2025-04"),
        ("25/04/2025 08:00", "2025-04-25"),
    ],
)
def test_a_date_of_a_feed_is_understood(written: str, meant: str) -> None:
    assert parse_feed_date(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "03/04/2025 08:00",
        "1513-01-01",
        "1970-01-01T00:00:00Z",
        "0",
        "31 Feb 2025",
        "2025-13-01",
        "9" * 90,
    ],
)
def test_what_is_no_date_or_an_ambiguous_one_gives_none(written: str) -> None:
    assert parse_feed_date(written) is None
