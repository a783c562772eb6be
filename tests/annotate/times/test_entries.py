"""Days of the entries of live blogs and chronicles."""

from datetime import date

import pytest

from onrecord.annotate.times.entries import EntryDays, find_entry_days

TEXT = "Talks\n1 July 2025, 09:51 UTC\nBeka said today.\n30 June 2025, 10:39 +02:00\nMiller said today."


def test_each_entry_has_the_day_above_it() -> None:
    days = find_entry_days(TEXT)
    assert [days.at(TEXT.index(words)) for words in ("Talks", "Beka", "Miller")] == [
        None,
        date(2025, 7, 1),
        date(2025, 6, 30),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1 July 2025",
        "Tuesday, 1 July 2025",
        "July 1, 2025",
        "July 1, 2025, 9:51 a.m.",
        "  1 July 2025 09:51 GMT ",
    ],
)
def test_lines_with_nothing_but_a_day_begin_entries(line: str) -> None:
    assert find_entry_days(f"{line}\nOne.\n{line}\nTwo.").days == (date(2025, 7, 1),) * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 July 2025\nOne date is that of the article.",
        "He came on 1 July 2025.\nShe came on 2 July 2025.",
        "31 June 2025\nOne.\n32 July 2025\nTwo.",
        "July 2025\nOne.\nJune 2025\nTwo.",
    ],
)
def test_other_texts_have_no_entries(text: str) -> None:
    assert find_entry_days(text) == EntryDays()
