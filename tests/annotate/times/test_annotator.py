"""Time expressions: their values, values relative to earlier times, and words that are not times."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import read_dispatch
from onrecord.annotate.times.grammar import load_time_grammar
from onrecord.model.edtf import edtf_bounds

TUESDAY = "2025-07-01"


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("He left on Tuesday.", "Tuesday", "2025-07-01"),
        ("He left on Friday.", "Friday", "2025-06-27"),
        ("They will meet on Friday.", "Friday", "2025-07-04"),
        ("They are expected to meet on Friday.", "Friday", "2025-07-04"),
        ("They met last Tuesday.", "last Tuesday", "2025-06-24"),
        ("They meet next Tuesday.", "next Tuesday", "2025-07-08"),
        ("The bridge shut late Monday evening.", "late Monday evening", "2025-06-30"),
        ("The bridge shut yesterday.", "yesterday", "2025-06-30"),
        ("It opens tomorrow.", "tomorrow", "2025-07-02"),
        ("It rained tonight.", "tonight", "2025-07-01"),
        ("They signed it on May 16.", "May 16", "2025-05-16"),
        ("They signed it on 16 May 2025.", "16 May 2025", "2025-05-16"),
        ("They signed it on November 20.", "November 20", "2024-11-20"),
        ("The vote will be held on November 20.", "November 20", "2025-11-20"),
        ("It began in October 2023.", "October 2023", "2023-10"),
        ("It began in August.", "August", "2024-08"),
        ("It began in 2014.", "2014", "2014"),
        ("It began two weeks ago.", "two weeks ago", "2025-06-17~"),
        ("It began three years ago.", "three years ago", "2022"),
        ("It began last month.", "last month", "2025-06"),
        ("It began last week.", "last week", "2025-06-23/2025-06-29"),
        ("It began this year.", "this year", "2025"),
        ("It grew over the past three years.", "the past three years", "2022/2025-07-01"),
        ("Strikes grew in recent weeks.", "recent weeks", "/2025-07-01"),
        ("It is due by the end of the year.", "the end of the year", "2025-12-31"),
        ("It began in the summer of 2012.", "the summer of 2012", "2012-22"),
        ("It was built in the 1960s.", "the 1960s", "196X"),
        ("It was built in the late 19th century.", "the late 19th century", "1875/1899"),
        ("It fell in the second half of 2014.", "the second half of 2014", "2014-41"),
        ("It ran from March to August 2011.", "March", "2011-03"),
    ],
)
def test_a_time_has_the_value_a_reader_of_news_gives_it(text: str, words: str, value: str) -> None:
    assert (words, value) in read_dispatch(text, TUESDAY).times()


@pytest.mark.parametrize(
    "text",
    [
        "The march lasted three hours and he may come.",
        "She is 42 years old and worked there for ten years.",
        "Some 2000 people and 1500 ships were counted.",
        "The prize is worth $2014 and resolution 1860 stands.",
    ],
)
def test_durations_ages_counts_and_verbs_are_not_times(text: str) -> None:
    assert read_dispatch(text, TUESDAY).times() == []


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        (
            "Holm wrote on Monday. The pact, signed on June 2, was dead. A day earlier he had left.",
            "A day earlier",
            "2025-06-01",
        ),
        (
            "Holm wrote on Monday that the June 2 pact was dead. A day earlier he had left.",
            "A day earlier",
            "2025-06-29",
        ),
        ("Holm wrote on Monday that the June 2 pact was dead. That day it rained.", "That day", "2025-06-02"),
        ("The vote was held on June 12. Holm left a day after the vote.", "a day after", "2025-06-13"),
        ("He came two days before Thursday's vote.", "two days before", "2025-06-24"),
        ("Holm said on Sunday that they would meet on Monday.", "Monday", "2025-06-30"),
        ("Holm said on Sunday that they will meet on Monday.", "Monday", "2025-07-07"),
        ("As we agreed in June, the court will begin its work.", "June", "2025-06"),
        ("He would not say on Friday whether he knew.", "Friday", "2025-06-27"),
        ("He could not be reached on Friday.", "Friday", "2025-06-27"),
        ("They could meet on Friday.", "Friday", "2025-07-04"),
        ("As of Sunday, all four are well.", "Sunday", "2025-06-29"),
        ("The book is due out in September.", "September", "2025-09"),
        ("It ran from Monday to Thursday.", "Monday", "2025-06-23"),
        ("He visited again between May and June in 1981.", "May", "1981-05"),
        ("It began in 2014. Ten years later it stood.", "Ten years later", "2024"),
        ("It began in 2014. Twenty years later it still stands.", "Twenty years later", "2025"),
        ("On Monday [s1 Holm] [q1 said]: [x1 “We met yesterday”].", "yesterday", "2025-06-29"),
    ],
)
def test_a_relative_time_is_resolved_against_its_anchor(text: str, words: str, value: str) -> None:
    assert (words, value) in read_dispatch(text, TUESDAY).times()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They meet every Tuesday.", "Tuesday"),
        ("It was a Tuesday.", "Tuesday"),
        ("The Good Friday agreement held.", "Good Friday"),
        ("The plane took off at 5:15 p.m. EDT.", "5:15 p.m. EDT"),
    ],
)
def test_a_time_that_means_no_single_day_has_no_value(text: str, words: str) -> None:
    assert (words, None) in read_dispatch(text, TUESDAY).times()


@pytest.mark.parametrize(
    "text",
    [
        "If you fall asleep, the fall of the city follows in Beaver Falls.",
        "She ran it in times of 2:20:51 and 2:20:55.",
        "The act (50 U.S.C. 1701-1706) was told by the Baltimore Sun.",
        "It will last three weeks and ended in two weeks.",
    ],
)
def test_falls_runs_and_sections_are_not_times(text: str) -> None:
    assert read_dispatch(text, TUESDAY).times() == []


def test_months_in_a_guide_recur_every_year() -> None:
    guide = "The island is green from May to July. Rain falls in August and the roads close in December."
    assert {value for _, value in read_dispatch(guide, TUESDAY).times()} == {
        "XXXX-05",
        "XXXX-07",
        "XXXX-08",
        "XXXX-12",
    }


def test_a_day_earlier_is_relative_to_the_previous_day() -> None:
    read = read_dispatch("Holm wrote on Monday. He had said a day earlier that it was late.", TUESDAY)
    assert ("a day earlier", "2025-06-29") in read.times()


def test_the_day_before_an_event_has_no_value() -> None:
    read = read_dispatch("Holm wrote on Monday. He left the day before the vote.", TUESDAY)
    assert all(words != "the day before" for words, _ in read.times())


def test_two_years_later_is_relative_to_the_previous_year() -> None:
    assert ("Two years later", "2016") in read_dispatch(
        "It began in 2014. Two years later it ended.", TUESDAY
    ).times()


def test_a_date_without_a_year_takes_the_year_just_before() -> None:
    read = read_dispatch("On 4 July 1931 the bridge opened. On 14 July it closed.", TUESDAY)
    assert ("14 July", "1931-07-14") in read.times()


def test_without_a_publication_day_dependent_times_have_no_value() -> None:
    read = read_dispatch("He left on Friday, two weeks ago, on May 16 and in October 2023.", None)
    assert read.times() == [
        ("Friday", None),
        ("two weeks ago", None),
        ("May 16", None),
        ("October 2023", "2023-10"),
    ]


def test_the_name_of_a_newspaper_is_not_a_day() -> None:
    assert read_dispatch("The offer was printed by USA Today.", TUESDAY).times() == []


@given(
    st.lists(
        st.sampled_from(
            ["May", "12", "2014", "the", "last", "week", "Friday", "ago", "two", "years", "-", ",", "\n"]
        ),
        max_size=12,
    )
)
def test_any_calendar_words_give_sound_spans_and_edtf_values(words: list[str]) -> None:
    read = read_dispatch(" ".join(words), TUESDAY)
    for row in read.times():
        assert row[1] is None or row[1].startswith("XXXX") or edtf_bounds(row[1]) is not None


@given(st.text(alphabet="0123456789-/. MayFridst", max_size=200))
def test_times_never_overlap_and_are_in_order(text: str) -> None:
    found = load_time_grammar().find(text, 0, len(text))
    assert all(first.span.end <= second.span.start for first, second in pairwise(found))
