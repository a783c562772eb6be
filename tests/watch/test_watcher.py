"""A watch of a local site: what is new is found once, whatever the servers do in between."""

import gzip
from pathlib import Path

import pytest

from onrecord.ingest.limits import Limits
from onrecord.model.article import Article
from onrecord.model.errors import StoreError
from onrecord.model.record import Undone
from onrecord.watch.feed_poll import Poll
from onrecord.watch.state_file import StateFile
from onrecord.watch.watcher import PageNote
from watch.conftest import Watch
from watch.local_site import FakeClock, Request, Site, entry, page, rss

FIRST = "“The mole is open,” harbour master Ada Arnal said on Tuesday in the port of Lund."
SECOND = "She denied that barges had waited for a week, and thanked the pilots of the harbour."
CHANGED = "The port authority later said that two barges had waited for nine days at the northern mole."


def articles(found: list[Article | Undone]) -> list[Article]:
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def faults(watch: Watch) -> list[str]:
    return [told.fault.reason for told in watch.told if isinstance(told, Poll) and told.fault]


def test_a_summary_is_followed_to_its_page_and_read_once(site: Site, watch: Watch) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1?utm_source=rss", "The mole is open …")))
    site.put("/1?utm_source=rss", page("Mole opens", FIRST, SECOND))
    (got,) = articles(watch.round(f"{site.root}/rss"))
    assert got.text.endswith(f"{FIRST}\n{SECOND}")
    assert (got.title, got.outlet, got.url, got.extent) == (
        "Mole opens",
        "Quay Post",
        f"{site.root}/1",
        "full",
    )
    assert got.published.value == "2025-07-01T09:00:00Z"
    assert watch.round(f"{site.root}/rss") == []
    assert site.asked("/1?utm_source=rss") == 1


@pytest.mark.parametrize(
    ("pages", "asked", "extent"), [("none", 0, "full"), ("summaries", 0, "full"), ("all", 1, "full")]
)
def test_a_whole_text_in_the_feed_is_followed_only_when_wanted(
    site: Site, watch: Watch, pages: str, asked: int, extent: str
) -> None:
    text = " ".join([FIRST, SECOND] * 10)
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1", text)))
    site.put("/1", page("Mole opens", *(f"Day {day}: {one}" for day in range(12) for one in (FIRST, SECOND))))
    (got,) = articles(watch.round(f"{site.root}/rss", pages=pages))
    assert (site.asked("/1"), got.extent) == (asked, extent)


def test_without_pages_a_summary_is_marked_and_a_bare_title_is_told(site: Site, watch: Watch) -> None:
    site.put(
        "/rss", rss(entry("Mole opens", f"{site.root}/1", FIRST), entry("Only a title", f"{site.root}/2"))
    )
    summary, bare = watch.round(f"{site.root}/rss", pages="none")
    assert isinstance(summary, Article) and summary.extent == "summary"
    assert isinstance(bare, Undone) and bare.reason == "no-article"
    assert "only a title" in bare.detail
    assert watch.round(f"{site.root}/rss", pages="none") == []


def test_a_page_that_is_refused_leaves_the_summary(site: Site, watch: Watch) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1", FIRST), entry("Bare", f"{site.root}/2")))
    site.put("/1", "no", 403)
    site.put("/2", "no", 410)
    summary, gone = watch.round(f"{site.root}/rss")
    assert isinstance(summary, Article)
    assert (summary.text, summary.extent) == (FIRST, "summary")
    assert isinstance(gone, Undone) and gone.reason == "http-status"


def test_a_page_behind_a_wall_that_shows_less_than_the_feed_leaves_the_text_of_the_feed(
    site: Site, watch: Watch
) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1", f"{FIRST} {SECOND} …")))
    site.put("/1", page("Mole opens", "Subscribe to go on reading this article of the Quay Post now."))
    (got,) = articles(watch.round(f"{site.root}/rss"))
    assert got.text == f"{FIRST} {SECOND} …"
    assert got.extent == "summary"


