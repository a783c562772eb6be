"""Cells: days as spreadsheets and programs store them, texts, names, languages."""

from datetime import UTC, date, datetime

import pytest

from onrecord.ingest.tables.cells import cell_authors, cell_date, cell_language, cell_text, find_day_order
from onrecord.model.errors import IngestError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2025, 7, 1), "2025-07-01"),
        (datetime(2025, 7, 1), "2025-07-01"),  # noqa: DTZ001 - as spreadsheets give it
        (datetime(2025, 7, 1, 9, 30), "2025-07-01T09:30:00"),  # noqa: DTZ001
        (datetime(2025, 7, 1, tzinfo=UTC), "2025-07-01T00:00:00Z"),
        (45839, "2025-07-01"),
        (45839.5, "2025-07-01T12:00:00"),
        ("45839", "2025-07-01"),
        (1751362200, "2025-07-01T09:30:00Z"),
        ("1751362200", "2025-07-01T09:30:00Z"),
        (1751362200000, "2025-07-01T09:30:00Z"),
        (1751362200.0, "2025-07-01T09:30:00Z"),
        ("1751362200000000000", "2025-07-01T09:30:00Z"),
        ("20250701", "2025-07-01"),
        ("01-Jul-25", "2025-07-01"),
        ("Tue Jul 01 09:30:00 +0000 2025", "2025-07-01T09:30:00Z"),
        ("Tue Jul  1 09:30:00 2025", "2025-07-01T09:30:00"),
        ("1-Jul-99", "1999-07-01"),
        ("1 Jul 25 09:30", "2025-07-01T09:30"),
        ("20250701093000", "2025-07-01T09:30:00Z"),
        ("2025", "2025"),
        ("2025-07-01 00:00:00", "2025-07-01"),
        ("Tue, 01 Jul 2025 09:30:00 GMT", "2025-07-01T09:30:00Z"),
        ("13/7/2025", "2025-07-13"),
        (" ", None),
        ("NaN", None),
        (float("nan"), None),
        (None, None),
    ],
)
def test_days_are_read_as_programs_store_them(value: object, expected: str | None) -> None:
    assert cell_date(value) == expected


@pytest.mark.parametrize("value", ["soon", "3/7/2025", "7", "99999999999999999999", "2025-13-01", True])
def test_what_is_no_day_or_has_two_meanings_is_refused(value: object) -> None:
    with pytest.raises(IngestError, match="is not a date"):
        cell_date(value)


def test_one_clear_day_tells_the_order_of_a_column() -> None:
    assert find_day_order(["1/7/2025", "13/7/2025"]) is True
    assert find_day_order(["1/7/2025", "7/13/2025 9:30 AM"]) is False
    assert find_day_order(["1/7/2025", "2/7/2025"]) is None
    assert find_day_order(["13/7/2025", "7/13/2025"]) is None
    assert cell_date("1/7/2025", day_first=True) == "2025-07-01"
    assert cell_date("7/1/2025 9:05 PM", day_first=False) == "2025-07-01T21:05"
    assert cell_date("7/1/2025 9:05", day_first=False) == "2025-07-01T09:05"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ann Lee; Ole Berg", ("Ann Lee", "Ole Berg")),
        ("['Ann Lee', 'Ole Berg']", ("Ann Lee", "Ole Berg")),
        ('["Ann Lee"]', ("Ann Lee",)),
        ("Lee, Ann", ("Lee, Ann",)),
        ([{"name": "Ann Lee"}, "Ole Berg", 7, None], ("Ann Lee", "Ole Berg")),
        (None, ()),
        ("[" * 5000 + "]", ("[" * 5000 + "]",)),
    ],
)
def test_authors_are_lists_or_texts(value: object, names: tuple[str, ...]) -> None:
    assert cell_authors(value) == names


def test_texts_and_languages() -> None:
    assert cell_text(["One.", None, "Two."]) == "One.\n\nTwo."
    assert cell_text({"id": 1, "name": "Selwick Courier"}) == "Selwick Courier"
    assert cell_text("They met. … [+1234 chars]") == "They met."
    assert cell_text("Ölhafen".encode("cp1252")) == "Ölhafen"
    assert [cell_language(value) for value in ("eng", "English", "pt-BR", "und", None)] == [
        "en", "en", "pt-BR", None, None,
    ]  # fmt: skip
