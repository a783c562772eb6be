"""Feeds: each entry gives its text in the feed, and no feed can cause other files or addresses to be read."""

import time
from pathlib import Path

import pytest

from onrecord.ingest import Overrides, load_articles
from onrecord.model.article import Article, Published
from onrecord.model.record import Undone

NEWS = "“The mole is open,” harbour master Ada Arnal said on Tuesday. She denied that barges had waited."
RSS = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<!-- written by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Wire</title><link>http://wire.example/</link><language>en-GB</language>
<item><title>Mole opens &amp;amp; closes</title><link> http://wire.example/1 </link>
<dc:creator>B. Quay</dc:creator>
<pubDate>Tue, 01 Jul 2025 09:00:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>“The mole is <b>op</b>en,” harbour master Ada Arnal said on Tuesday.</p>
<script>alert("x")</script>
<p>She denied that barges had waited.</p>]]></content:encoded></item>
<item><title>Only a title</title><link>http://wire.example/2</link><pubDate>soon</pubDate></item>
<item><title>Undated</title><pubDate>the other day</pubDate><description>{NEWS}</description></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Quay Post</title>
<updated>2025-07-03T00:00:00Z</updated>
<entry><title type="html">Mole &lt;i&gt;opens&lt;/i&gt;</title><link rel="self" href="http://q.example/feed"/>
<link href="http://q.example/1"/><author><name>C. Pier</name></author><updated>2025-07-02T00:00:00Z</updated>
<published>2025-07-01T09:30:00+03:00</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{NEWS}</p><p>A &lt; B.</p></div></content>
</entry></feed>"""


def read(
    tmp_path: Path, text: str, name: str = "feed.xml", given: Overrides | None = None
) -> list[Article | Undone]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(load_articles(str(path), given or Overrides()))


def test_each_entry_of_an_rss_feed_gives_an_article(tmp_path: Path) -> None:
    whole, bare, undated = read(tmp_path, RSS)
    assert isinstance(whole, Article)
    assert whole.text == (
        "“The mole is open,” harbour master Ada Arnal said on Tuesday.\nShe denied that barges had waited."
    )
    assert (whole.title, whole.outlet, whole.url, whole.authors) == (
        "Mole opens & closes", "Harbour Wire", "http://wire.example/1", ("B. Quay",),
    )  # fmt: skip
    assert whole.published == Published("2025-07-01T09:00:00Z", "metadata")
    assert whole.source.endswith("feed.xml:1")
    assert isinstance(bare, Undone)
    assert (bare.outcome, bare.reason) == ("skipped", "no-article")
    assert bare.detail.endswith("give its address: http://wire.example/2")
    assert isinstance(undated, Article)
    assert (undated.text, undated.published.value) == (NEWS, None)


@pytest.mark.parametrize("name", ["feed.atom", "feed.xml", "feed", "feed.html", "feed.txt"])
def test_an_atom_feed_is_detected_by_its_first_characters(tmp_path: Path, name: str) -> None:
    (entry,) = read(tmp_path, ATOM, name)
    assert isinstance(entry, Article)
    assert entry.text == f"{NEWS}\nA < B."
    assert (entry.title, entry.url, entry.authors) == ("Mole opens", "http://q.example/1", ("C. Pier",))
    assert entry.published.value == "2025-07-01T09:30:00+03:00"


def test_overrides_win_over_the_feed(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, ATOM, given=Overrides(outlet="The Quay", date="2025-07-09"))
    assert isinstance(entry, Article)
    assert (entry.outlet, entry.published) == ("The Quay", Published("2025-07-09", "given"))


def test_entities_of_a_feed_are_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    doctype = (
        f'<!DOCTYPE rss [<!ENTITY s SYSTEM "file://{tmp_path}/secret"><!ENTITY b0 "{"x" * 100}">{bomb}]>'
    )
    started = time.process_time()
    item = f"<item><description>{NEWS} &s; &b11;</description></item>"
    (found,) = read(tmp_path, f"{doctype}<rss><channel>{item}</channel></rss>")
    assert time.process_time() - started < 2
    assert isinstance(found, Article)
    assert found.text.startswith(NEWS)
    assert len(found.text) < len(NEWS) + 20
    assert "the secret" not in found.text


@pytest.mark.parametrize(
    ("text", "outcome", "says"),
    [
        ("<rss><channel><title>Empty</title></channel></rss>", "skipped", "without entries"),
        ("<rss><channel><item><description>" + NEWS, "done", ""),
        ("<feed " + "<" * 5_000, "skipped", "feed"),
    ],
)
def test_an_empty_or_truncated_feed_is_reported_or_read_as_far_as_possible(
    tmp_path: Path, text: str, outcome: str, says: str
) -> None:
    (found,) = read(tmp_path, text)
    assert ("done" if isinstance(found, Article) else found.outcome) == outcome
    assert isinstance(found, Article) or says in found.detail


def test_a_feed_with_many_tags_is_parsed_in_linear_time(tmp_path: Path) -> None:
    markup = "&lt;b&gt;" * 200_000 + "&lt;" * 200_000
    started = time.process_time()
    (found,) = read(
        tmp_path, f"<rss><channel><item><description>{NEWS}{markup}</description></item></channel></rss>"
    )
    assert isinstance(found, Article)
    assert time.process_time() - started < 5


def test_a_name_space_that_is_none_does_not_stop_the_feed(tmp_path: Path) -> None:
    text = f"<rss xmlns='}} '><channel><item><description>{NEWS}</description></item></channel></rss>"
    (found,) = read(tmp_path, text)
    assert isinstance(found, Article)