def test_what_a_wall_shows_is_no_new_version_a_day_later(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1", f"{FIRST} {SECOND} …")))
    site.put("/1", page("Mole opens", "Subscribe to go on reading this article of the Quay Post now."))
    assert len(articles(watch.round(f"{site.root}/rss"))) == 1
    clock.pass_hours(25)
    assert watch.round(f"{site.root}/rss") == []


def test_validators_are_sent_and_304_means_nothing_new(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put_tagged("/rss", rss(entry("Mole opens", f"{site.root}/1", FIRST)), '"v1"')
    site.put("/1", page("Mole opens", FIRST, SECOND))
    watch.round(f"{site.root}/rss")
    clock.pass_hours(1)
    assert watch.round(f"{site.root}/rss") == []
    assert site.headers_of[-1]["if-none-match"] == '"v1"'
    assert any(isinstance(told, Poll) and told.unchanged for told in watch.told)


def test_last_modified_is_sent_back(site: Site, watch: Watch) -> None:
    day = "Tue, 01 Jul 2025 10:00:00 GMT"
    site.put("/rss", rss(), Last_Modified=day)
    watch.round(f"{site.root}/rss")
    watch.round(f"{site.root}/rss")
    assert site.headers_of[-1]["if-modified-since"] == day


def test_a_feed_without_validators_is_parsed_once_while_it_is_the_same(site: Site, watch: Watch) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1", FIRST)))
    watch.round(f"{site.root}/rss", pages="none")
    watch.round(f"{site.root}/rss", pages="none")
    assert [told.unchanged for told in watch.told if isinstance(told, Poll)] == [False, True]


def test_a_permanent_redirect_is_remembered_and_a_temporary_one_is_not(site: Site, watch: Watch) -> None:
    site.move("/old", "/older")
    site.move("/older", f"{site.root}/new", 308)
    site.move("/new", "/today", 302)
    site.put("/today", rss(entry("Mole opens", f"{site.root}/1", FIRST)))
    site.put("/1", page("Mole opens", FIRST, SECOND))
    assert len(watch.round(f"{site.root}/old")) == 1
    watch.round(f"{site.root}/old")
    assert [site.asked(path) for path in ("/old", "/older", "/new", "/today")] == [1, 1, 2, 2]


def test_a_feed_that_is_lost_where_it_moved_to_is_asked_at_its_old_address(
    site: Site, watch: Watch, clock: FakeClock
) -> None:
    site.move("/old", "/new")
    site.put("/new", rss())
    watch.round(f"{site.root}/old")
    del site.answers["/new"]
    site.put("/old", rss(entry("Mole opens", f"{site.root}/1", FIRST)))
    watch.round(f"{site.root}/old")
    clock.pass_hours(24)
    assert len(watch.round(f"{site.root}/old", pages="none")) == 1


def test_redirects_in_a_circle_end_at_once(site: Site, watch: Watch) -> None:
    site.move("/a", "/b")
    site.move("/b", "/a")
    watch.round(f"{site.root}/a")
    assert faults(watch) == ["redirects"]
    assert (site.asked("/a"), site.asked("/b")) == (1, 1)


def test_redirects_without_end_end(site: Site, watch: Watch) -> None:
    for number in range(20):
        site.move(f"/{number}", f"/{number + 1}")
    watch.round(f"{site.root}/0")
    assert faults(watch) == ["redirects"]
    assert site.asked("/11") == 0


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("header", ["7200", "Tue, 01 Jul 2025 14:00:10 GMT"])
def test_a_busy_host_is_left_alone_as_long_as_it_asks(
    site: Site, watch: Watch, clock: FakeClock, status: int, header: str
) -> None:
    site.put("/rss", "busy", status, Retry_After=header)
    site.put("/other", rss())
    watch.round(f"{site.root}/rss", f"{site.root}/other")
    assert site.asked("/other") == 0  # the whole host
    clock.pass_hours(1.5)
    watch.round(f"{site.root}/rss", f"{site.root}/other")
    assert (site.asked("/rss"), site.asked("/other")) == (1, 0)
    clock.pass_hours(1)
    site.put("/rss", rss())
    watch.round(f"{site.root}/rss", f"{site.root}/other")
    assert (site.asked("/rss"), site.asked("/other")) == (2, 1)


def test_without_retry_after_the_waits_grow(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put("/rss", "busy", 503)
    for _ in range(50):
        watch.round(f"{site.root}/rss")
        clock.pass_hours(1)
    assert 4 <= site.asked("/rss") <= 12


def test_an_entry_waits_for_a_busy_host_and_is_read_later(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1")))
    site.put("/1", "busy", 429, Retry_After="1800")
    assert watch.round(f"{site.root}/rss") == []
    assert any(isinstance(told, PageNote) and told.later for told in watch.told)
    clock.pass_hours(1)
    site.put("/1", page("Mole opens", FIRST, SECOND))
    assert len(articles(watch.round(f"{site.root}/rss"))) == 1


def test_a_page_that_fails_again_and_again_is_told_once(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1")))
    site.put("/1", "broken", 500)
    found = []
    for _ in range(100):
        found += watch.round(f"{site.root}/rss")
        clock.pass_hours(3)
    assert [getattr(one, "reason", None) for one in found] == ["http-status"]
    assert site.asked("/1") == 5


def test_hosts_get_time_between_requests(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put("/rss", rss(*(entry(f"Mole {n}", f"{site.root}/{n}") for n in range(3))))
    for number in range(3):
        site.put(f"/{number}", page(f"Mole {number}", FIRST, SECOND, f"It was barge {number} of the day."))
    assert len(watch.round(f"{site.root}/rss", delay=7.0)) == 3
    assert clock.waits == [7.0] * 4  # robots.txt, the feed, three pages


def test_robots_txt_is_obeyed_with_its_delay(site: Site, watch: Watch, clock: FakeClock) -> None:
    ours = "User-agent: OnRecord\nDisallow: /*.php$\nCrawl-delay: 20\n"
    site.put("/robots.txt", f"User-agent: *\nDisallow: /\n\n{ours}")
    site.put("/rss", rss(entry("Closed", f"{site.root}/x.php", FIRST), entry("Open", f"{site.root}/1")))
    site.put("/1", page("Open", FIRST, SECOND))
    closed, opened = watch.round(f"{site.root}/rss")
    assert isinstance(closed, Article) and closed.extent == "summary"
    assert isinstance(opened, Article) and opened.extent == "full"
    assert site.asked("/x.php") == 0
    assert clock.waits[-1] == 20.0
    assert site.asked("/robots.txt") == 1


def test_a_long_delay_that_robots_txt_asks_for_is_waited_for(
    site: Site, watch: Watch, clock: FakeClock
) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 120\n")
    site.put("/rss", rss(*(entry(f"Mole {n}", f"{site.root}/{n}") for n in range(3))))
    for number in range(3):
        site.put(f"/{number}", page(f"Mole {number}", FIRST, SECOND, f"It was barge {number} of the day."))
    assert len(watch.round(f"{site.root}/rss")) == 3
    assert clock.waits == [1.0, 120.0, 120.0, 120.0]  # robots.txt is known after the first request


def test_a_feed_that_robots_txt_forbids_is_not_asked(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n")
    site.put("/rss", rss())
    watch.round(f"{site.root}/rss")
    assert faults(watch) == ["robots"]
    clock.pass_hours(30)
    site.put("/robots.txt", "")
    watch.round(f"{site.root}/rss")
    assert site.asked("/rss") == 1  # the day after, robots.txt was asked again


@pytest.mark.parametrize(("status", "asked"), [(401, 1), (404, 1), (500, 0), (503, 0)])
def test_a_robots_txt_that_is_not_there_allows_all_and_one_that_fails_allows_nothing(
    site: Site, watch: Watch, status: int, asked: int
) -> None:
    site.put("/robots.txt", "x", status)
    site.put("/rss", rss())
    watch.round(f"{site.root}/rss")
    assert site.asked("/rss") == asked


def test_a_changed_page_gives_a_second_article_at_the_same_address(
    site: Site, watch: Watch, clock: FakeClock
) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1")))
    site.put_tagged("/1", page("Mole opens", FIRST, SECOND), '"a"')
    (first,) = articles(watch.round(f"{site.root}/rss"))
    clock.pass_hours(25)
    assert watch.round(f"{site.root}/rss") == []
    assert site.headers_of[-1]["if-none-match"] == '"a"'
    clock.pass_hours(25)
    site.put_tagged("/1", page("Mole opens", FIRST, CHANGED), '"b"')
    (second,) = articles(watch.round(f"{site.root}/rss"))
    assert (second.url, second.id != first.id) == (first.url, True)
    assert CHANGED in second.text
    clock.pass_hours(25 * 3)
    assert watch.round(f"{site.root}/rss") == []


def test_pages_are_not_looked_at_again_when_that_is_not_wanted(
    site: Site, watch: Watch, clock: FakeClock
) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1")))
    site.put("/1", page("Mole opens", FIRST, SECOND))
    watch.round(f"{site.root}/rss")
    clock.pass_hours(48)
    watch.round(f"{site.root}/rss", recheck=0.0)
    assert site.asked("/1") == 1


def test_a_changed_entry_is_fetched_again_but_not_at_each_change(
    site: Site, watch: Watch, clock: FakeClock
) -> None:
    site.put("/1", page("Mole opens", FIRST, SECOND))
    for number in range(6):
        site.put("/rss", rss(entry("Mole opens", f"{site.root}/1", f"{number} minutes ago")))
        watch.round(f"{site.root}/rss")
        clock.time += 300
    assert site.asked("/1") == 1
    clock.pass_hours(1)
    site.put("/1", page("Mole opens", FIRST, CHANGED))
    assert len(articles(watch.round(f"{site.root}/rss"))) == 1


def test_one_page_in_two_feeds_is_read_once(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put("/world", rss(entry("Mole opens", f"{site.root}/1?utm_medium=a#top", "Short.")))
    site.put("/home", rss(entry("The mole opens", f"{site.root}/1", "Shorter.")))
    site.put("/1", page("Mole opens", FIRST, SECOND))
    site.put("/1?utm_medium=a", page("Mole opens", FIRST, SECOND))
    feeds = (f"{site.root}/world", f"{site.root}/home")
    assert len(watch.round(*feeds)) == 1
    clock.pass_hours(2)
    assert watch.round(*feeds) == []


def test_an_amp_page_is_stored_under_its_canonical_address_and_not_twice(site: Site, watch: Watch) -> None:
    canonical = f'<link rel="canonical" href="{site.root}/1">'
    site.put("/rss", rss(entry("AMP", f"{site.root}/amp/1"), entry("Mole opens", f"{site.root}/1")))
    site.put("/amp/1", page("Mole opens", FIRST, SECOND, head=canonical, html="<html ⚡>"))
    site.put("/1", page("Mole opens | Quay Post", FIRST, SECOND, head=canonical))
    (got,) = articles(watch.round(f"{site.root}/rss"))
    assert got.url == f"{site.root}/1"


def test_pages_that_all_name_one_canonical_address_are_all_read(site: Site, watch: Watch) -> None:
    canonical = f'<link rel="canonical" href="{site.root}/news">'
    site.put("/rss", rss(*(entry(f"No {n}", f"{site.root}/{n}") for n in range(3))))
    for number, sentence in enumerate((FIRST, SECOND, CHANGED)):
        site.put(f"/{number}", page(f"Report {number}", sentence, sentence.upper(), head=canonical))
    found = articles(watch.round(f"{site.root}/rss"))
    assert len({one.url for one in found}) == 3


def test_entries_that_share_an_address_are_read_from_the_feed(site: Site, watch: Watch) -> None:
    entries = [entry(f"At {n}", f"{site.root}/live#{n}", f"{FIRST} It was {n} o’clock.") for n in range(3)]
    site.put("/rss", rss(*entries))
    assert len(articles(watch.round(f"{site.root}/rss"))) == 3
    site.put("/rss", rss(*entries[:2]))
    assert watch.round(f"{site.root}/rss") == []
    assert site.asked("/live") == 0


def test_a_front_page_is_never_followed(site: Site, watch: Watch) -> None:
    site.put("/", page("Quay Post", FIRST))
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/", FIRST)))
    (got,) = articles(watch.round(f"{site.root}/rss"))
    assert (got.text, site.asked("/")) == (FIRST, 0)


def test_an_opml_address_a_sitemap_index_and_a_json_feed_are_watched(
    site: Site, watch: Watch, clock: FakeClock
) -> None:
    entries = f'[{{"id": 1, "url": "{site.root}/1"}}]'
    site.put("/opml", f'<opml version="2.0"><body><outline xmlUrl="{site.root}/feed.json"/></body></opml>')
    site.put("/feed.json", f'{{"version": "https://jsonfeed.org/version/1.1", "items": {entries}}}')
    old = f"<sitemap><loc>{site.root}/old</loc><lastmod>2025-05-01</lastmod></sitemap>"
    site.put("/index", f"<sitemapindex><sitemap><loc>{site.root}/new</loc></sitemap>{old}</sitemapindex>")
    pages = (
        f"<urlset><url><loc>{site.root}/2</loc><lastmod>2025-07-01T08:00:00Z</lastmod></url>"
        f"<url><loc>{site.root}/3</loc><lastmod>2024-07-01</lastmod></url></urlset>"
    )
    site.put("/new", gzip.compress(pages.encode()), Content_Type="application/gzip")
    for number, sentence in enumerate((FIRST, SECOND, CHANGED), start=1):
        site.put(f"/{number}", page(f"Report {number}", sentence, f"It was report {number} of the day."))
    found = articles(watch.round(f"{site.root}/opml", f"{site.root}/index"))
    assert sorted(one.url or "" for one in found) == [f"{site.root}/1", f"{site.root}/2"]
    assert site.asked("/old") == 0
    clock.pass_hours(1)
    watch.round(f"{site.root}/opml", f"{site.root}/index")
    assert [site.asked(path) for path in ("/opml", "/index", "/feed.json", "/new")] == [2, 2, 2, 2]


def test_a_web_page_is_refused_with_the_addresses_of_its_feeds(site: Site, watch: Watch) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    site.put("/", page("Quay Post", FIRST, head=head))
    watch.round(f"{site.root}/")
    (told,) = [one for one in watch.told if isinstance(one, Poll)]
    assert told.fault is not None and f"{site.root}/rss" in told.fault.detail


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n", {"Content_Type": "image/png"}, "binary"),
        (b"", {}, "markup"),
        (gzip.compress(b"<rss>" + b" " * 50_000_000), {"Content_Encoding": "gzip"}, "too-large"),
        (gzip.compress(b"<rss>" + b" " * 50_000_000), {"Content_Type": "application/gzip"}, "too-large"),
        (b"\x1f\x8bnonsense", {"Content_Type": "application/x-gzip"}, "encoding"),
        (b"<rss>" + b" " * 300_000, {}, "too-large"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 7}', {}, "field"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', {}, "not-json"),
        (b"<html>" * 1000, {}, "markup"),
    ],
)
def test_a_bad_feed_is_told_and_the_others_are_read(
    site: Site, watch: Watch, body: bytes, headers: dict[str, str], reason: str
) -> None:
    site.answers["/bad"] = lambda request: request.reply(200, body, **headers)
    site.put("/good", rss(entry("Mole opens", f"{site.root}/1", FIRST)))
    assert len(watch.round(f"{site.root}/bad", f"{site.root}/good", pages="none")) == 1
    assert faults(watch) == [reason]


def test_a_server_that_never_answers_ends_at_the_limit(site: Site, watch: Watch) -> None:
    def answer(request: Request) -> None:
        request.server.stopped.wait(20)

    site.answers["/slow"] = answer
    watch.round(f"{site.root}/slow", limits=Limits(timeout=0.1, deadline=0.2))
    assert faults(watch) == ["timeout"]


def test_wrong_media_types_do_not_matter(site: Site, watch: Watch) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1")), Content_Type="text/plain")
    site.put("/1", page("Mole opens", FIRST, SECOND), Content_Type="application/octet-stream")
    assert len(articles(watch.round(f"{site.root}/rss"))) == 1


def test_a_feed_that_vanishes_is_asked_less_and_less(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put("/rss", rss())
    watch.round(f"{site.root}/rss")
    del site.answers["/rss"]
    for _ in range(24 * 6):
        watch.round(f"{site.root}/rss")
        clock.pass_hours(1)
    assert 6 <= site.asked("/rss") <= 14


def test_killed_between_reading_and_storing_the_entry_comes_again_and_only_it(
    site: Site, watch: Watch
) -> None:
    site.put_tagged("/rss", rss(*(entry(f"Mole {n}", f"{site.root}/{n}") for n in range(3))), '"v1"')
    for number in range(3):
        site.put(f"/{number}", page(f"Mole {number}", FIRST, f"It was barge {number} of the whole day."))
    seen = []
    for count, (one, settle) in enumerate(watch.steps(f"{site.root}/rss")):
        seen.append(one.outcome)
        if count == 1:
            break  # neither settled nor stored
        settle(one)
    rest = articles(watch.round(f"{site.root}/rss"))
    assert len(rest) == 2
    assert rest[0] == seen[1]


def test_an_article_that_ends_the_program_each_time_is_given_up(site: Site, watch: Watch) -> None:
    site.put("/rss", rss(entry("Mole opens", f"{site.root}/1", FIRST)))
    outcomes = [next(watch.steps(f"{site.root}/rss", pages="none"))[0].outcome for _ in range(6)]
    assert all(isinstance(one, Article) for one in outcomes[:5])
    assert isinstance(outcomes[5], Undone) and outcomes[5].reason == "internal"


def test_two_watches_cannot_share_a_state(watch: Watch, tmp_path: Path) -> None:
    with StateFile(watch.path), pytest.raises(StoreError, match="another `onrecord watch`"):
        StateFile(watch.path)
    other = tmp_path / "other"
    other.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="not the state of a watch"):
        StateFile(other)
    assert other.read_bytes() == b"not a database" * 100


def test_rounds_go_on_at_their_time(site: Site, watch: Watch, clock: FakeClock) -> None:
    site.put("/rss", rss(entry("Mole 0", f"{site.root}/a", FIRST)))
    steps = watch.steps(f"{site.root}/rss", once=False, every=1_200.0, pages="none")
    one, settle = next(steps)
    settle(one)
    site.put("/rss", rss(entry("Mole 1", f"{site.root}/b", SECOND)))
    one, settle = next(steps)
    settle(one)
    assert getattr(one.outcome, "text", None) == SECOND
    assert 1_100 < clock.time - 1_751_371_200 < 1_300
    steps.close()


def test_a_clock_that_was_set_back_does_not_stop_the_watch(
    site: Site, watch: Watch, clock: FakeClock
) -> None:
    site.put("/rss", rss())
    watch.round(f"{site.root}/rss")
    clock.pass_hours(-24 * 365)
    watch.round(f"{site.root}/rss")
    assert site.asked("/rss") == 2


def test_old_entries_are_forgotten(site: Site, watch: Watch, clock: FakeClock) -> None:
    for number in range(4):
        site.put("/rss", rss(entry(f"Mole {number}", f"{site.root}/{number}", FIRST + str(number))))
        watch.round(f"{site.root}/rss", pages="none")
        clock.pass_hours(24 * 100)
    with StateFile(watch.path) as state:
        assert len(state.rows("SELECT * FROM entries")) == 2
