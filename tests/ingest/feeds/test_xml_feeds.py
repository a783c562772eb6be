"""RSS and Atom as outlets write them: not quite XML, with texts in several places, with captions."""

from pathlib import Path

import pytest

from onrecord.ingest import Overrides, load_articles
from onrecord.ingest.feeds.entries import judge_extent, trim_text
from onrecord.ingest.feeds.kinds import find_feed_kind
from onrecord.model.article import Article
from onrecord.model.record import Undone

SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
SAID = "“The lock is shut,” lock keeper Ada Arnal said."
CAPTION = "Barges wait below the lock while, the pilot Bo Quay said, the crane is mended by hand. Photo: B."


def rss(inner: str, spaces: str = SPACES) -> str:
    channel = f"<title>Quay Post</title><link>https://quay.example/</link>{inner}"
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{channel}</channel></rss>'


def read(tmp_path: Path, text: str) -> list[Article | Undone]:
    path = tmp_path / "feed.xml"
    path.write_text(text, encoding="utf-8")
    return list(load_articles(str(path), Overrides()))


def read_one(tmp_path: Path, inner: str, spaces: str = SPACES) -> Article:
    (found,) = read(tmp_path, rss(f"<item>{inner}</item>", spaces))
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("B&O and Marks & Sons, R&D chief", "B&O and Marks & Sons, R&D chief"),
        ("the Q&A; and the R&D; part", "the Q&A; and the R&D; part"),
        ("profits & losses&mdash;all of them&nbsp;at once", "profits & losses—all of them at once"),
        ("&rsquo;tis &eacute;t&eacute; &#8220;now&#8221; &#x2013; &#146;", "’tis été “now” – ’"),
        ("a &region; of &notes and &copies", "a &region; of &notes and &copies"),
        ("fewer than 5 < 6 and A&amp;B", "fewer than 5 < 6 and A&B"),
        ("<![CDATA[<p>Marks & Sons &amp; B&O</p><p>x &lt; y</p>]]>", "Marks & Sons & B&O\nx < y"),
        ("bell\x07 and \x0b tab &#11; end", "bell and tab end"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two &amp;amp; three&lt;/p&gt;", "One\nTwo & three"),
        ("&amp;lt;p&amp;gt;One &amp;amp;amp; a half&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Two&amp;lt;/p&amp;gt;",
         "One & a half\nTwo"),
        ("<p>One &amp; <b>bold</b></p><br/>Two", "One & bold\nTwo"),
    ],
)  # fmt: skip
def test_no_word_is_lost_in_what_is_not_quite_xml(tmp_path: Path, written: str, meant: str) -> None:
    assert read_one(tmp_path, f"<title>T</title><description>{written}</description>").text == meant


def test_ampersands_in_titles_and_addresses_stay(tmp_path: Path) -> None:
    inner = "<title>B&O sinks</title><link>https://quay.example/?a=1&b=2&lang=en</link>"
    got = read_one(tmp_path, f"{inner}<description>{SAID}</description>")
    assert (got.title, got.url) == ("B&O sinks", "https://quay.example/?a=1&b=2&lang=en")


@pytest.mark.parametrize(
    "caption",
    [
        f"<media:description>{CAPTION}</media:description>",
        f"<media:content url='a.jpg'><media:description>{CAPTION}</media:description></media:content>",
        f"<media:group><media:content url='a.jpg'/><media:title>{CAPTION}</media:title></media:group>",
        f"<itunes:summary>{CAPTION}</itunes:summary>",
        f"<image><title>{CAPTION}</title></image>",
    ],
)
def test_a_caption_is_never_the_text(tmp_path: Path, caption: str) -> None:
    for inner in (
        f"<description>{SAID}</description>{caption}",
        f"{caption}<description>{SAID}</description>",
    ):
        got = read_one(tmp_path, f"<title>Shut</title>{inner}")
        assert (got.text, got.title) == (SAID, "Shut")
    (undeclared,) = read(tmp_path, rss(f"<item><description>{SAID}</description>{caption}</item>", ""))
    assert isinstance(undeclared, Article) and undeclared.text == SAID


def test_captions_inside_the_text_are_left_out(tmp_path: Path) -> None:
    figure = f"<figure><img src='a.jpg'/><figcaption>{CAPTION}</figcaption></figure>"
    got = read_one(tmp_path, f"<content:encoded><![CDATA[{figure}<p>{SAID}</p>]]></content:encoded>")
    assert got.text == SAID


def test_the_whole_text_is_preferred_to_the_summary(tmp_path: Path) -> None:
    whole = "".join(f"<p>{SAID} It was the {n}th day of the strike.</p>" for n in range(9))
    inner = f"<description>{SAID}</description><content:encoded><![CDATA[{whole}]]></content:encoded>"
    got = read_one(tmp_path, inner)
    assert (len(got.text.split("\n")), got.extent) == (9, "full")
    got = read_one(tmp_path, f"<description>{SAID}</description>")
    assert (got.text, got.extent) == (SAID, "summary")


