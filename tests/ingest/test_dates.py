"""Dates that are stated, and dates found in addresses and texts."""

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ingest.dates import (
    find_publication_date,
    parse_date,
    parse_date_line,
    parse_printed_date,
)
from onrecord.model.article import Published
from onrecord.model.errors import IngestError


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("2025", "2025"),
        ("2025-07", "2025-07"),
        ("2025-07-01", "2025-07-01"),
        (" 2025-07-01 ", "2025-07-01"),
        ("2025-7-1", "2025-07-01"),
        ("2025/07/01", "2025-07-01"),
        ("2025.07.01", "2025-07-01"),
        ("20250701", "2025-07-01"),
        ("2025-07-01T09:30", "2025-07-01T09:30"),
        ("2025-07-01T09:30:15", "2025-07-01T09:30:15"),
        ("2025-07-01T09:30:15Z", "2025-07-01T09:30:15Z"),
        ("2025-07-01T09:30+03:00", "2025-07-01T09:30+03:00"),
        ("2025-07-01T09:30:15.123456+0300", "2025-07-01T09:30:15+03:00"),
        ("2025-07-01 09:30:15 UTC", "2025-07-01T09:30:15Z"),
        ("2025-07-01t09:30:15-00:00", "2025-07-01T09:30:15Z"),
        ("2025-07-01T09:30:15+05", "2025-07-01T09:30:15+05:00"),
        ("20250701T093015Z", "2025-07-01T09:30:15Z"),
        ("Tue, 01 Jul 2025 09:30:15 GMT", "2025-07-01T09:30:15Z"),
        ("1 Jul 2025 09:30 -0400", "2025-07-01T09:30-04:00"),
        ("Tue, 1 Jul 2025 09:30:15 EDT", "2025-07-01T09:30:15-04:00"),
        ("July 1, 2025", "2025-07-01"),
        ("Tuesday, July 1st, 2025", "2025-07-01"),
        ("1 July 2025", "2025-07-01"),
        ("Sept. 9, 2025", "2025-09-09"),
        ("2024-02-29", "2024-02-29"),
        ("3 Jul 2025 14:05 BST", "2025-07-03T14:05+01:00"),
        ("Thu, 3 Jul 2025 14:05 CEST", "2025-07-03T14:05+02:00"),
        ("July 3, 2025 2:05 PM EDT", "2025-07-03T14:05-04:00"),
        ("July 3, 2025 at 12:05 a.m.", "2025-07-03T00:05"),
        ("Thursday, July 3, 2025 - 14:05", "2025-07-03T14:05"),
        ("13/7/2025", "2025-07-13"),
        ("7/13/2025", "2025-07-13"),
        ("7/7/2025", "2025-07-07"),
    ],
)
def test_a_date_is_parsed_and_normalised_to_edtf(stated: str, value: str) -> None:
    assert parse_date(stated) == value


@pytest.mark.parametrize(
    "stated",
    [
        *[
            "3/7/2025",
            "31/11/2025",
            "13/13/2025",
            "July 3, 2025 14:05 PM",
            "",
            "yesterday",
            "2025-13-01",
            "2025-02-30",
            "2025-00",
            "01/07/2025",
            "07-01-25",
            "25",
            "202507",
            "1751328000",
        ],
        *[
            "2025-07-01T25:00",
            "2025-07-01T09:60",
            "2025-07-01T09:30+99:00",
            "2025-07-01T09:30 XYZ",
            "2025T09:30",
            "2025-07-01T",
        ],
        *[
            "2025-07T09:30",
            "0000",
            "July 2025",
            "32 July 2025",
            "2025-07-01/2025-07-02",
            "٢٠٢٥-٠٧-٠١",
            "2025-07-01" * 100,
        ],
    ],
)
def test_anything_else_is_refused_with_a_hint(stated: str) -> None:
    with pytest.raises(IngestError, match="is not a date; write the year first") as caught:
        parse_date(stated)
    assert caught.value.reason == "field"
    assert len(caught.value.detail) < 250


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.dates().map(str),
        st.datetimes().map(str),
        st.from_regex(r"[0-9TZ:+ -]{4,25}", fullmatch=True),
    )
)
def test_a_normalised_date_stays_the_same_when_parsed_again(stated: str) -> None:
    with contextlib.suppress(IngestError):
        value = parse_date(stated)
        assert parse_date(value) == value


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://news.example/2025/07/01/talks", "2025-07-01"),
        ("https://news.example/world/2025/jul/01/talks", "2025-07-01"),
        ("https://news.example/2025/7/1/talks.html", "2025-07-01"),
        ("https://news.example/talks-20250701", "2025-07-01"),
        ("https://news.example/talks-2025-07-01.html", "2025-07-01"),
        ("https://news.example/20250701-talks", "2025-07-01"),
        ("https://news.example/2025/07/talks", "2025-07"),
        ("https://news.example/talks?date=2025-07-01", None),
        ("https://news.example/a120250701", None),
        ("https://news.example/202507011", None),
        ("https://news.example/2025/13/41/talks", None),
        ("https://news.example/1850/07/01/battle", None),
        ("https://news.example/2025/xyz/01/talks", None),
        ("https://news.example/world", None),
        ("http://[broken", None),
    ],
)
def test_the_date_can_come_from_the_address(url: str, value: str | None) -> None:
    assert find_publication_date("Talks resumed.", url, None, None) == Published(
        value, "url" if value else "unknown"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("KYIV, July 1, 2025 (Harbour News) — Talks resumed.", "July 1, 2025"),
        ("KYIV, Ukraine, 1 July 2025 – Talks resumed.", "1 July 2025"),
        ("ST. PETERSBURG, Russia, Tuesday, July 1, 2025 -- Talks resumed.", "Tuesday, July 1, 2025"),
        ("MOSCOW, July 1, 2025. /HN/. Talks resumed.", "July 1, 2025"),
        ("КИЇВ, July 1, 2025 (HN): Talks resumed.", "July 1, 2025"),
        ("WASHINGTON (July 1, 2025) - Talks resumed.", "July 1, 2025"),
    ],
)
def test_a_dateline_with_a_year_gives_the_date_and_its_words(line: str, words: str) -> None:
    found = find_publication_date(f"Talks resume in Geneva\nBy Ann Lee\n\n{line}", None, None, None)
    assert (found.value, found.how, found.evidence.words) == ("2025-07-01", "dateline", (words,))


