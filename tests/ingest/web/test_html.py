"""Pages: text, title, outlet, authors, date, and hostile markup."""

import itertools

import pytest
import trafilatura
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ingest.web.html import extract_article
from onrecord.model.errors import IngestError

SENTENCE = "The harbour opened on day {0}, the ministry of transport said in town {0}."
PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Ministers reopen the harbour - The Harbour Times</title>
<meta property="og:title" content="Ministers reopen the harbour">
<meta property="og:site_name" content="The Harbour Times">
<meta property="article:published_time" content="2025-07-01T09:30:00+03:00">
<link rel="canonical" href="https://harbour.example/2025/07/01/plan">
{head}</head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav></header>
<main><article><h1>Ministers reopen the harbour</h1>
<p>Two ministers agreed on Tuesday to reopen the harbour, the ministry said.</p>
<p>“We will open the gates next week,” said the minister, <a
href="/x">Lena Ort</a>. The plan has <b>three</b> steps:</p>
<ul><li>Clear the mines from the approach</li><li>Repair the northern quay</li></ul>
<table><tr><th>Step</th><th>Date</th></tr><tr><td>Mines</td><td>July 8</td></tr></table>
<p>Talks resume on Friday.</p></article></main>
<div class="comments"><p>Great article! I love harbours and I say so in many words.</p></div>
<footer><p>© 2025 The Harbour Times. All rights reserved.</p></footer></body></html>"""
TEXT = """Ministers reopen the harbour
Two ministers agreed on Tuesday to reopen the harbour, the ministry said.
“We will open the gates next week,” said the minister, Lena Ort. The plan has three steps:
- Clear the mines from the approach
- Repair the northern quay
Step | Date
Mines | July 8
Talks resume on Friday."""
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org",
"@graph": [{"@type": "WebSite", "name": "Site"},
{"@type": ["NewsArticle"], "headline": "Harbour &amp; gates", "datePublished": "2025-07-01T06:30:00.000Z",
"inLanguage": "en",
"author": [{"@type": "Person", "name": "Ana Petrova"}, {"name": "Jon Smith-Jones"}, "https://harbour.example/staff"],
"publisher": {"@type": "NewsMediaOrganization", "name": "Harbour News Agency"}}]}</script>"""


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def reason(html: str) -> str:
    with pytest.raises(IngestError) as caught:
        extract_article(html, None)
    return caught.value.reason


def test_list_entries_and_table_rows_of_an_article_are_lines() -> None:
    assert extract_article(PAGE.format(head=""), None).text == TEXT


def test_meta_elements_give_title_outlet_date_and_address() -> None:
    found = extract_article(PAGE.format(head=""), None)
    assert (found.title, found.outlet, found.date) == (
        "Ministers reopen the harbour",
        "The Harbour Times",
        "2025-07-01T09:30:00+03:00",
    )
    assert (found.url, found.page_language) == ("https://harbour.example/2025/07/01/plan", "en-GB")


