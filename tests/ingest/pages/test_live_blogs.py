"""Live blogs: the time of each entry is a line above it."""

import json

import pytest

from onrecord.ingest.web.html import extract_article

FIRST = (
    "Rebel spokesman Oru Beka said today that the deal was dead and that his men would stay on the bridge."
)
SECOND = (
    "Foreign Minister Zoe Miller said this morning that the deal was ready and would be signed this week."
)
LIVE = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Talks", "datePublished": "2025-06-29"}</script>'
RIGHT = ["Talks", "1 July 2025, 09:51 UTC", FIRST, "30 June 2025, 10:39 +02:00", SECOND]


def lines(body: str, head: str = LIVE) -> list[str]:
    return extract_article(f"<html><head>{head}</head><body>{body}</body></html>", None).text.splitlines()


@pytest.mark.parametrize(
    "entry",
    [
        "<article><time datetime='{0}'>{1}</time><p>{2}</p></article>",
        "<div class='entry'><div class='meta'><span><time datetime='{0}'>{1}</time></span> GMT</div><p>{2}</p></div>",
        "<div class='post'><header><a href='#1'><time datetime='{0}'>{1}</time></a></header><div>{2}</div></div>",
        "<section><p>{2}</p><footer><time datetime='{0}'>{1}</time></footer></section>",
    ],
)
def test_the_time_of_an_entry_is_a_line_above_it(entry: str) -> None:
    first = entry.format("2025-07-01T09:51:00Z", "09:51", FIRST)
    second = entry.format("2025-06-30T10:39:00+02:00", "10:39", SECOND)
    assert lines(f"<h1>Talks</h1><div>{first}{second}</div>") == RIGHT


def test_entries_of_a_list_have_no_list_mark_before_their_time() -> None:
    body = (
        f"<h1>Talks</h1><ol class='lb24'><li><time datetime='2025-07-01T09:51:00Z'>x</time><p>{FIRST}</p></li>"
        f"<li><time datetime='2025-06-30T10:39:00+02:00'>x</time><p>{SECOND}</p></li></ol>"
    )
    assert lines(body, "<meta property='og:title' content='Talks'>") == RIGHT


def test_headings_of_entries_stay_below_the_time() -> None:
    body = (
        f"<main><h1>Talks</h1><article><h2>No deal</h2><time datetime='2025-07-01T09:51:00Z'>x</time><p>{FIRST}</p></article>"
        f"<article><h2>Deal</h2><time datetime='2025-06-30T10:39:00+02:00'>x</time><p>{SECOND}</p></article></main>"
    )
    assert lines(body) == ["Talks", RIGHT[1], "No deal", FIRST, RIGHT[3], "Deal", SECOND]


def test_entries_that_only_the_structured_data_have_are_read_from_there() -> None:
    updates = [
        {"@type": "BlogPosting", "datePublished": "2025-07-01T09:51:00Z", "articleBody": FIRST},
        {"@type": "BlogPosting", "datePublished": "2025-06-30T10:39:00+02:00", "articleBody": SECOND},
        {"@type": "BlogPosting", "datePublished": 7, "articleBody": None},
        "broken",
    ]
    data = {"@type": "LiveBlogPosting", "headline": "Talks", "liveBlogUpdate": updates}
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    assert lines("<div id='app'></div>", head) == RIGHT


def test_times_of_a_page_that_is_no_live_blog_are_no_lines() -> None:
    body = (
        f"<h1>Talks</h1><article><time datetime='2025-07-01T09:51:00Z'>x</time><p>{FIRST}</p></article>"
        f"<article><time datetime='2025-06-30T10:39:00+02:00'>x</time><p>{SECOND}</p></article>"
    )
    assert RIGHT[1] not in lines(body, "<meta property='og:title' content='Talks'>")


@pytest.mark.parametrize("stamp", ["", "soon", "2025-13-01", "09:51"])
def test_entries_without_a_full_date_keep_their_text(stamp: str) -> None:
    entry = "<article><time datetime='{0}'>09:51</time><p>{1}</p></article>"
    body = f"<main><h1>Talks</h1>{entry.format(stamp, FIRST)}{entry.format(stamp, SECOND)}</main>"
    assert [line for line in lines(body) if line in (FIRST, SECOND)] == [FIRST, SECOND]