@pytest.mark.parametrize(
    "text",
    [
        "KYIV, July 1 (Harbour News) — Talks resumed.",
        "The ministry said on July 1, 2025 — a year ago — that talks would resume.",
        "Talks resumed on July 1, 2025.",
        "KYIV, July 45, 2025 — Talks resumed.",
        "Tuesday\nTalks resumed.",
        "",
    ],
)
def test_there_is_no_date_without_a_year_or_a_line_of_its_own(text: str) -> None:
    assert find_publication_date(text, None, None, None) == Published()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Friday, January 4, 2019", "Friday, January 4, 2019"),
        ("January 4, 2019 ", "January 4, 2019"),
        ("4 January 2019", "4 January 2019"),
        ("2019-01-04", "2019-01-04"),
        ("JANUARY 04, 2019", "JANUARY 04, 2019"),
        ("Published: 4 January 2019, 10:30 GMT", "4 January 2019"),
        ("Posted on January 4, 2019 at 10:30 a.m. EST", "January 4, 2019"),
        ("By Ann Lee | January 4, 2019", "January 4, 2019"),
        ("January 4th, 2019.", "January 4th, 2019"),
        ("Published January 4, 2019, updated January 6, 2019", "January 4, 2019"),
        ("By Ann Lee, January 4, 2019", "January 4, 2019"),
        ("4/1/2019 | Friday 4 January 2019", "Friday 4 January 2019"),
        ("Published: 4 Jan 2019 14:05 GMT", "4 Jan 2019"),
    ],
)
def test_a_date_alone_on_an_early_line_gives_the_date_and_its_words(line: str, words: str) -> None:
    text = f"Harbour opens\r\n\r\n{line}\r\n\r\nThe harbour opened on March 3, 2018."
    found = find_publication_date(text, None, None, None)
    assert (found.value, found.how, found.evidence.words) == ("2019-01-04", "text", (words,))
    assert parse_date_line(line.split("|")[-1]) == "2019-01-04"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Date: Fri, 4 Jan 2019 14:05:00 +0100", "2019-01-04T14:05:00+01:00"),
        ("2019-01-04T14:05:00Z", "2019-01-04T14:05:00Z"),
        ("Published: 13/1/2019", "2019-01-13"),
        ("January 4, 2019 / 2:05 PM EST / Harbour News", "2019-01-04"),
    ],
)
def test_a_timestamp_on_an_early_line_gives_the_date(line: str, value: str) -> None:
    found = find_publication_date(f"Harbour opens\n{line}\nThe harbour opened.", None, None, None)
    assert (found.value, found.how) == (value, "text")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("By Ida Wren, Tuesday July 1, 2025 10:05 am PDT", "2025-07-01T10:05-07:00"),
        ("By Ida Wren Published 1 July 2025, 10:05 BST Updated 3 July 2025", "2025-07-01T10:05+01:00"),
        ("Published 10:05 AM EDT, Tue July 1, 2025", "2025-07-01T10:05-04:00"),
        ("July 1, 2025 10:05 AM UTC · Updated 2 hours ago", "2025-07-01T10:05Z"),
        ("Posted: Jul 1, 2025 / 10:05 AM EDT", "2025-07-01T10:05-04:00"),
        ("Published: 10:05 BST, 1 July 2025 | Updated: 11:05 BST, 4 July 2025", "2025-07-01T10:05+01:00"),
        ("1 July 2025 14.05 CEST", "2025-07-01T14:05+02:00"),
        ("1 July 2025 10:05 GMT+3", "2025-07-01T10:05+03:00"),
        ("2025-07-01 10:05 +0200", "2025-07-01T10:05+02:00"),
        ("Jul 1, 2025 at 2:05pm ET", "2025-07-01"),
        ("Last updated on 2 July 2025; first published 1 July 2025", "2025-07-01"),
        ("By Ann Lee and Jon Mars, Kora, 1st July 2025 • 5 min read", "2025-07-01"),
        ("Updated 3 July 2025", None),
        ("The minister said on 3 July 2025 that the harbour would open to ships of all flags.", None),
        ("Talks go on", None),
        ("July 1, 2025 " * 100, None),
    ],
)
def test_a_line_about_an_article_gives_its_date_of_publication(line: str, value: str | None) -> None:
    assert parse_printed_date(line) == value


