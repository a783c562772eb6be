"""Told rows: names across articles, dates for other formats, addresses that are safe to link to."""

from pathlib import Path

import pytest

from onrecord.exports.tellings.profiles import Profiles
from onrecord.exports.tellings.told_rows import Teller, iso_date, join_names, public_source, web_address
from onrecord.exports.tellings.words import did, shortened
from told_dossier import FIRST, article_id, told


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-07-01", "2025-07-01"),
        ("2025-07-01T10:30:00+02:00", "2025-07-01T10:30:00+02:00"),
        ("2025-07", "2025-07"),
        ("2025~", "2025"),
        ("2025-22", None),
        ("2025-06-01/2025-06-05", None),
        ("202X", None),
        ("no date", None),
        (None, None),
    ],
)
def test_dates_are_those_of_iso_8601_or_none(value: str | None, date: str | None) -> None:
    assert iso_date(value) == date


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://news.example/a?b=1#c", True),
        ("http://news.example/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://news.example/\nx", False),
        ('https://news.example/"onclick="x', False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_linked_to(address: str | None, is_safe: bool) -> None:
    assert web_address(address) == (address if is_safe else None)


def test_names_are_joined_in_words() -> None:
    assert [join_names(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]


def test_a_row_is_told_with_its_chain(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        profiles = Profiles(selection)
        (selected,) = [one for one in selection.records() if one.record.article.id == article_id(FIRST)]
        relayed = Teller(selected, profiles).statement(selected.statements[2])
        unnamed = Teller(selected, profiles).statement(selected.statements[3])
        commitment = Teller(selected, profiles).commitment(selected.commitments[0])
    assert relayed.chain[1].outlet is not None and relayed.chain[1].medium == "report"
    assert relayed.who[0].id == selected.actor_ids[selected.statements[2].actors[0]]
    assert unnamed.speaker == "Two officials familiar with the talks"
    assert commitment.told_by is None and len(commitment.parties) == 2


def test_what_is_not_actual_says_so() -> None:
    assert did("reject", "actual") == "rejected"
    assert did("reject", "hypothetical") == "rejected (only possible)"


def test_long_text_is_shortened_between_words() -> None:
    assert shortened("one two\nthree", 100) == "one two three"
    assert shortened("one two three", 9) == "one two…"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("/home/ann/private/talks.jsonl:3", "talks.jsonl:3"),
        ("C:\\Users\\ann\\talks.txt", "talks.txt"),
        ("https://courier.example/2025/talks", "https://courier.example/2025/talks"),
        ("-", "-"),
    ],
)
def test_exports_for_others_do_not_tell_the_folders_of_a_machine(source: str, shown: str) -> None:
    assert public_source(source) == shown