def test_json_ld_wins_over_meta_elements_and_gives_the_authors() -> None:
    found = extract_article(PAGE.format(head=JSON_LD), None)
    assert (found.title, found.outlet, found.date) == (
        "Harbour & gates",
        "The Harbour Times",
        "2025-07-01T06:30:00Z",
    )
    assert found.authors == ("Ana Petrova", "Jon Smith-Jones")


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[[[[",
        '"text"',
        "[" * 100_000,
        '{"@type": 7}',
        '{"@type": "Article", "author": 7, "headline": [], "datePublished": "soon"}',
        "",
    ],
)
def test_broken_json_ld_is_ignored(broken: str) -> None:
    found = extract_article(PAGE.format(head=f'<script type="application/ld+json">{broken}</script>'), None)
    assert (found.title, found.text) == ("Ministers reopen the harbour", TEXT)


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<meta name="pubdate" content="Tue, 01 Jul 2025 09:30:00 GMT">', "", "2025-07-01T09:30:00Z"),
        ('<meta itemprop="datePublished" content="2025-07-01">', "", "2025-07-01"),
        ("", '<article><time datetime="2025-07-01T09:30">1 July</time></article>', "2025-07-01T09:30"),
        ("", '<span class="published">Published: July 1, 2025</span>', "2025-07-01"),
        ("", '<article><p class="article-date">1 July 2025, 10:30</p></article>', "2025-07-01"),
        ("", '<header><div class="date">Wednesday, 2 July 2025</div></header>', None),
        ("", '<aside><time datetime="2025-07-09">9 July</time></aside>', None),
        ('<meta name="date" content="1970-01-01">', "", None),
        ('<meta name="date" content="yesterday">', "", None),
        ('<meta property="article:modified_time" content="2025-07-04T08:00:00Z">', "", None),
        (
            '<meta property="article:modified_time" content="2025-07-04">'
            '<meta property="article:published_time" content="2025-07-01">',
            "",
            "2025-07-01",
        ),
        (
            (
                '<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": '
                '"2025-07-04T08:00:00Z"}</script>'
            ),
            '<article><time datetime="2025-07-01">1 July</time></article>',
            "2025-07-01",
        ),
        ('<meta name="date" content="3/7/2025">', "", None),
        ('<meta name="date" content="Thu, 3 Jul 2025 14:05 BST">', "", "2025-07-03T14:05+01:00"),
        ("", '<span class="published">Published 1 July 2025, updated 4 July 2025</span>', "2025-07-01"),
        ("", '<span class="date-updated">Updated 4 July 2025</span>', None),
    ],
)
def test_the_date_comes_from_markup_for_dates(head: str, body: str, date: str | None) -> None:
    assert extract_article(page(f"{body}<p>{SENTENCE}</p>", head), None).date == date


def test_the_canonical_address_counts_on_the_same_host_only() -> None:
    html = PAGE.format(head="")
    assert (
        extract_article(html, "https://www.harbour.example/amp/plan").url
        == "https://harbour.example/2025/07/01/plan"
    )
    assert extract_article(html, "https://mirror.example/plan").url == "https://mirror.example/plan"
    assert (
        extract_article(
            page(f"<p>{SENTENCE}</p>", '<link rel="canonical" href="/plan">'), "https://a.example/b"
        ).url
        == "https://a.example/plan"
    )
    assert (
        extract_article(page(f"<p>{SENTENCE}</p>", '<link rel="canonical" href="javascript:x">'), None).url
        is None
    )


def test_without_structured_data_title_and_authors_come_from_the_headings() -> None:
    body = (
        f'<h1>Harbour opens</h1><p class="byline">By Ana '
        f"Petrova</p><p>{SENTENCE.format(1)}</p><p>{SENTENCE.format(2)}</p>"
    )
    found = extract_article(page(body, "<title>Harbour opens - The Harbour Times</title>"), None)
    assert (found.title, found.authors) == ("Harbour opens", ("Ana Petrova",))


def test_the_text_of_a_page_that_needs_javascript_comes_from_its_structured_data() -> None:
    data = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "%s\\n\\nMore '
        'is to come."}</script>'
    )
    for body in (SENTENCE, f"<p>{SENTENCE}</p>"):
        html = page(
            '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>',
            data % body,
        )
        assert extract_article(html, None).text == f"{SENTENCE}\nMore is to come."


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html></html>",
        page(""),
        page(
            "<nav>"
            + "".join(f'<a href="/{n}">Read all about section {n} here.</a>' for n in range(30))
            + "</nav>"
        ),
        page("<form><label>User</label><input><button>Log in</button></form>"),
        page("<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>"),
        page("<h1>Gallery</h1><img src=a.jpg><img src=b.jpg>"),
        "<?xml version='1.0'?><rss><channel><item><title>One</title></item></channel></rss>",
    ],
)
def test_a_page_without_an_article_is_refused(html: str) -> None:
    assert reason(html) == "no-article"


