"""RSS: valid by the specification, read back by our own reader of feeds, guids that stay."""

from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree

from builders import make_record
from onrecord.exports.chronology import rss
from onrecord.exports.chronology.rss import write
from onrecord.ingest.articles import Overrides
from onrecord.ingest.web.feeds import parse_feed
from onrecord.model.article import Article
from onrecord.store.protocol import Filter
from told_dossier import FIRST, HOSTILE_DISPATCH, NEGATED, SECOND, article_id, judgements, told, told_records

CHANNEL = {"title", "link", "description", "language", "generator", "item"}
ITEM = {"title", "link", "description", "guid", "pubDate", "category"}


@pytest.fixture
def feed(tmp_path: Path) -> etree._Element:
    with told(tmp_path) as selection:
        return etree.fromstring("".join(write(selection)).encode())


def guids(feed: etree._Element) -> list[str]:
    return [str(one.text) for one in feed.iter("guid")]


def test_it_has_the_elements_that_the_specification_wants(feed: etree._Element) -> None:
    assert (feed.tag, feed.get("version")) == ("rss", "2.0")
    (channel,) = feed
    assert {one.tag for one in channel} <= CHANNEL
    assert all(channel.find(name) is not None for name in ("title", "link", "description"))
    for item in channel.iter("item"):
        assert {one.tag for one in item} <= ITEM
        assert all(len(item.findall(name)) == 1 for name in ("title", "description", "guid"))
        assert item.find("guid").get("isPermaLink") == "false"
    assert len(guids(feed)) == len(set(guids(feed))) == 31


def test_days_are_those_of_publication(feed: etree._Element) -> None:
    first = next(item for item in feed.iter("item") if item.findtext("guid") == f"{article_id(FIRST)}/s2")
    moment = parsedate_to_datetime(first.findtext("pubDate") or "")
    assert moment.date().isoformat() == make_record(FIRST).article.published.value


def test_our_reader_of_feeds_reads_it(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        text = "".join(write(selection))
    articles = [article for _, article in parse_feed(text, "feed", Overrides())]
    assert len(articles) == 31 and all(isinstance(article, Article) for article in articles)
    assert any("denied" in article.text for article in articles if isinstance(article, Article))


def test_an_utterance_of_two_articles_is_one_item_with_both_outlets(feed: etree._Element) -> None:
    pair = {f"{article_id(number)}/s1" for number in (FIRST, SECOND)}
    assert pair & set(guids(feed)) == {f"{article_id(FIRST)}/s1"}
    item = next(one for one in feed.iter("item") if one.findtext("guid") in pair)
    for number in (FIRST, SECOND):
        assert (make_record(number).article.outlet or "") in (item.findtext("description") or "")


def test_the_guid_stays_when_a_later_article_reports_the_same(tmp_path: Path) -> None:
    with told(tmp_path, Filter(rows=(f"{article_id(FIRST)}/s1",))) as selection:
        alone = etree.fromstring("".join(write(selection)).encode())
    assert guids(alone) == [f"{article_id(FIRST)}/s1"]


def test_words_are_escaped_twice_for_html_in_xml(feed: etree._Element) -> None:
    items = [
        one for one in feed.iter("item") if str(one.findtext("guid")).startswith(article_id(HOSTILE_DISPATCH))
    ]
    descriptions = [item.findtext("description") or "" for item in items]
    assert any("&lt;script&gt;" in text for text in descriptions)
    assert not any("<script" in text for text in descriptions)
    assert all(item.find("link") is None for item in items)


def test_what_was_not_said_says_so(feed: etree._Element) -> None:
    item = next(one for one in feed.iter("item") if one.findtext("guid") == f"{article_id(NEGATED)}/s1")
    assert "(did not happen, by the text)" in (item.findtext("title") or "")


def test_the_newest_come_and_the_rest_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rss, "MOST_ITEMS", 3)
    with told(tmp_path) as selection:
        feed = etree.fromstring("".join(write(selection)).encode())
        left_out = selection.report.left_out
    latest = max(told_records(), key=lambda record: record.article.published.value or "")
    assert {one.partition("/")[0] for one in guids(feed)} == {latest.article.id}
    assert left_out["older statements (a feed has 3)"] == 28
    assert len(judgements()) == 4