def test_the_lines_that_a_feed_adds_are_left_out(tmp_path: Path) -> None:
    added = "<p>The post <a href='/'>Shut</a> appeared first on <a href='/'>Quay Post</a>.</p>"
    got = read_one(
        tmp_path, f"<description><![CDATA[<p>{SAID}</p><p>Continue reading →</p>{added}]]></description>"
    )
    assert (got.text, got.extent) == (SAID, "summary")


@pytest.mark.parametrize("end", [" […]", "…", " [...]", " ... »", " [+2310 chars]", " Read more"])
def test_a_text_that_is_cut_off_is_a_summary(end: str) -> None:
    text = "The keeper spoke to reporters for an hour. " * 40
    assert judge_extent(text.strip(), is_content=False) == "full"
    assert judge_extent(text.strip() + end, is_content=True) == "summary"


def test_a_text_that_is_only_an_ending_stays() -> None:
    assert trim_text("Read more") == "Read more"


def test_the_entry_of_a_collection_names_its_own_outlet(tmp_path: Path) -> None:
    inner = f'<description>{SAID}</description><source url="https://lock.example/rss">Lock Daily</source>'
    assert read_one(tmp_path, inner).outlet == "Lock Daily"


@pytest.mark.parametrize(
    ("inner", "address"),
    [
        ("<link>/2025/shut</link>", "https://quay.example/2025/shut"),
        ("<guid>https://quay.example/7</guid>", "https://quay.example/7"),
        ('<guid isPermaLink="false">https://quay.example/7</guid>', None),
        ("<link>https://clicks.example/x</link><feedburner:origLink xmlns:feedburner='http://f'>"
         "https://quay.example/8</feedburner:origLink>", "https://quay.example/8"),
        ("<link>javascript:alert(1)</link>", None),
    ],
)  # fmt: skip
def test_the_address_of_an_entry(tmp_path: Path, inner: str, address: str | None) -> None:
    assert read_one(tmp_path, f"{inner}<description>{SAID}</description>").url == address


def test_authors_without_their_mail_addresses(tmp_path: Path) -> None:
    inner = "<author>desk@quay.example (Ida Wren)</author><dc:creator>Bo Quay</dc:creator>"
    got = read_one(tmp_path, f"{inner}<author>desk@quay.example</author><description>{SAID}</description>")
    assert got.authors == ("Ida Wren", "Bo Quay")


def test_atom_with_its_base_types_and_dates(tmp_path: Path) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://quay.example/a/" xml:lang="en">'
        '<title>Q</title><entry><id>tag:quay,1</id><title type="text">A &lt;b&gt; c</title>'
        '<link rel="enclosure" href="x.mp3"/><link type="application/json" href="j"/>'
        '<link type="text/html" href="1"/>'
        f'<content type="image/png">aGVsbG8=</content><summary type="text">{SAID} &lt;sic&gt;</summary>'
        "<updated>2025-04-03T00:00:00Z</updated><published>2025-04-02T24:00:00Z</published></entry></feed>"
    )
    (got,) = read(tmp_path, atom)
    assert isinstance(got, Article)
    assert (got.title, got.url) == ("A <b> c", "https://quay.example/a/1")
    assert (got.text, got.published.value) == (f"{SAID} <sic>", "2025-04-03T00:00:00Z")


def test_rss_1_0(tmp_path: Path) -> None:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Q</title></channel>'
        f'<item rdf:about="https://quay.example/1"><title>Shut</title><link>https://quay.example/1</link>'
        f"<description>{SAID}</description><dc:date>2025-04-02T10:00+03:00</dc:date></item></rdf:RDF>"
    )
    (got,) = read(tmp_path, rdf)
    assert isinstance(got, Article)
    assert (got.outlet, got.published.value) == ("Q", "2025-04-02T10:00+03:00")


@pytest.mark.parametrize("cut", range(0, 420, 7))
def test_a_feed_cut_off_anywhere_raises_nothing(tmp_path: Path, cut: int) -> None:
    whole = rss(f"<item><title>Shut</title><description><![CDATA[{SAID} & more]]></description></item>")
    assert read(tmp_path, whole[:cut]) or cut == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            '<?xml version="1.0"?><?xml-stylesheet href="x"?><!-- a --><!-- <html> --><rss>',
            "xml feed",
        ),
        ('<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>\n<rss>', "xml feed"),
        ('<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example"><rss>', "xml feed"),
        ("\ufeff \n<atom:feed xmlns:atom='x'>", "xml feed"),
        ("<opml version='1.0'>", "opml"),
        ("<urlset xmlns='x'>", "sitemap"),
        ("<sm:sitemapindex>", "sitemap index"),
        ('{"title": "Q", "version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"}', "json feed"),
        ('{"text": "We like \\"version\\": \\"https://jsonfeed.org/\\""}', None),
        ("<html><body><rss>", None),
        ("<RDF xmlns='http://dublincore'>", None),
        ("<!-- never closed <rss>", None),
        ("<rssfeed>", None),
        ("", None),
    ],
)
def test_feeds_are_told_by_their_content(text: str, kind: str | None) -> None:
    assert find_feed_kind(text) == kind