def test_a_labelled_date_in_a_longer_line_of_a_text_is_found_with_its_words() -> None:
    text = "Talks go on\nBy Ida Wren Published 1 July 2025, 10:05 BST Updated 3 July 2025\nThe talks went on."
    found = find_publication_date(text, None, None, None)
    assert (found.value, found.how, found.evidence.words) == (
        "2025-07-01T10:05+01:00",
        "text",
        ("1 July 2025",),
    )


@pytest.mark.parametrize(
    "line", ["4/1/2019", "Updated January 4, 2019", "Last modified on 4 January 2019", "OSLO, January 4 —"]
)
def test_other_lines_leave_the_date_unknown(line: str) -> None:
    assert (
        find_publication_date(f"Harbour opens\n{line}\nThe harbour opened.", None, None, None) == Published()
    )


def test_a_stated_date_in_the_future_is_accepted() -> None:
    assert find_publication_date("Harbour opens", None, "2068-01-04", None) == Published(
        "2068-01-04", "metadata"
    )


def test_a_date_far_down_is_not_the_date_of_publication() -> None:
    assert find_publication_date("A line.\n" * 20 + "January 4, 2019\n", None, None, None) == Published()


def test_the_first_of_given_metadata_address_dateline_and_line_is_used() -> None:
    text = "March 5, 2019\nKYIV, March 4, 2019 — Talks resumed."
    url = "https://news.example/2019/03/03/talks"
    assert find_publication_date(text, url, "2019-03-02", "2019-03-01") == Published("2019-03-01", "given")
    assert find_publication_date(text, url, "2019-03-02", None) == Published("2019-03-02", "metadata")
    assert find_publication_date(text, url, None, None) == Published("2019-03-03", "url")
    assert find_publication_date(text, None, None, None).how == "dateline"
    assert (
        find_publication_date(
            "March 5, 2019\nTalks resumed.", "https://news.example/2019/03/talks", None, None
        ).value
        == "2019-03-05"
    )


@settings(deadline=None)
@given(st.text(alphabet="KYIV, July1025()—\n|:", max_size=300))
def test_evidence_exists_exactly_for_dates_found_in_the_text(text: str) -> None:
    found = find_publication_date(text, None, None, None)
    assert bool(found.evidence) == (found.how in ("dateline", "text"))


def test_hostile_text_is_processed_quickly() -> None:
    for piece in ("KYIV, ", "July 1, ", "A", "July 1, 2025", "(", "1 ", "monday "):
        assert find_publication_date(
            piece * 300_000, "https://news.example/" + piece * 10_000, None, None
        ).how in (
            "unknown",
            "url",
        )


@pytest.mark.parametrize(
    "stated", ["2025?", "2025-07~", "2025-07-01?", "2025%", "2025-XX", "2025-07-XX", "202X", "2025-21"]
)
def test_uncertain_and_unspecified_dates_of_edtf_are_taken_as_they_are(stated: str) -> None:
    assert parse_date(stated) == stated


@pytest.mark.parametrize("stated", ["0001", "0999-12-31", "3000", "9999", "9999-12-31T10:00:00Z", "000X"])
def test_a_year_far_from_any_report_is_the_reason_given(stated: str) -> None:
    with pytest.raises(IngestError, match="publication dates are of 1000 to 2999") as caught:
        parse_date(stated)
    assert str(int(stated[:4].replace("X", "0")) or 1) in caught.value.detail


@pytest.mark.parametrize(
    ("url", "text", "value"),
    [
        ("https://news.example/2025/07/02/plan", "Talks.", None),
        ("https://news.example/2025/07/01/plan", "Talks.", "2025-07-01"),
        ("https://news.example/olympics-2030-07-01/20250630", "Talks.", "2025-06-30"),
        ("https://news.example/2025/08/plan", "Talks.", None),
        ("https://news.example/2025/07/plan", "Talks.", "2025-07"),
        (None, "KYIV, July 2, 2025 (Agency) — Talks.", None),
        (None, "KYIV, July 1, 2025 (Agency) — Talks.", "2025-07-01"),
        (None, "July 2, 2025\nTalks.", None),
    ],
)
def test_a_date_found_never_lies_after_today(url: str | None, text: str, value: str | None) -> None:
    assert find_publication_date(text, url, None, None, today=date(2025, 7, 1)).value == value


def test_without_a_day_given_today_is_the_clocks() -> None:
    url = "https://news.example/2098/07/01/plan"
    assert find_publication_date("Talks.", url, None, None).value is None
