"""Outlet, authors and date of an article, from structured data and from the lines beside its title."""

import pytest

from onrecord.ingest.web.html import extract_article

SENTENCE = "The harbour opened on day {0}, the ministry of transport said in town {0}."
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org",
"@graph": [{"@type": "WebSite", "name": "Site"},
{"@type": ["NewsArticle"], "headline": "Harbour &amp; gates", "datePublished": "2025-07-01T06:30:00.000Z",
"inLanguage": "en",
"author": [{"@type": "Person", "name": "Ana Petrova"}, {"name": "Jon Smith-Jones"}, "https://harbour.example/staff"],
"publisher": {"@type": "NewsMediaOrganization", "name": "Harbour News Agency"}}]}</script>"""


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ('<meta property="og:site_name" content="Kora Times">' + JSON_LD, "Kora Times"),
        ('<meta property="og:site_name" content="www.kora.example">' + JSON_LD, "Harbour News Agency"),
        ('<meta property="og:site_name" content="kora.example">', "kora.example"),
        ("<title>Harbour opens | Kora Times</title>", "Kora Times"),
        ("<title>Harbour opens - World - Kora Times</title>", "Kora Times"),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "Organization", "@id": "#o", "name": "Kora Times"}, '
            '{"@type": "Person", "@id": "#p", "name": "Ida Wren"}, {"@type": "NewsArticle", "headline": "Harbour opens", '
            '"publisher": {"@id": "#o"}, "author": {"@id": "#p"}}]}</script>',
            "Kora Times",
        ),
    ],
)
def test_the_outlet_is_the_name_of_the_site(head: str, outlet: str) -> None:
    found = extract_article(
        page(f"<h1>Harbour opens</h1><p>{SENTENCE}</p><p>{SENTENCE.format(2)}</p>", head), None
    )
    assert found.outlet == outlet
    assert found.authors == (("Ida Wren",) if "#p" in head else ()) or "Ana Petrova" in found.authors


@pytest.mark.parametrize(
    ("body", "date"),
    [
        (
            "<h1>Harbour opens</h1><p class='byline'>By Ida Wren, Tuesday July 1, 2025 10:05 am PDT</p>",
            "2025-07-01T10:05-07:00",
        ),
        (
            "<h1>Harbour opens</h1><div><span>By Ida Wren</span> <span>Published 1 July 2025, 10:05 BST</span> <span>Updated 3 "
            "July 2025</span></div>",
            "2025-07-01T10:05+01:00",
        ),
        ("<article><p>1 July 2025</p><h1>Harbour opens</h1></article>", "2025-07-01"),
        ("<header><p>1 July 2025</p></header><h1>Harbour opens</h1>", None),
        ("<h1>Harbour opens</h1><p>Updated 1 July 2025</p>", None),
        (
            "<main><h1>Harbour opens</h1><time class='updated' datetime='2025-07-04'>x</time><time datetime='2025-07-01'>x</time></main>",
            "2025-07-01",
        ),
        (
            "<main><h1>Harbour opens</h1><div class='comments'><time datetime='2025-07-09'>July 9</time></div></main>",
            None,
        ),
    ],
)
def test_the_date_is_read_beside_the_title(body: str, date: str | None) -> None:
    found = extract_article(page(f"{body}<p>{SENTENCE.format(1)}</p><p>{SENTENCE.format(2)}</p>"), None)
    assert found.date == date