def test_a_fault_of_trafilatura_affects_one_page_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr(trafilatura, "extract_metadata", fail)
    assert extract_article(page(f"<p>{SENTENCE}</p>"), None).text == SENTENCE
    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    assert reason(page(f"<p>{SENTENCE}</p>")) == "markup"


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{SENTENCE}",
        f"<div><p>{SENTENCE}</div></span></p></b>",
        f"<html><body><p>{SENTENCE}<p></html></body>",
        f"<p>{SENTENCE}</p>\x01",
        f"<p title='&#1;&#x1f;'>{SENTENCE}&#1;&#x1F</p>&#xFFFE;",
        f"<p>{SENTENCE}</p><!-- never closed",
        f"<p>{SENTENCE}</p><script>never closed",
        f"\ufeff<p>{SENTENCE}</p>",
        f"<p>{SENTENCE}</p>" + "<a<" * 300_000,
        f"<p>{SENTENCE}</p>" + "<script>" * 300_000,
    ],
)
def test_malformed_pages_are_read(html: str) -> None:
    assert extract_article(html, None).text == SENTENCE


def test_entities_and_curly_quotes_come_out_as_characters() -> None:
    assert extract_article(
        page("<p>&ldquo;We&rsquo;ll open the gates&rdquo;&nbsp;next week, said AT&amp;T.</p>"), None
    ).text == ("“We’ll open the gates” next week, said AT&T.")


def test_the_result_does_not_depend_on_earlier_pages() -> None:
    pages = [
        PAGE.format(head=""),
        PAGE.format(head=JSON_LD),
        page("".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(60))),
    ]
    alone = {html: extract_article(html, None) for html in pages}
    for order in itertools.permutations(pages):
        for html in order * 4:
            assert extract_article(html, None) == alone[html]


def test_nested_layout_tags_are_flattened() -> None:
    body = "".join(f"<font><b>{SENTENCE.format(n)}<br>" for n in range(1_000))
    assert extract_article(page(body), None).text.splitlines()[0] == SENTENCE.format(0)
    assert SENTENCE.format(999) in extract_article(page(body), None).text


@pytest.mark.parametrize(
    "body",
    [
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">",
        "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">",
        "<p " + "/".join(f"a{n}='>'" for n in range(100_000)) + ">",
        "<p>x</p>" * 200_000,
        "<p a='" * 300_000,
        "<x>" * 50_000,
    ],
)
def test_markup_that_would_take_minutes_is_refused_at_once(body: str) -> None:
    assert reason(page(f"<p>{SENTENCE}</p>{body}")) == "markup"


def test_long_attribute_values_do_not_count_as_many_attributes() -> None:
    words = "word " * 5_000
    assert (
        extract_article(page(f"<p data-x=\"{words}\" data-y='{words}'>{SENTENCE}</p>"), None).text == SENTENCE
    )


def test_thousands_of_links_in_one_paragraph_are_extracted_quickly_and_completely() -> None:
    body = "".join(f"<a href='/{n}'>{SENTENCE.format(n)}</a> and more; " for n in range(5_000))
    text = extract_article(page(f"<article><p>{SENTENCE}</p><p>{body}</p></article>"), None).text
    assert SENTENCE.format(4_999) in text


TAGS = [
    "p",
    "div",
    "a",
    "table",
    "tr",
    "td",
    "ul",
    "li",
    "h1",
    "article",
    "main",
    "br",
    "span",
    "title",
    "meta",
    "script",
    "time",
    "form",
    "img",
    "svg",
]
PIECES = st.one_of(
    st.sampled_from([f"<{mark}{tag}>" for tag in TAGS for mark in ("", "/")]),
    st.sampled_from(
        [
            "<!--",
            "-->",
            "<![CDATA[",
            "&#0;",
            "&#x93;",
            "<p a='",
            '"',
            "<a href=http://[x>",
            SENTENCE,
            "\x85",
            "«",
            "<?xml?>",
            "<html lang=x>",
        ]
    ),
    st.text(max_size=8),
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_markup_gives_an_article_or_an_error_with_a_reason(pieces: list[str]) -> None:
    try:
        found = extract_article("".join(pieces), "https://a.example/")
    except IngestError as error:
        assert error.reason in ("no-article", "markup")
    else:
        assert found.text.strip()
