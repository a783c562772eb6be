"""Default limits, and sizes in a readable form."""

from onrecord.ingest.limits import DEFAULT_LIMITS, Limits, format_bytes


def test_the_default_limits_are_twenty_megabytes_and_ten_redirects() -> None:
    assert (DEFAULT_LIMITS.max_bytes, DEFAULT_LIMITS.max_redirects) == (20_000_000, 10)
    assert Limits() == DEFAULT_LIMITS


def test_sizes_are_formatted_for_people() -> None:
    assert [format_bytes(count) for count in (52_400_000, 100_000, 9_999)] == [
        "52.4 MB",
        "0.1 MB",
        "9,999 bytes",
    ]
