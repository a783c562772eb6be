"""The query parameters of a page: what is accepted, and what it means."""

from datetime import date

import pytest
from pydantic import ValidationError

from onrecord.store.protocol import Filter
from onrecord.store.search_terms import MAX_PHRASES
from onrecord.web.page_query import LONGEST_WORDS, PageQuery
from web.conftest import Site


def parse(**given: str) -> PageQuery:
    return PageQuery.model_validate(given)


@pytest.mark.parametrize("name", ["since", "until", "as_of"])
@pytest.mark.parametrize(
    "value",
    [
        "1",
        "1700000000",
        "2025-7-1",
        "20250701",
        "2025-07-01T00:00:00",
        " 2025-07-01",
        "2025-02-30",
        " ",
        "today",
    ],
)
def test_a_day_is_a_full_date_and_nothing_else(name: str, value: str) -> None:
    with pytest.raises(ValidationError):
        parse(**{name: value})


@pytest.mark.parametrize(
    "given",
    [
        *[{"learnt": "yes"}, {"learnt": "1"}, {"learnt": "True"}, {"page": "+1"}, {"page": "1.0"}],
        *[{"page": "0"}, {"page": "٣"}, {"act": "shout"}, {"act": " "}, {"lanes": ""}],
        {"q": "x" * (LONGEST_WORDS + 1)},
    ],
)
def test_other_ways_to_write_a_value_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        parse(**given)


def test_empty_parameters_count_as_missing() -> None:
    empty = parse(q=" ", actor="", act="", type="", reality="", since="", until="", as_of="", row="")
    assert empty.wanted == PageQuery().wanted
    assert empty.fields == {}


def test_two_days_in_the_wrong_order_are_exchanged() -> None:
    wanted = parse(since="2025-07-01", until="2025-03-01").wanted
    assert (wanted.since, wanted.until) == (date(2025, 3, 1), date(2025, 7, 1))


def test_year_0_is_before_everything() -> None:
    assert parse(since="0000-02-29").since == date.min


def test_more_words_than_a_search_takes_are_left_out() -> None:
    wanted = parse(q=" ".join("abcdefghij"[number % 10] for number in range(MAX_PHRASES + 50))).wanted
    assert isinstance(wanted, Filter)
    assert (wanted.contains or "").count('"') == 2 * MAX_PHRASES


def test_the_parameters_of_a_link_are_read_again() -> None:
    query = parse(q="sluices", since="2025-01-01", as_of="2025-02-01", learnt="true", page="2", act="reject")
    assert parse(**query.fields) == query


@pytest.mark.parametrize("query", ["q=%3F%3F%3F", "actor=%2A", "q=%22%22", "actor=%E2%98%83&q=sluices"])
@pytest.mark.parametrize(
    "page", ["statements", "events", "commitments", "actors", "articles", "threads", "search"]
)
def test_words_without_a_letter_or_digit_find_nothing(site: Site, page: str, query: str) -> None:
    assert len(site.client.get(f"/{page}.csv").text.splitlines()) > 1
    answer = site.client.get(f"/{page}.csv?{query}")
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 1
    assert site.client.get(f"/{page}?{query}").status_code == 200
